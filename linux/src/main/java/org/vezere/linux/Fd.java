package org.vezere.linux;

import java.util.concurrent.atomic.AtomicInteger;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Syscall;

/// An open file descriptor of this process that is closed once, however often that is asked.
public final class Fd implements AutoCloseable {
    private static final int CLOSED = -1;
    private static final int F_DUPFD_CLOEXEC = 1030;

    private final AtomicInteger number;

    /// Takes over an open descriptor.
    public Fd(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a descriptor is not negative: " + number);
        }
        this.number = new AtomicInteger(number);
    }

    /// The descriptor's number.
    ///
    /// @throws IllegalStateException when it has been closed
    public int number() {
        int value = number.get();
        if (value == CLOSED) {
            throw new IllegalStateException("descriptor used after it was closed");
        }
        return value;
    }

    /// Another descriptor for the same open file; it closes on exec.
    ///
    /// @throws KernelException EMFILE when this process has too many open files
    public Fd duplicate() {
        long copy = Libc.call(Syscall.FCNTL, number(), F_DUPFD_CLOEXEC, 0);
        return new Fd((int) KernelException.check(copy, "fcntl", () -> this + ", F_DUPFD_CLOEXEC"));
    }

    /// Gives the descriptor away: from now on somebody else closes it.
    public int release() {
        int value = number.getAndSet(CLOSED);
        if (value == CLOSED) {
            throw new IllegalStateException("descriptor used after it was closed");
        }
        return value;
    }

    /// The path under which this process, and only it, sees the open file.
    public String procPath() {
        return "/proc/self/fd/" + number();
    }

    @Override
    public void close() {
        int value = number.getAndSet(CLOSED);
        if (value != CLOSED) {
            // close(2) frees the number whatever it answers, so a second try could close somebody else's file.
            Libc.once(Syscall.CLOSE, value);
        }
    }

    @Override
    public String toString() {
        int value = number.get();
        return value == CLOSED ? "closed descriptor" : "descriptor " + value;
    }
}
