package org.vezere.daemon.starter;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vezere.daemon.PeerCheck;
import org.vezere.daemon.SocketPath;

/// The socket that starters connect to.
///
/// Each connection has two virtual threads, so one that is slow, stuck or malformed concerns nobody else.
public final class StarterServer implements AutoCloseable {
    /// A monitor that calls `vzctl status` for every VE at once is no reason to refuse anybody.
    private static final int BACKLOG = 1024;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = System.getLogger(StarterServer.class.getName());

    private final SocketPath path;
    private final ServerSocketChannel listening;
    private final PeerCheck peers;
    private final CommandRunner runner;
    private final Duration grace;
    private final Set<StarterConnection> connections = ConcurrentHashMap.newKeySet();

    private StarterServer(
            SocketPath path, ServerSocketChannel listening, PeerCheck peers, CommandRunner runner, Duration grace) {
        this.path = path;
        this.listening = listening;
        this.peers = peers;
        this.runner = runner;
        this.grace = grace;
    }

    /// Listens and answers until it is closed.
    ///
    /// @param grace how long commands under way may take to give up when this is closed
    public static StarterServer open(Path socket, CommandRunner runner, Duration grace) throws IOException {
        SocketPath path = new SocketPath(socket);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Path hidden = path.prepare();
            listening.bind(UnixDomainSocketAddress.of(hidden), BACKLOG);
            StarterServer server = new StarterServer(path, listening, PeerCheck.self(), runner, grace);
            path.publish();
            Thread.ofVirtual().name("starter socket").start(server::accept);
            return server;
        } catch (IOException | RuntimeException failed) {
            listening.close();
            throw failed;
        }
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                admit(listening.accept());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException failed) {
                LOG.log(Level.ERROR, "cannot accept a connection", failed);
                pause();
            }
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        if (!peers.allows(channel)) {
            LOG.log(Level.WARNING, "refused a connection that is not root's");
            channel.close();
            return;
        }
        StarterConnection connection = new StarterConnection(FrameChannel.of(channel), PeerProcess.of(channel), runner);
        connections.add(connection);
        Thread.ofVirtual().name("starter").start(() -> {
            try {
                connection.run();
            } finally {
                connections.remove(connection);
            }
        });
    }

    /// Out of descriptors, most likely: others are about to end, and trying again at once would only burn a CPU.
    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Accepts nobody any more, tells the commands under way that their callers are gone, waits for them for as long
    /// as the grace is, and ends what is left.
    @Override
    public void close() throws IOException {
        path.remove();
        listening.close();
        List<StarterConnection> left = List.copyOf(connections);
        List<StreamSession> sessions = left.stream()
                .flatMap(connection -> connection.session().stream())
                .toList();
        sessions.forEach(StreamSession::hangUp);
        long end = System.nanoTime() + grace.toNanos();
        try {
            for (StreamSession session : sessions) {
                session.join(end - System.nanoTime());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        left.forEach(StarterConnection::abort);
    }
}
