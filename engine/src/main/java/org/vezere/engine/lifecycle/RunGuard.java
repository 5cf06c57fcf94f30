package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.function.Supplier;

/// Makes the run directories of running VEs again when somebody has deleted them: the next vzd would take the VEs for
/// dead.
///
/// The keeper's socket can't be made again, nor does the keeper find the new directory: until the VE is started anew
/// nobody gets its console, and how its init ends remains unknown.
final class RunGuard implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RunGuard.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RunFiles runFiles;
    private final Thread thread;

    /// @param running gives the VEs that run now
    RunGuard(Supplier<? extends Iterable<RunningVe>> running, RunFiles runFiles) {
        this.runFiles = runFiles;
        thread = Thread.ofVirtual().name("run directories").start(() -> watch(running));
    }

    private void watch(Supplier<? extends Iterable<RunningVe>> running) {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                running.get().forEach(this::look);
            }
        } catch (InterruptedException closed) {
            LOG.log(System.Logger.Level.DEBUG, closed);
        }
    }

    private void look(RunningVe ve) {
        try {
            // Whoever cleans up after a VE must not find the directory made anew behind it.
            ve.exclusively(() -> {
                if (ve.isAlive() && runFiles.makeAgain(ve.state())) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "CT " + ve.ctid() + " : " + runFiles.directory(ve.ctid())
                                    + " was deleted and is made again; console and reboot from inside work again"
                                    + " after a restart");
                }
            });
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "CT " + ve.ctid() + " : its run directory can't be made", failure);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
