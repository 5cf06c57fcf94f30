package org.vezere.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Makes a socket again when somebody has deleted its name: nobody could reach vzd any more, and vzd would
/// keep the next one from starting.
final class SocketGuard implements AutoCloseable {
    /// How often it looks.
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(SocketGuard.class.getName());

    private final Path socket;
    private final Maker maker;
    private final Thread thread;
    private final List<AutoCloseable> unreachable = new ArrayList<>();
    private AutoCloseable current;

    /// Makes a socket, and all that answers on it.
    @FunctionalInterface
    interface Maker {
        AutoCloseable make() throws IOException;
    }

    private SocketGuard(Path socket, Maker maker) throws IOException {
        this.socket = socket;
        this.maker = maker;
        this.current = maker.make();
        this.thread =
                Thread.ofVirtual().name("guard of " + socket.getFileName()).unstarted(this::watch);
    }

    /// Makes a socket and sees to it that it stays.
    static SocketGuard open(Path socket, Maker maker) throws IOException {
        SocketGuard guard = new SocketGuard(socket, maker);
        guard.thread.start();
        return guard;
    }

    private void watch() {
        while (true) {
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException closed) {
                return;
            }
            if (!Files.exists(socket)) {
                makeAgain();
            }
        }
    }

    private synchronized void makeAgain() {
        if (thread.isInterrupted()) {
            return;
        }
        LOG.log(Level.WARNING, socket + " was deleted and is made again");
        AutoCloseable before = current;
        try {
            current = maker.make();
        } catch (IOException | RuntimeException failed) {
            LOG.log(Level.ERROR, socket + " cannot be made again", failed);
            return;
        }
        // Who is connected stays so until vzd ends.
        unreachable.add(before);
    }

    @Override
    public synchronized void close() {
        thread.interrupt();
        unreachable.add(current);
        for (AutoCloseable one : unreachable) {
            try {
                one.close();
            } catch (Exception failed) {
                LOG.log(Level.ERROR, "cannot close " + socket, failed);
            }
        }
    }
}
