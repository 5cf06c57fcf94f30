package org.vezere.engine.limit;

import java.util.Map;
import org.vezere.engine.config.VeConfig;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.ValueKind;
import org.vezere.model.value.CpuLimit;
import org.vezere.model.value.CpuMask;
import org.vezere.model.value.Limit;

/// What a VE may use.
///
/// @param beancounters barriers and limits in the counters' units
/// @param cpuUnits share of CPU time relative to other VEs, 1000 by default
/// @param cpus how many CPUs it sees and uses, 0 for all
/// @param ioPriority 0 to 7, 4 by default
/// @param ioBytes bytes per second from and to disk, 0 for no limit
/// @param ioOperations operations per second from and to disk, 0 for no limit
public record ResourceLimits(
        Map<Parameter, Limit> beancounters,
        int cpuUnits,
        CpuLimit cpuLimit,
        int cpus,
        CpuMask cpuMask,
        CpuMask nodeMask,
        int ioPriority,
        long ioBytes,
        long ioOperations) {
    public ResourceLimits {
        beancounters = Map.copyOf(beancounters);
    }

    /// Nothing limited.
    public static ResourceLimits none() {
        return new ResourceLimits(
                Map.of(), 1000, new CpuLimit(0, false), 0, new CpuMask.All(), new CpuMask.All(), 4, 0, 0);
    }

    /// What a config says.
    public static ResourceLimits of(VeConfig config) {
        return new ResourceLimits(
                config.limits(),
                (int) config.number(Parameter.CPUUNITS),
                config.value(Parameter.CPULIMIT, Kinds.CPU_LIMIT).orElseThrow(),
                (int) config.number(Parameter.CPUS),
                config.value(Parameter.CPUMASK, Kinds.CPU_MASK).orElseGet(CpuMask.All::new),
                config.value(Parameter.NODEMASK, Kinds.NODE_MASK).orElseGet(CpuMask.All::new),
                (int) config.number(Parameter.IOPRIO),
                config.value(Parameter.IOLIMIT, new ValueKind.Rate(1)).orElse(0L),
                config.number(Parameter.IOPSLIMIT));
    }

    /// The limit of a beancounter; none unless it was set.
    Limit limit(Parameter beancounter) {
        return beancounters.getOrDefault(beancounter, Limit.UNLIMITED);
    }
}
