package org.vezere.linux.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;

/// The socket at which a VE's keeper answers, whoever started it: this vzd or one before.
public final class KeeperDoor {
    private static final int STATE_BYTES = 32;
    private static final int STATE_MAGIC = 0x53505a56;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Fd runDirectory;
    private final String name;

    /// @param runDirectory the VE's; belongs to the caller
    /// @param name of the socket in it
    public KeeperDoor(Fd runDirectory, String name) {
        this.runDirectory = runDirectory;
        this.name = name;
    }

    /// What the keeper says of its VE.
    ///
    /// @param pid of the VE's first process, as the keeper sees it
    /// @param end how it ended, or null while it has not
    /// @param scrollback bytes of console output that the keeper holds
    public record State(Stage stage, int pid, @Nullable ProcessEnd end, int scrollback) {}

    /// How far a VE is.
    public enum Stage {
        STARTING,
        RUNNING,
        ENDED
    }

    /// Asks for the state.
    ///
    /// @throws KernelException ENOENT or ECONNREFUSED when there is no keeper any more
    public State state() {
        try (Fd connection = ask('S')) {
            return readState(connection, PATIENCE);
        }
    }

    /// Asks to be told when the VE ends. When the answer becomes readable, [#readState] reads it.
    ///
    /// @return belongs to the caller
    /// @throws KernelException ENOENT or ECONNREFUSED when there is no keeper any more
    public Fd askForEnd() {
        return ask('W');
    }

    /// Waits for a state on a connection.
    ///
    /// @throws KernelException ETIMEDOUT when none comes in time, ECONNRESET when the keeper went away
    public static State readState(Fd connection, Duration patience) {
        ByteBuffer state = ByteBuffer.allocate(STATE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (state.hasRemaining()) {
            state.put(receive(connection, state.remaining(), patience).bytes());
        }
        if (state.getInt(0) != STATE_MAGIC) {
            throw new IllegalStateException("the keeper's state begins with " + Integer.toHexString(state.getInt(0)));
        }
        int number = state.getInt(4);
        Stage stage = switch (number) {
            case 1 -> Stage.STARTING;
            case 2 -> Stage.RUNNING;
            case 3 -> Stage.ENDED;
            default -> throw new IllegalStateException("the keeper's state is number " + number);
        };
        ProcessEnd end = stage == Stage.ENDED ? ProcessEnd.of(state.getInt(12), state.getInt(16)) : null;
        return new State(stage, state.getInt(8), end, state.getInt(20));
    }

    /// A duplicate of the console's master, so that the console survives the keeper.
    ///
    /// @return belongs to the caller; nothing when the VE has no console
    /// @throws KernelException ENOENT or ECONNREFUSED when there is no keeper any more
    public Optional<Fd> master() {
        try (Fd connection = ask('M')) {
            DescriptorPassing.Message answer = receive(connection, 1, PATIENCE);
            if (answer.bytes()[0] == 'M') {
                return Optional.of(answer.onlyFile("the console's master"));
            }
            answer.closeFiles();
            return Optional.empty();
        }
    }

    /// Connects to the console: first comes the scrollback, then what is printed; what is written is typed.
    ///
    /// @throws KernelException ENOENT or ECONNREFUSED when there is no keeper any more
    public Console console() {
        return new Console(ask('C'));
    }

    private Fd ask(char command) {
        Fd connection = UnixSockets.connect(runDirectory, name);
        try {
            DescriptorPassing.send(connection, new byte[] {(byte) command}, List.of());
        } catch (KernelException failure) {
            connection.close();
            throw failure;
        }
        return connection;
    }

    private static DescriptorPassing.Message receive(Fd connection, int most, Duration patience) {
        if (!Poller.await(connection, Poller.READABLE, patience)) {
            throw new KernelException(
                    "recvmsg", "an answer of the keeper within " + patience, Errno.ETIMEDOUT.number());
        }
        DescriptorPassing.Message message = DescriptorPassing.receive(connection, most);
        if (message.bytes().length == 0) {
            message.closeFiles();
            throw new KernelException("recvmsg", "an answer of the keeper", Errno.ECONNRESET.number());
        }
        return message;
    }
}
