package org.vezere.linux.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.plan.Phase;

/// vzd's end of the control socket of a keeper that it started.
///
/// Closing it before the keeper has reported [KeeperMessage.Executed] ends the start: the keeper kills its
/// child and
/// leaves. Closing it afterwards changes nothing for a VE, and hangs up a joined command.
public final class KeeperLink implements AutoCloseable {
    private static final int PACKET_BYTES = 32;
    private static final int GO = 16;

    private final Fd socket;

    KeeperLink(Fd socket) {
        this.socket = socket;
    }

    /// For watching: readable when a message has come or the keeper has gone.
    public Fd descriptor() {
        return socket;
    }

    /// Waits for the next message.
    ///
    /// @throws KernelException ETIMEDOUT when none comes in time
    public KeeperMessage receive(Duration patience) {
        if (!Poller.await(socket, Poller.READABLE, patience)) {
            throw new KernelException(
                    "recvmsg", "a message of the keeper within " + patience, Errno.ETIMEDOUT.number());
        }
        DescriptorPassing.Message message;
        try {
            message = DescriptorPassing.receive(socket, PACKET_BYTES);
        } catch (KernelException failure) {
            if (failure.is(Errno.ECONNRESET)) {
                return new KeeperMessage.Gone();
            }
            throw failure;
        }
        if (message.bytes().length == 0) {
            message.closeFiles();
            return new KeeperMessage.Gone();
        }
        if (message.bytes().length != PACKET_BYTES) {
            message.closeFiles();
            throw new IllegalStateException(
                    "a message of the keeper has " + PACKET_BYTES + " bytes, this one " + message.bytes().length);
        }
        return read(message);
    }

    /// Lets the child go on, with the files that its plan expects. They stay open here.
    ///
    /// @throws KernelException EPIPE when the keeper has gone
    public void go(List<Fd> files) {
        if (files.size() > DescriptorPassing.MOST_FILES) {
            throw new IllegalArgumentException(
                    "GO takes at most " + DescriptorPassing.MOST_FILES + " open files, not " + files.size());
        }
        byte[] packet = new byte[PACKET_BYTES];
        packet[0] = GO;
        DescriptorPassing.send(socket, packet, files);
    }

    @Override
    public void close() {
        socket.close();
    }

    private static KeeperMessage read(DescriptorPassing.Message message) {
        ByteBuffer packet = ByteBuffer.wrap(message.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int type = packet.getInt(0);
        int a = packet.getInt(4);
        int b = packet.getInt(8);
        long c = packet.getLong(16);
        long d = packet.getLong(24);
        if (type == 1) {
            return new KeeperMessage.Born(new PidFd(message.onlyFile("the message of a birth"), a));
        }
        if (type == 5) {
            return new KeeperMessage.Sent(a, message.onlyFile("the message of a sent file"));
        }
        message.closeFiles();
        return switch (type) {
            case 2 -> new KeeperMessage.Executed();
            case 3 -> new KeeperMessage.Failed(Phase.of(c), a, b, (int) d);
            case 4 -> new KeeperMessage.Ended(ProcessEnd.of(a, b));
            default -> throw new IllegalStateException("a message of type " + type + " from the keeper");
        };
    }
}
