package org.vezere.daemon.starter;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.cli.Invocation;

/// One starter and its command, from the first frame to the last.
///
/// The thread that runs this reads frames; the command has a thread of its own.
final class StarterConnection implements Runnable {
    /// Exit codes of the reference: system error, bad command line.
    private static final int SYSTEM_ERROR = 3;
    private static final int BAD_COMMAND_LINE = 20;

    /// Nobody else gets past [org.vezere.daemon.PeerCheck].
    private static final int ROOT = 0;

    private static final Logger LOG = System.getLogger(StarterConnection.class.getName());

    private final SocketChannel channel;
    private final int pid;
    private final CommandRunner runner;
    private final FrameReader reader;
    private final FrameWriter writer;
    private volatile @Nullable StarterStreams streams;
    private volatile @Nullable Thread command;

    /// @param pid the process at the other end
    StarterConnection(SocketChannel channel, int pid, CommandRunner runner) {
        this.channel = channel;
        this.pid = pid;
        this.runner = runner;
        this.reader = new FrameReader(channel);
        this.writer = new FrameWriter(channel);
    }

    @Override
    public void run() {
        try (channel) {
            converse();
        } catch (ProtocolException malformed) {
            LOG.log(Level.WARNING, "connection of process " + pid + " ended: " + malformed.getMessage());
        } catch (AsynchronousCloseException | EOFException gone) {
            LOG.log(Level.DEBUG, "process " + pid + " went away", gone);
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, "connection of process " + pid + " failed", failed);
        } finally {
            hangUp();
        }
    }

    /// Tells the command that its caller is gone; it gives up what can be given up.
    void hangUp() {
        StarterStreams current = streams;
        if (current != null) {
            try {
                current.hangUp();
            } catch (RuntimeException failed) {
                LOG.log(Level.ERROR, "a command's signal handler failed", failed);
            }
        }
    }

    /// Ends the conversation whatever it is at.
    void abort() {
        try {
            channel.close();
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, "closing the connection of process " + pid, failed);
        }
    }

    /// The thread of the command, once there is one.
    Optional<Thread> command() {
        return Optional.ofNullable(command);
    }

    private void converse() throws IOException {
        Optional<StarterFrame> first;
        try {
            first = reader.next();
        } catch (NotUtf8Exception refused) {
            line(String.valueOf(refused.getMessage()));
            writer.number('X', BAD_COMMAND_LINE);
            return;
        }
        if (first.isEmpty()) {
            return;
        }
        if (!(first.get() instanceof StarterFrame.Hello hello)) {
            throw new ProtocolException("the first frame is no hello");
        }
        StarterStreams made = new StarterStreams(writer, hello);
        streams = made;
        command = Thread.ofVirtual()
                .name("command of " + pid + ": " + hello.arguments().getFirst())
                .start(() -> execute(hello, made));
        for (Optional<StarterFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
            handle(frame.get(), made);
        }
    }

    private static void handle(StarterFrame frame, StarterStreams streams) throws ProtocolException {
        switch (frame) {
            case StarterFrame.Hello _ -> throw new ProtocolException("a second hello");
            case StarterFrame.Input input -> streams.arrived(input.bytes());
            case StarterFrame.Window window -> streams.resize(window.size());
            case StarterFrame.Signal signal -> streams.signal(signal.number());
        }
    }

    private void execute(StarterFrame.Hello hello, StarterStreams made) {
        int code = SYSTEM_ERROR;
        try {
            // A directory that was deleted under its caller has no name, and nothing lies in it.
            String directory = hello.workingDirectory().isEmpty() ? "/" : hello.workingDirectory();
            code = runner.run(new Invocation(
                    hello.arguments(), environment(hello.environment()), Path.of(directory), ROOT, pid, made));
        } catch (UncheckedIOException failed) {
            if (channel.isOpen()) {
                failed(hello, failed);
            } else {
                LOG.log(Level.DEBUG, "the command " + hello.arguments() + " lost its caller", failed);
            }
        } catch (RuntimeException | Error failed) {
            failed(hello, failed);
        } finally {
            made.finish();
            end(code);
        }
    }

    private void failed(StarterFrame.Hello hello, Throwable failed) {
        LOG.log(Level.ERROR, "the command " + hello.arguments() + " failed inside vzd", failed);
        line(hello.arguments().getFirst() + ": internal error, see the log of vzd: " + failed);
    }

    private void end(int code) {
        try {
            writer.number('X', code);
            // The reading thread closes the channel when the starter, having read all this, has closed its end.
            channel.shutdownOutput();
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "process " + pid + " went away before its exit code " + code, gone);
        }
    }

    private void line(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            writer.bytes('E', bytes, 0, bytes.length);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "nobody reads: " + text, gone);
        }
    }

    private static Map<String, String> environment(List<String> entries) {
        Map<String, String> environment = new HashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                // getenv(3) finds the first of two.
                environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }
}
