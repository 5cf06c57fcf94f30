package org.vezere.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Makes a file of the run directory again when somebody has deleted its name. Without its socket nobody could reach
/// vzd
/// any more, and vzd would keep the next one from starting.
final class FileGuard implements AutoCloseable {
    /// How often it looks.
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(FileGuard.class.getName());

    private final Path file;
    private final Maker maker;
    private final Thread thread;
    private final List<AutoCloseable> unreachable = new ArrayList<>();
    private AutoCloseable current;

    /// Makes a file, such as a socket and all that answers on it.
    @FunctionalInterface
    interface Maker {
        AutoCloseable make() throws IOException;
    }

    private FileGuard(Path file, Maker maker) throws IOException {
        this.file = file;
        this.maker = maker;
        this.current = maker.make();
        this.thread = Thread.ofVirtual().name("guard of " + file.getFileName()).unstarted(this::watch);
    }

    /// Makes a file and sees to it that it stays.
    static FileGuard open(Path file, Maker maker) throws IOException {
        FileGuard guard = new FileGuard(file, maker);
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
            if (!Files.exists(file)) {
                makeAgain();
            }
        }
    }

    private synchronized void makeAgain() {
        if (thread.isInterrupted()) {
            return;
        }
        LOG.log(Level.WARNING, file + " was deleted and is made again");
        AutoCloseable before = current;
        try {
            current = maker.make();
        } catch (IOException | RuntimeException failed) {
            LOG.log(Level.ERROR, file + " cannot be made again", failed);
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
                LOG.log(Level.ERROR, "cannot close " + file, failed);
            }
        }
    }
}
