package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.vezere.engine.limit.OomKills;

/// Tells of processes that the kernel ended because their VE had no memory left: as event `ve.oom` and in the log.
///
/// The counters are read once a second, which is the same in v1 and v2. v1's `cgroup.event_control` tells when memory
/// was short, not when a process was ended for it (`admin-guide/cgroup-v1/memory.rst`, section 10). One small file per
/// VE is read.
final class OomWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OomWatch.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final EventLog events;
    private final Thread thread;

    /// @param running gives the VEs that run now
    OomWatch(Supplier<? extends Iterable<RunningVe>> running, EventLog events) {
        this.events = events;
        thread = Thread.ofVirtual().name("memory of VEs").start(() -> watch(running));
    }

    private void watch(Supplier<? extends Iterable<RunningVe>> running) {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                running.get().forEach(this::look);
            }
        } catch (InterruptedException closed) {
            LOG.log(System.Logger.Level.DEBUG, closed);
        }
    }

    /// Tells what has come since the last look; the cgroup of a VE that has ended must still be there.
    void look(RunningVe ve) {
        try {
            long kills = OomKills.of(ve.cgroup());
            long before = ve.killsTold(kills);
            if (kills > before) {
                tell(ve, kills - before, kills);
            }
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "CT " + ve.ctid() + " : its memory counters", failure);
        }
    }

    private void tell(RunningVe ve, long fresh, long all) {
        String limit = OomKills.limit(ve.cgroup());
        LOG.log(
                System.Logger.Level.WARNING,
                "CT " + ve.ctid() + " : out of memory: " + fresh + (fresh == 1 ? " process" : " processes")
                        + " killed, limit " + limit + ", " + all + " since its start");
        events.add(
                "ve.oom",
                ve.ctid(),
                Map.of("killed", Long.toString(fresh), "total", Long.toString(all), "limit", limit));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
