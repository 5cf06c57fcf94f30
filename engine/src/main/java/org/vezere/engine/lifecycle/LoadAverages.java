package org.vezere.engine.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.vezere.linux.process.ProcessStat;

/// Load averages of VEs over 1, 5 and 15 minutes.
///
/// The kernel has none per cgroup, so the processes that run or wait for a disk are counted here every five
/// seconds, as the kernel counts its own (`kernel/sched/loadavg.c`), for the VEs that somebody once asked for.
final class LoadAverages implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 5000;
    private static final double[] MINUTES = {1, 5, 15};

    private final Map<RunningVe, double[]> loads = new ConcurrentHashMap<>();
    private final ToIntFunction<RunningVe> active;
    private final Thread sampler;

    LoadAverages() {
        this(LoadAverages::active);
    }

    /// @param active counts the processes of a VE that run or wait for a disk
    LoadAverages(ToIntFunction<RunningVe> active) {
        this.active = active;
        this.sampler = Thread.ofVirtual().name("load averages").start(this::sample);
    }

    /// The VE's averages; the first answer is what is active now.
    List<Double> of(RunningVe ve) {
        double[] load = loads.computeIfAbsent(ve, some -> {
            double now = active.applyAsInt(some);
            return new double[] {now, now, now};
        });
        return List.of(load[0], load[1], load[2]);
    }

    private void sample() {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                tick();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// One step of the exponentially damped average.
    void tick() {
        loads.keySet().removeIf(ve -> !ve.isAlive());
        loads.replaceAll((ve, load) -> {
            int now = active.applyAsInt(ve);
            double[] next = new double[MINUTES.length];
            for (int index = 0; index < next.length; index++) {
                double keep = Math.exp(-INTERVAL_MILLIS / (MINUTES[index] * 60_000));
                next[index] = load[index] * keep + now * (1 - keep);
            }
            return next;
        });
    }

    private static int active(RunningVe ve) {
        return (int) ve.cgroup().pids().stream()
                .flatMap(pid -> ProcessStat.of(pid).stream())
                .filter(stat -> stat.state() == 'R' || stat.state() == 'D')
                .count();
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
