package org.vezere.linux.process;

import java.util.concurrent.CompletableFuture;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.Siginfo;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Waits for children of this process, each by its own pidfd, so that none remains as a zombie and no other
/// part of the
/// JVM loses one of its own.
public final class Reaper {
    private static final int P_PIDFD = 3;
    private static final int WEXITED = 4;

    private final Watcher watcher;

    /// @param watcher calls back when children end
    public Reaper(Watcher watcher) {
        this.watcher = watcher;
    }

    /// Takes a child that was just spawned.
    ///
    /// @return completes on the watcher's thread when the child has ended and is reaped
    /// @throws KernelException when it is not a child of this process
    public CompletableFuture<ProcessEnd> adopt(int pid) {
        PidFd child = PidFd.open(pid);
        CompletableFuture<ProcessEnd> end = new CompletableFuture<>();
        watcher.once(child.descriptor(), Poller.READABLE, () -> {
            try (child) {
                end.complete(reap(child));
            } catch (KernelException failure) {
                end.completeExceptionally(failure);
            }
        });
        return end;
    }

    /// Waits for a child of this process on the calling thread.
    public static ProcessEnd await(PidFd child) {
        Poller.await(child.descriptor(), Poller.READABLE, Poller.FOREVER);
        return reap(child);
    }

    private static ProcessEnd reap(PidFd child) {
        try (Scratch scratch = Scratch.open()) {
            Block info = scratch.block(Siginfo.STRUCT);
            long result = Libc.call(Syscall.WAITID, P_PIDFD, child.descriptor().number(), info.address(), WEXITED, 0);
            KernelException.check(result, "waitid", child::toString);
            return ProcessEnd.of((int) Siginfo.CODE.get(info), (int) Siginfo.STATUS.get(info));
        }
    }
}
