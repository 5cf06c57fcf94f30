package org.vezere.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.vezere.api.Node;
import org.vezere.daemon.http.HttpApi;
import org.vezere.daemon.log.LogBinding;
import org.vezere.daemon.log.LogFile;
import org.vezere.daemon.log.VezereLog;
import org.vezere.daemon.starter.CommandRunner;
import org.vezere.daemon.starter.StarterServer;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.VezereException;

/// All that answers for a node: its lock, log, events and sockets.
public final class NodeServer implements AutoCloseable {
    /// `LOG_LEVEL` where vz.conf has none.
    private static final int LOG_LEVEL = 0;
    /// How long commands under way may take to give up at the end; systemd waits 90 s before it kills.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger(NodeServer.class.getName());

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private NodeServer() {}

    /// Serves a node until it is closed; when this returns, starters are answered.
    ///
    /// @param commands makes what executes command lines on the node
    /// @throws VezereException when another vzd serves the node, or when there is none to serve
    public static NodeServer open(NodePaths paths, NodeOpener opener, Function<Node, CommandRunner> commands)
            throws IOException {
        NodeServer server = new NodeServer();
        try {
            server.start(paths, opener, commands);
            return server;
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    private void start(NodePaths paths, NodeOpener opener, Function<Node, CommandRunner> commands) throws IOException {
        InstanceLock lock = InstanceLock.take(paths);
        parts.push(lock);
        parts.push(FileGuard.open(paths.pidFile(), () -> {
            lock.writePid();
            return () -> {};
        }));
        Clock clock = Clock.systemUTC();
        LogFile file = new LogFile(paths.log(), clock, ZoneId.systemDefault());
        parts.push(file);
        LogBinding.to(file);
        EventBus events = new EventBus(clock);
        parts.push(events);
        Node node = opener.open(new NodeOpener.Surroundings(paths, events, file, new VezereLog(file, LOG_LEVEL)));
        if (node instanceof AutoCloseable closeable) {
            parts.push(closeable);
        }
        CommandRunner runner = commands.apply(node);
        parts.push(
                FileGuard.open(paths.starterSocket(), () -> StarterServer.open(paths.starterSocket(), runner, GRACE)));
        openApi(paths, node);
    }

    /// Starters do not wait for Jetty, and a node without its API is better than none.
    private void openApi(NodePaths paths, Node node) {
        try {
            parts.push(FileGuard.open(paths.apiSocket(), () -> HttpApi.open(paths.apiSocket(), node)));
        } catch (IOException | RuntimeException failed) {
            LOG.log(Level.ERROR, "no HTTP API on " + paths.apiSocket(), failed);
        }
    }

    /// Ends the streams of whoever is connected and lets the next vzd in. VEs go on.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failed) {
                LOG.log(Level.ERROR, "cannot close " + part, failed);
            }
        }
        LogBinding.to(null);
    }
}
