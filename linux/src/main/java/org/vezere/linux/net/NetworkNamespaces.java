package org.vezere.linux.net;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Fd;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.SmallFiles;
import org.vezere.linux.ffi.Syscall;

/// Errands in other network namespaces. Each has a platform thread of its own, which ends with it, so that no
/// thread of a pool is ever left in a wrong namespace.
public final class NetworkNamespaces {
    private static final int CLONE_NEWNET = 0x40000000;

    private NetworkNamespaces() {}

    /// A descriptor of the calling thread's network namespace, which keeps the namespace alive until it is closed.
    public static Fd current() {
        String path = "/proc/thread-self/ns/net";
        return new Fd(Checked.result(SmallFiles.open(SmallFiles.AT_FDCWD, path, SmallFiles.O_RDONLY), "openat", path));
    }

    /// Does the errand with the calling thread waiting: sockets it opens and `/proc/sys/net` it sees are those of
    /// the namespace. Needs CAP_SYS_ADMIN.
    ///
    /// @param namespace descriptor of the namespace, or a pidfd
    /// @throws org.vezere.linux.KernelException when the namespace can't be entered
    public static <T> T call(Fd namespace, Callable<T> errand) {
        return begin(namespace, errand).get();
    }

    /// Begins the errand and lets the calling thread do something else meanwhile.
    ///
    /// @return waits for the errand, and throws what it has thrown
    static <T> Supplier<T> begin(Fd namespace, Callable<T> errand) {
        return onThread(() -> {
            int result = (int) Libc.call(Syscall.SETNS, namespace.number(), CLONE_NEWNET);
            Checked.result(result, "setns", namespace + ", CLONE_NEWNET");
            return errand.call();
        });
    }

    /// Does the errand in a new, empty network namespace that ends with whatever the errand has opened there.
    public static <T> T callInNew(Callable<T> errand) {
        return onThread(() -> {
                    Checked.result((int) Libc.call(Syscall.UNSHARE, CLONE_NEWNET), "unshare", "CLONE_NEWNET");
                    return errand.call();
                })
                .get();
    }

    private static <T> Supplier<T> onThread(Callable<T> errand) {
        FutureTask<T> task = new FutureTask<>(errand);
        Thread thread = Thread.ofPlatform().name("network namespace errand").start(task);
        return () -> result(thread, task);
    }

    private static <T> T result(Thread thread, FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    thread.join();
                    return task.get();
                } catch (InterruptedException later) {
                    // The errand is short, and half of it would leave its sockets without an owner.
                    interrupted = true;
                } catch (ExecutionException failed) {
                    throw unwrapped(failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unwrapped(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }
}
