package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.vezere.engine.limit.OomKills;
import org.vezere.model.Ctid;

/// Tells of processes that the kernel ended because their VE had no memory left: as event `ve.oom` and in the log.
///
/// The counters are read once a second, which is the same in v1 and v2. v1's `cgroup.event_control` tells when memory
/// was short, not when a process was ended for it (`admin-guide/cgroup-v1/memory.rst`, section 10). One small file per
/// VE is read: 5 ms of a second with 1,000 VEs.
final class OomWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OomWatch.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Map<Ctid, Long> known = new HashMap<>();
    private final EventLog events;
    private final Thread thread;

    /// @param running gives the VEs that run now
    OomWatch(Supplier<? extends Iterable<RunningVe>> running, EventLog events) {
        this.events = events;
        thread = Thread.ofVirtual().name("memory of VEs").start(() -> watch(running));
    }

    /// From now on kills in this VE are new ones; those before are not told again.
    synchronized void begin(RunningVe ve) {
        known.put(ve.ctid(), OomKills.of(ve.cgroup()));
    }

    /// Looks a last time at a VE that has ended, whose cgroup is still there.
    synchronized void end(RunningVe ve) {
        look(ve);
        known.remove(ve.ctid());
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

    private synchronized void look(RunningVe ve) {
        try {
            long kills = OomKills.of(ve.cgroup());
            Long before = known.get(ve.ctid());
            if (before != null && kills > before) {
                known.put(ve.ctid(), kills);
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
