package org.vezere.engine.limit;

import static org.vezere.model.value.Quantity.UNLIMITED;

import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.Controller;
import org.vezere.linux.cgroup.Home;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.ByteSize;

/// RAM, swap, TCP buffers and processes.
///
/// v1 limits RAM and RAM plus swap, and the second must never be below the first, so the order of writing depends
/// on which way it goes (`admin-guide/cgroup-v1/memory.rst`); v2 limits RAM and swap (`admin-guide/cgroup-v2.rst`).
final class MemoryLimits {
    private static final String MEMSW = "memory.memsw.limit_in_bytes";
    private static final String SWAP_MAX = "memory.swap.max";
    /// The part of RAM, 1/32, above which v2 slows a VE down before it kills.
    private static final int MARGIN = 32;

    void apply(Cgroup group, ResourceLimits limits) {
        long ram = bytes(limits.limit(Parameter.PHYSPAGES).limit());
        long swap = bytes(limits.limit(Parameter.SWAPPAGES).limit());
        long guaranteed = Math.min(ram, bytes(guarantee(limits)));
        switch (group.home(Controller.MEMORY)) {
            case V1 -> {
                applyV1(group, ram, sum(ram, swap));
                group.write(Controller.MEMORY, "memory.soft_limit_in_bytes", guaranteed == 0 ? "-1" : v1(guaranteed));
                long tcp = sum(
                        limits.limit(Parameter.TCPSNDBUF).limit(),
                        limits.limit(Parameter.TCPRCVBUF).limit());
                group.write(Controller.MEMORY, "memory.kmem.tcp.limit_in_bytes", v1(tcp));
            }
            case V2 -> {
                group.write(Controller.MEMORY, "memory.low", v2(guaranteed));
                group.write(Controller.MEMORY, "memory.high", v2(ram == UNLIMITED ? ram : ram - ram / MARGIN));
                group.write(Controller.MEMORY, "memory.max", v2(ram));
                if (hasSwap(group)) {
                    group.write(Controller.MEMORY, SWAP_MAX, v2(swap));
                }
            }
            case NONE -> {
                // Counted as nothing, and said so by Limits.isEnforced.
            }
        }
        if (group.home(Controller.PIDS) != Home.NONE) {
            long processes = limits.limit(Parameter.NUMPROC).limit();
            group.write(Controller.PIDS, "pids.max", processes >= Integer.MAX_VALUE ? "max" : Long.toString(processes));
        }
    }

    private void applyV1(Cgroup group, long ram, long both) {
        if (!hasSwap(group)) {
            group.write(Controller.MEMORY, "memory.limit_in_bytes", v1(ram));
            return;
        }
        long before = Long.parseLong(
                group.read(Controller.MEMORY, MEMSW).orElseThrow().strip());
        boolean rising = both >= before;
        if (rising) {
            group.write(Controller.MEMORY, MEMSW, v1(both));
        }
        group.write(Controller.MEMORY, "memory.limit_in_bytes", v1(ram));
        if (!rising) {
            group.write(Controller.MEMORY, MEMSW, v1(both));
        }
    }

    /// Whether swap is accounted: a kernel may be built or booted without.
    boolean hasSwap(Cgroup group) {
        return switch (group.home(Controller.MEMORY)) {
            case V1 -> group.read(Controller.MEMORY, MEMSW).isPresent();
            case V2 -> group.read(Controller.MEMORY, SWAP_MAX).isPresent();
            case NONE -> false;
        };
    }

    /// Only a guarantee that somebody gave counts; without one nothing is protected.
    private static long guarantee(ResourceLimits limits) {
        return limits.beancounters().containsKey(Parameter.VMGUARPAGES)
                ? limits.limit(Parameter.VMGUARPAGES).barrier()
                : 0;
    }

    private static long bytes(long pages) {
        return pages > UNLIMITED / ByteSize.PAGE ? UNLIMITED : pages * ByteSize.PAGE;
    }

    private static long sum(long one, long other) {
        return other > UNLIMITED - one ? UNLIMITED : one + other;
    }

    private static String v1(long bytes) {
        return bytes == UNLIMITED ? "-1" : Long.toString(bytes);
    }

    private static String v2(long bytes) {
        return bytes == UNLIMITED ? "max" : Long.toString(bytes);
    }
}
