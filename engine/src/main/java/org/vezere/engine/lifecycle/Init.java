package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.vezere.linux.Fd;
import org.vezere.linux.process.PidFd;

/// The first process of a VE, which anybody may ask about at any time: also while it ends and its descriptor is
/// let go.
///
/// The descriptor is let go only after the process has ended, so whoever still asks by it is answered at once,
/// and nobody keeps the one who lets go waiting.
final class Init {
    private final PidFd process;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean released;

    /// Takes over a pidfd.
    Init(PidFd process) {
        this.process = process;
    }

    /// Its number on VE0.
    int pid() {
        return process.pid();
    }

    /// For watching; before it can have been released.
    Fd descriptor() {
        return process.descriptor();
    }

    /// Another descriptor for it, which belongs to the caller; none once it has ended and been cleaned up after.
    Optional<Fd> duplicate() {
        return ask(init -> Optional.of(init.descriptor().duplicate()), Optional.empty());
    }

    boolean hasEnded() {
        return awaitEnd(Duration.ZERO);
    }

    /// Waits for its end.
    ///
    /// @return false when it still runs after this time
    boolean awaitEnd(Duration patience) {
        return ask(init -> init.awaitEnd(patience), true);
    }

    /// Sends it a signal.
    ///
    /// @return false when it has ended
    boolean send(int signal) {
        return ask(init -> init.send(signal), false);
    }

    /// Lets go of a process that has ended.
    void release() {
        lock.writeLock().lock();
        try {
            released = true;
            process.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T ask(Function<PidFd, T> question, T afterwards) {
        lock.readLock().lock();
        try {
            return released ? afterwards : question.apply(process);
        } finally {
            lock.readLock().unlock();
        }
    }
}
