package org.vezere.linux.mount;

import java.util.concurrent.Callable;
import org.vezere.linux.BitFlag;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Syscall;

/// Errands in another mount namespace than vzd's. Each runs on a thread made for it, which ends with it: a
/// thread that has
/// changed its namespace is of no use to others.
public final class MountNamespace {
    private static final int CLONE_FS = 0x200;

    private MountNamespace() {}

    /// Runs an errand in a new namespace, a copy of ours from which nothing comes back. It ends with the
    /// errand, unless
    /// the errand opens it (`/proc/thread-self/ns/mnt`).
    ///
    /// @throws KernelException when the namespace cannot be made
    public static <T> T runInNew(Callable<T> errand) {
        return run(() -> {
            leave();
            return errand.call();
        });
    }

    /// Runs an errand in a namespace that is open; its root directory becomes that of the errand.
    ///
    /// @param namespace of `/proc/PID/ns/mnt`, or a pidfd
    /// @throws KernelException when it may not be entered
    public static <T> T runIn(Fd namespace, Callable<T> errand) {
        return run(() -> {
            KernelException.check(Libc.call(Syscall.UNSHARE, CLONE_FS), "unshare", () -> "fs");
            KernelException.check(
                    Libc.call(Syscall.SETNS, namespace.number(), BitFlag.of(CloneFlag.NEWNS)),
                    "setns",
                    () -> namespace + ", newns");
            return errand.call();
        });
    }

    private static <T> T run(Callable<T> errand) {
        MountErrand<T> one = new MountErrand<>(errand);
        Thread.ofPlatform().name("mount-namespace-errand").start(one);
        return one.await();
    }

    /// Gives the calling thread a namespace of its own, a copy of ours from which nothing comes back.
    static void leave() {
        KernelException.check(
                Libc.call(Syscall.UNSHARE, BitFlag.of(CloneFlag.NEWNS) | CLONE_FS), "unshare", () -> "newns");
        try (MountTree root = MountTree.at("/")) {
            root.makePrivate(true);
        }
    }
}
