package org.vezere.linux.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.Pollfd;
import org.vezere.linux.ffi.Layouts.Timespec;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Waits until something can be read from descriptors, or written to them.
///
/// A platform thread waits in the kernel. A virtual thread, which would hold its carrier there, is parked, and
/// a
/// [Watcher] common to all of them wakes it.
public final class Poller {
    /// Something can be read, or the end was reached.
    public static final int READABLE = 1;

    /// Something can be written.
    public static final int WRITABLE = 4;

    /// Wait without end.
    public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private static final int EAGAIN = -11;
    private static final int EINTR = -4;
    private static final int F_DUPFD_CLOEXEC = 1030;

    private Poller() {}

    /// Waits for one descriptor. An error or a closed other end counts as ready: the next call will tell.
    ///
    /// @param events [#READABLE], [#WRITABLE] or both
    /// @return false when the time passed
    public static boolean await(Fd file, int events, Duration patience) {
        if (Thread.currentThread().isVirtual()) {
            return poll(Duration.ZERO, events, file) != 0 || park(file, events, patience);
        }
        return poll(patience, events, file) != 0;
    }

    /// Waits in the kernel for the first of several descriptors.
    ///
    /// @return a bit for each that is ready, in the order of the arguments; 0 when the time passed
    public static long poll(Duration patience, int events, Fd... files) {
        long deadline = deadline(patience);
        try (Scratch scratch = Scratch.open()) {
            Block polls = scratch.block((long) Pollfd.STRUCT.size() * files.length);
            Block time = scratch.block(Timespec.STRUCT);
            for (int i = 0; i < files.length; i++) {
                Pollfd.FD.putAt(polls, (long) i * Pollfd.STRUCT.size(), files[i].number());
                Pollfd.EVENTS.putAt(polls, (long) i * Pollfd.STRUCT.size(), events);
            }
            while (true) {
                long left = deadline == Long.MAX_VALUE ? 0 : Math.max(0, deadline - System.nanoTime());
                Timespec.SECONDS.put(time, left / 1_000_000_000);
                Timespec.NANOSECONDS.put(time, left % 1_000_000_000);
                long ready = Libc.once(
                        Syscall.PPOLL,
                        polls.address(),
                        files.length,
                        deadline == Long.MAX_VALUE ? 0 : time.address(),
                        0,
                        8);
                if (ready != EINTR && ready != EAGAIN) {
                    KernelException.check(ready, "ppoll", () -> files.length + " descriptors");
                    return ready == 0 ? 0 : mask(polls, files.length);
                }
            }
        }
    }

    private static long mask(Block polls, int count) {
        long mask = 0;
        for (int i = 0; i < count; i++) {
            if (Pollfd.REVENTS.getAt(polls, (long) i * Pollfd.STRUCT.size()) != 0) {
                mask |= 1L << i;
            }
        }
        return mask;
    }

    /// Watches a copy, so that several threads can wait for one file, and so that closing it here wakes nobody
    /// else.
    private static boolean park(Fd file, int events, Duration patience) {
        long number = Libc.call(Syscall.FCNTL, file.number(), F_DUPFD_CLOEXEC, 0);
        try (Fd copy = new Fd((int) KernelException.check(number, "fcntl", () -> "copy " + file))) {
            CountDownLatch ready = new CountDownLatch(1);
            Watcher.Watch watch = Holder.WATCHER.once(copy, events, ready::countDown);
            try {
                return ready.await(saturated(patience), TimeUnit.NANOSECONDS);
            } finally {
                watch.close();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long deadline(Duration patience) {
        long nanoseconds = saturated(patience);
        return nanoseconds == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanoseconds;
    }

    private static long saturated(Duration patience) {
        return patience.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE : patience.toNanos();
    }

    private static final class Holder {
        static final Watcher WATCHER = new Watcher("vezere-waits");
    }
}
