package org.vezere.linux.path;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Syscall;

/// Files made and opened as somebody else: `setfsuid(2)`, for one errand on a thread of its own.
///
/// Root of the initial user namespace has no id on a filesystem that belongs to another user namespace, and
/// can't make a file there; the id that is root in that namespace can.
public final class FileIdentity {
    private FileIdentity() {}

    /// Runs an errand with other ids towards filesystems, on a platform thread that ends with it. The errand
    /// has none of root's powers over files.
    ///
    /// @param uid as this process sees it
    /// @param gid likewise
    public static void runAs(int uid, int gid, Runnable errand) {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().name("files of uid " + uid).start(() -> {
            try {
                Libc.call(Syscall.SETFSGID, gid);
                Libc.call(Syscall.SETFSUID, uid);
                // The calls answer the former id, also when they failed; asking again tells.
                if (Libc.call(Syscall.SETFSUID, -1) != uid || Libc.call(Syscall.SETFSGID, -1) != gid) {
                    throw new IllegalStateException("setfsuid(" + uid + ") was refused");
                }
                errand.run();
            } catch (RuntimeException | Error failure) {
                thrown.set(failure);
            }
        });
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while working with the files of uid " + uid, interrupted);
        }
        switch (thrown.get()) {
            case null -> {}
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case Throwable impossible -> throw new AssertionError(impossible);
        }
    }
}
