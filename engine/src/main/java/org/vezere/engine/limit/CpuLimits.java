package org.vezere.engine.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.Controller;
import org.vezere.linux.cgroup.Home;
import org.vezere.model.value.CpuMask;

/// Share of CPU time (`cpu.weight`, `cpu.shares`), limit of CPU time per 100 ms (`cpu.max`, `cpu.cfs_quota_us`),
/// and the CPUs and memory nodes themselves (`cpuset.cpus`, `cpuset.mems`). Scales are those of today's libvzctl.
final class CpuLimits {
    private static final int PERIOD = 100_000;
    private static final int MICROSECONDS_PER_PERCENT = PERIOD / 100;

    private final NodeCpus node;

    CpuLimits(NodeCpus node) {
        this.node = node;
    }

    void apply(Cgroup group, ResourceLimits limits) {
        long quota = quota(limits);
        switch (group.home(Controller.CPU)) {
            case V1 -> {
                long shares = Math.max(2, limits.cpuUnits() * 1024L / 1000);
                group.write(Controller.CPU, "cpu.shares", Long.toString(shares));
                group.write(Controller.CPU, "cpu.cfs_period_us", Integer.toString(PERIOD));
                group.write(Controller.CPU, "cpu.cfs_quota_us", Long.toString(quota == 0 ? -1 : quota));
            }
            case V2 -> {
                int weight = Math.clamp(limits.cpuUnits() / 10, 1, 10_000);
                group.write(Controller.CPU, "cpu.weight", Integer.toString(weight));
                group.write(Controller.CPU, "cpu.max", (quota == 0 ? "max" : Long.toString(quota)) + " " + PERIOD);
            }
            case NONE -> {
                // Said so by Limits.isEnforced.
            }
        }
        if (group.home(Controller.CPUSET) != Home.NONE) {
            set(group, "cpuset.mems", nodes(limits));
            set(group, "cpuset.cpus", cpus(group.name(), limits));
        }
    }

    /// Microseconds per period, 0 for no limit: the lower of what CPULIMIT and the number of CPUs allow.
    private long quota(ResourceLimits limits) {
        long byLimit = limits.cpuLimit().ofOne(node.cpus().size());
        long byCpus = limits.cpus() * 100L;
        long percent = byLimit == 0 || byCpus == 0 ? Math.max(byLimit, byCpus) : Math.min(byLimit, byCpus);
        return percent * MICROSECONDS_PER_PERCENT;
    }

    private NavigableSet<Integer> nodes(ResourceLimits limits) {
        return limits.nodeMask() instanceof CpuMask.Listed(NavigableSet<Integer> numbers) ? numbers : node.nodes();
    }

    /// The CPUs of the mask, and of these as many as the VE may have: neighbours in number, beginning where the
    /// VE's own number points to, so that VEs spread over the machine.
    private NavigableSet<Integer> cpus(String name, ResourceLimits limits) {
        List<Integer> allowed = new ArrayList<>(
                switch (limits.cpuMask()) {
                    case CpuMask.All() -> node.cpus();
                    case CpuMask.Auto() -> node.cpusOf(nodes(limits));
                    case CpuMask.Listed(NavigableSet<Integer> numbers) -> numbers;
                });
        int count = limits.cpus();
        if (count == 0 || count >= allowed.size()) {
            return new TreeSet<>(allowed);
        }
        int start = Math.floorMod(name.hashCode() * count, allowed.size());
        NavigableSet<Integer> chosen = new TreeSet<>();
        for (int index = 0; index < count; index++) {
            chosen.add(allowed.get((start + index) % allowed.size()));
        }
        return chosen;
    }

    /// A choice that is made already is not written again: writing makes the kernel look at every process.
    private static void set(Cgroup group, String file, NavigableSet<Integer> numbers) {
        String wanted = new CpuMask.Listed(numbers).toString();
        if (!group.read(Controller.CPUSET, file).orElse("").strip().equals(wanted)) {
            group.write(Controller.CPUSET, file, wanted);
        }
    }
}
