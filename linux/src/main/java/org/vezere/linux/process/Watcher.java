package org.vezere.linux.process;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.EpollEvent;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// One thread that watches any number of descriptors and calls back when one is ready: `epoll(7)`.
///
/// Callbacks run on the watcher's thread, one after the other, and must not block. One that throws is logged,
/// and the
/// others go on.
public final class Watcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watcher.class.getName());
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;
    private static final long ONESHOT = 1L << 30;
    private static final int BATCH = 64;
    private static final long WAKE_ID = 0;

    private final Fd epoll;
    private final EventFd wake = new EventFd();
    private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong(WAKE_ID);
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Thread thread;

    /// Starts the thread.
    ///
    /// @param name of the thread
    public Watcher(String name) {
        long result = Libc.call(Syscall.EPOLL_CREATE1, EPOLL_CLOEXEC);
        epoll = new Fd((int) KernelException.check(result, "epoll_create1", () -> name));
        control(ADD, wake.descriptor(), Poller.READABLE, WAKE_ID);
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /// What ends the watching of one descriptor. Close it before the descriptor; closing it twice is harmless.
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /// Calls back each time that the descriptor is ready, until the watch is closed. What is not read meanwhile
    /// calls
    /// back again.
    ///
    /// @param events [Poller#READABLE], [Poller#WRITABLE] or both
    public Watch each(Fd file, int events, Runnable ready) {
        return add(new Entry(lastId.incrementAndGet(), file, events, false, ready));
    }

    /// Calls back once.
    public Watch once(Fd file, int events, Runnable ready) {
        return add(new Entry(lastId.incrementAndGet(), file, events, true, ready));
    }

    /// How many descriptors are watched.
    public int size() {
        return entries.size();
    }

    /// Ends the thread; what was watched is no longer.
    @Override
    public void close() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        wake.signal();
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Watch add(Entry entry) {
        if (!open.get()) {
            throw new IllegalStateException("watcher " + thread.getName() + " is closed");
        }
        entries.put(entry.id, entry);
        try {
            control(ADD, entry.file, entry.events | ONESHOT, entry.id);
        } catch (RuntimeException failure) {
            entries.remove(entry.id);
            throw failure;
        }
        return entry;
    }

    private void control(int operation, Fd file, long events, long id) {
        try (Scratch scratch = Scratch.open()) {
            Block event = scratch.block(EpollEvent.STRUCT);
            EpollEvent.EVENTS.put(event, events);
            EpollEvent.DATA.put(event, id);
            long result = Libc.call(Syscall.EPOLL_CTL, epoll.number(), operation, file.number(), event.address());
            KernelException.check(result, "epoll_ctl", () -> "operation " + operation + " on " + file);
        }
    }

    private void run() {
        try (Scratch scratch = Scratch.open()) {
            Block events = scratch.block((long) EpollEvent.STRUCT.size() * BATCH);
            while (open.get()) {
                long count = Libc.call(Syscall.EPOLL_PWAIT, epoll.number(), events.address(), BATCH, -1, 0, 8);
                KernelException.check(count, "epoll_pwait", () -> thread.getName());
                for (int i = 0; i < count; i++) {
                    long id = EpollEvent.DATA.getAt(events, (long) i * EpollEvent.STRUCT.size());
                    Entry entry = entries.get(id);
                    if (entry != null) {
                        entry.fire();
                    }
                }
            }
        } finally {
            entries.clear();
            epoll.close();
            wake.close();
        }
    }

    private final class Entry implements Watch {
        private final long id;
        private final Fd file;
        private final int events;
        private final boolean single;
        private final Runnable ready;

        Entry(long id, Fd file, int events, boolean single, Runnable ready) {
            this.id = id;
            this.file = file;
            this.events = events;
            this.single = single;
            this.ready = ready;
        }

        void fire() {
            if (single) {
                close();
            }
            try {
                ready.run();
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.ERROR, "callback for " + file + " failed", failure);
            }
            if (!single && entries.containsKey(id)) {
                try {
                    control(MODIFY, file, events | ONESHOT, id);
                } catch (KernelException | IllegalStateException gone) {
                    entries.remove(id);
                }
            }
        }

        @Override
        public void close() {
            if (entries.remove(id) == null) {
                return;
            }
            try {
                control(DELETE, file, 0, 0);
            } catch (KernelException | IllegalStateException gone) {
                // Closed before its watch: the kernel has forgotten it already.
                LOG.log(System.Logger.Level.TRACE, "watched file was gone: {0}", file);
            }
        }
    }
}
