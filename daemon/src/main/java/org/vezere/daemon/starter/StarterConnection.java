package org.vezere.daemon.starter;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.cli.Invocation;
import org.vezere.model.FailureKind;
import org.vezere.model.Streams;

/// One starter and its command, from the first frame to the last.
final class StarterConnection implements Runnable {
    /// Nobody else gets past [org.vezere.daemon.PeerCheck].
    private static final int ROOT = 0;

    private static final Logger LOG = System.getLogger(StarterConnection.class.getName());

    private final FrameChannel channel;
    private final int pid;
    private final CommandRunner runner;
    private volatile @Nullable StreamSession session;

    /// @param pid the process at the other end
    StarterConnection(FrameChannel channel, int pid, CommandRunner runner) {
        this.channel = channel;
        this.pid = pid;
        this.runner = runner;
    }

    @Override
    public void run() {
        try (channel) {
            converse();
        } catch (ProtocolException malformed) {
            LOG.log(Level.WARNING, "process " + pid + ": connection ended: " + malformed.getMessage());
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, "process " + pid + ": the connection failed", failed);
        }
    }

    /// The command and its streams, once the starter has said what it wants.
    Optional<StreamSession> session() {
        return Optional.ofNullable(session);
    }

    /// Ends the conversation whatever it is at.
    void abort() {
        try {
            channel.close();
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, "process " + pid + ": closing the connection", failed);
        }
    }

    private void converse() throws IOException {
        FrameReader reader = new FrameReader(channel);
        FrameWriter writer = new FrameWriter(channel);
        Optional<StarterFrame> first;
        try {
            first = reader.next();
        } catch (NotUtf8Exception refused) {
            writer.line(String.valueOf(refused.getMessage()));
            writer.number('X', FailureKind.USAGE.exitCode());
            return;
        }
        if (first.isEmpty()) {
            return;
        }
        if (!(first.get() instanceof StarterFrame.Hello hello)) {
            throw new ProtocolException("the first frame is no hello");
        }
        String name = hello.arguments().getFirst() + " of process " + pid;
        StreamSession made = new StreamSession(channel, reader, writer, name, hello.terminal());
        session = made;
        made.run(streams -> runner.run(invocation(hello, streams)));
    }

    private Invocation invocation(StarterFrame.Hello hello, Streams streams) {
        // A directory that was deleted under its caller has no name, and nothing lies in it.
        String directory = hello.workingDirectory().isEmpty() ? "/" : hello.workingDirectory();
        return new Invocation(
                hello.arguments(), environment(hello.environment()), Path.of(directory), ROOT, pid, streams);
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
