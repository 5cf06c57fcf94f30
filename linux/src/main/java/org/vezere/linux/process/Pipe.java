package org.vezere.linux.process;

import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// The two ends of a pipe, `pipe(7)`; both close on exec.
public record Pipe(Fd reading, Fd writing) implements AutoCloseable {
    private static final int CLOEXEC = 0x80000;

    /// Makes a pipe.
    ///
    /// @throws KernelException when there are too many open files
    public static Pipe open() {
        try (Scratch scratch = Scratch.open()) {
            Block ends = scratch.block(8);
            KernelException.check(Libc.call(Syscall.PIPE2, ends.address(), CLOEXEC), "pipe2", () -> "");
            return new Pipe(new Fd(ends.i32(0)), new Fd(ends.i32(4)));
        }
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
