package org.vezere.daemon.starter;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.nio.channels.AsynchronousCloseException;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.vezere.model.FailureKind;
import org.vezere.model.Streams;
import org.vezere.model.Streams.WindowSize;

/// A command whose standard streams, window and signals travel as frames, until its caller has closed the connection.
///
/// The thread that runs [#run] reads frames; the command has a virtual thread of its own.
public final class StreamSession {
    private static final Logger LOG = System.getLogger(StreamSession.class.getName());

    private final FrameChannel channel;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final String name;
    private final StarterStreams streams;
    private volatile @Nullable Thread thread;

    /// @param name what the log calls it
    /// @param window of the caller's terminal, when there is one
    public StreamSession(FrameChannel channel, String name, Optional<WindowSize> window) {
        this(channel, new FrameReader(channel), new FrameWriter(channel), name, window);
    }

    /// Goes on where a hello was read.
    StreamSession(
            FrameChannel channel, FrameReader reader, FrameWriter writer, String name, Optional<WindowSize> window) {
        this.channel = channel;
        this.reader = reader;
        this.writer = writer;
        this.name = name;
        this.streams = new StarterStreams(writer, window);
    }

    /// Executes a command, tells the caller its exit code, and returns when the connection is closed.
    public void run(ToIntFunction<Streams> command) {
        thread = Thread.ofVirtual().name(name).start(() -> execute(command));
        try {
            for (Optional<StarterFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                handle(frame.get());
            }
        } catch (ProtocolException malformed) {
            LOG.log(Level.WARNING, name + ": connection ended: " + malformed.getMessage());
        } catch (AsynchronousCloseException | EOFException gone) {
            LOG.log(Level.DEBUG, name + ": the caller went away", gone);
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, name + ": the connection failed", failed);
        } finally {
            abort();
            hangUp();
        }
    }

    /// Tells the command that its caller is gone; it gives up what can be given up.
    public void hangUp() {
        try {
            streams.hangUp();
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, name + ": the signal handler failed", failed);
        }
    }

    /// Waits for the command.
    ///
    /// @param nanoseconds at most so long
    public void join(long nanoseconds) throws InterruptedException {
        Thread command = thread;
        if (command != null) {
            command.join(java.time.Duration.ofNanos(Math.max(1, nanoseconds)));
        }
    }

    /// Ends the conversation whatever it is at.
    public void abort() {
        try {
            channel.close();
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, name + ": closing the connection", failed);
        }
    }

    private void handle(StarterFrame frame) throws IOException {
        switch (frame) {
            case StarterFrame.Hello _ -> throw new ProtocolException("a hello where none is due");
            case StarterFrame.Input input -> streams.arrived(input.bytes());
            case StarterFrame.Window window -> streams.resize(window.size());
            case StarterFrame.Signal signal -> streams.signal(signal.number());
        }
    }

    private void execute(ToIntFunction<Streams> command) {
        int code = FailureKind.SYSTEM.exitCode();
        try {
            code = command.applyAsInt(streams);
        } catch (UncheckedIOException failed) {
            if (writer.broken() || !channel.isOpen()) {
                LOG.log(Level.DEBUG, name + ": lost its caller", failed);
            } else {
                failed(failed);
            }
        } catch (RuntimeException | Error failed) {
            failed(failed);
        } finally {
            streams.finish();
            end(code);
        }
    }

    private void failed(Throwable failed) {
        LOG.log(Level.ERROR, name + ": failed inside vzd", failed);
        try {
            writer.line("internal error, see the log of vzd: " + failed);
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, name + ": nobody reads of it", gone);
        }
    }

    private void end(int code) {
        try {
            writer.number('X', code);
            // The reading thread closes the channel when the caller, having read all this, has closed its end.
            channel.shutdownOutput();
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, name + ": the caller went away before the exit code " + code, gone);
        }
    }
}
