package org.vezere.linux.process;

import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// A descriptor that one thread makes readable to wake another that waits for it: `eventfd(2)`.
public final class EventFd implements AutoCloseable {
    private static final int CLOEXEC_NONBLOCK = 0x80000 | 0x800;

    private final Fd descriptor;

    /// Makes one that is not readable yet.
    public EventFd() {
        long result = Libc.call(Syscall.EVENTFD2, 0, CLOEXEC_NONBLOCK);
        descriptor = new Fd((int) KernelException.check(result, "eventfd2", () -> ""));
    }

    /// For waiting.
    public Fd descriptor() {
        return descriptor;
    }

    /// Makes it readable; it stays so until it is cleared.
    public void signal() {
        try (Scratch scratch = Scratch.open()) {
            Block one = scratch.block(8).putU64(0, 1);
            // EAGAIN says that it could not be more readable than it is.
            Libc.call(Syscall.WRITE, descriptor.number(), one.address(), 8);
        }
    }

    /// Makes it unreadable again.
    public void clear() {
        try (Scratch scratch = Scratch.open()) {
            Libc.call(Syscall.READ, descriptor.number(), scratch.block(8).address(), 8);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
