package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.process.PidFd;
import org.vezere.model.Ctid;

/// A VE whose init this vzd started or adopted, until everything it left on VE0 is gone.
public final class RunningVe {
    private static final System.Logger LOG = System.getLogger(RunningVe.class.getName());

    private static final int SIGKILL = 9;

    private final Init init;
    private final Cgroup cgroup;
    private final CompletableFuture<VeEnd> gone = new CompletableFuture<>();
    private volatile RunState state;
    private volatile boolean stopAsked;
    private volatile @Nullable Fd console;
    private final AtomicLong killsTold = new AtomicLong();
    private final ReentrantLock runDirectory = new ReentrantLock();

    RunningVe(RunState state, PidFd init, Cgroup cgroup) {
        this.state = state;
        this.init = new Init(init);
        this.cgroup = cgroup;
    }

    /// The VE's number.
    public Ctid ctid() {
        return state.ctid();
    }

    /// What its run directory says.
    public RunState state() {
        return state;
    }

    void state(RunState next) {
        state = next;
    }

    /// Its init.
    Init init() {
        return init;
    }

    /// Its cgroup.
    public Cgroup cgroup() {
        return cgroup;
    }

    /// Whether its init lives.
    public boolean isAlive() {
        return !init.hasEnded();
    }

    /// Sends a signal to every process but init.
    ///
    /// @return whether init lives
    boolean sendToAll(int signal) {
        for (int pid : cgroup.pids()) {
            if (pid != init.pid()) {
                try (PidFd process = PidFd.open(pid)) {
                    process.send(signal);
                } catch (KernelException gone) {
                    LOG.log(System.Logger.Level.DEBUG, gone);
                }
            }
        }
        return isAlive();
    }

    /// Ends every process. Init is also ended by itself, and with it all of its pid namespace: whoever was moved out of
    /// the cgroup by VE0's administrator is still one of the VE.
    void kill() {
        cgroup.kill();
        init.send(SIGKILL);
    }

    /// From now on its end is no reason to start it again.
    void askToStop() {
        stopAsked = true;
    }

    boolean stopAsked() {
        return stopAsked;
    }

    /// Keeps a copy of the console's master, so that the end of the keeper alone does not hang up the console.
    void keepConsole(Fd master) {
        console = master;
    }

    @Nullable
    Fd console() {
        return console;
    }

    /// Remembers how many kills for want of memory were told.
    ///
    /// @return how many it was before; never fewer than once
    long killsTold(long kills) {
        return killsTold.getAndAccumulate(kills, Math::max);
    }

    /// Does something to its run directory while nobody makes or removes that.
    void exclusively(Runnable action) {
        runDirectory.lock();
        try {
            action.run();
        } finally {
            runDirectory.unlock();
        }
    }

    void gone(VeEnd end) {
        gone.complete(end);
    }

    /// Waits until its init has ended and everything it left on VE0 is gone.
    ///
    /// @return false when the time passed
    public boolean awaitGone(Duration patience) {
        try {
            gone.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
