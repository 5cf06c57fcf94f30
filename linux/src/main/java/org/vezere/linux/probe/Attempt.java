package org.vezere.linux.probe;

import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Calls of an attempt whose refusal is its answer.
final class Attempt {
    private static final int AT_FDCWD = -100;

    private Attempt() {}

    /// @throws KernelException when the kernel refuses
    static long checked(Syscall call, String words, long... arguments) {
        long result = Libc.call(call, arguments);
        if (result < 0) {
            throw new KernelException(call.cName(), words, (int) -result);
        }
        return result;
    }

    /// A call that makes a descriptor.
    static Fd descriptor(Syscall call, String words, long... arguments) {
        return new Fd((int) checked(call, words, arguments));
    }

    /// `openat(2)` from the working directory.
    static Fd open(Scratch scratch, String path, int flags) {
        return descriptor(Syscall.OPENAT, path, AT_FDCWD, scratch.string(path).address(), flags);
    }

    /// A call that cannot succeed and whose errno tells whether the kernel understood it.
    ///
    /// @param understood the refusal of a kernel that knows what was asked
    /// @throws KernelException when the refusal is another one
    static void refused(Errno understood, Syscall call, String words, long... arguments) {
        long result = Libc.call(call, arguments);
        if (result >= 0) {
            throw new IllegalStateException(call.cName() + "(" + words + ") succeeded, which no kernel should allow");
        }
        if (-result != understood.number()) {
            throw new KernelException(call.cName(), words, (int) -result);
        }
    }
}
