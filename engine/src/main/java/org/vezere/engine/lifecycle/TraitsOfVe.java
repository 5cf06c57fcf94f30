package org.vezere.engine.lifecycle;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.vezere.engine.config.VeConfig;
import org.vezere.linux.Capability;
import org.vezere.linux.ResourceLimit;
import org.vezere.linux.process.ProcessLimits;
import org.vezere.linux.seccomp.SeccompPolicy;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.Limit;
import org.vezere.model.value.Switches;

/// What the processes of a VE may, by its config: capabilities, system calls, limits per process.
public final class TraitsOfVe {
    /// Privileges over things that belong to the machine and not to a VE. With them in the set systemd tries
    /// what the kernel refuses and calls the system degraded.
    private static final Set<Capability> OF_THE_MACHINE = EnumSet.of(
            Capability.SYS_RAWIO,
            Capability.SYS_MODULE,
            Capability.SYS_TIME,
            Capability.MAC_ADMIN,
            Capability.MAC_OVERRIDE,
            Capability.WAKE_ALARM,
            Capability.BLOCK_SUSPEND,
            Capability.SYSLOG);

    private static final long PAGE = 4096;
    private static final long USUAL_FILES = 1024;
    private static final long MOST_FILES = 524_288;

    private final Function<SeccompPolicy, byte[]> compiler;
    private final Map<ResourceLimit, Long> own;

    /// @param compiler makes a filter of a policy
    public TraitsOfVe(Function<SeccompPolicy, byte[]> compiler) {
        this.compiler = compiler;
        this.own = ProcessLimits.ownHard();
    }

    /// The traits of a VE's processes.
    public ProcessTraits of(VeConfig config) {
        return new ProcessTraits(capabilities(config), compiler.apply(policy(config)), limits(config));
    }

    /// Of the levels of NETFILTER only `disabled` has a meaning here: the others chose which modules a VE could use,
    /// and
    /// a network namespace has all that the kernel has.
    private static SeccompPolicy policy(VeConfig config) {
        SeccompPolicy standard = SeccompPolicy.standard();
        return config.value(Parameter.NETFILTER).filter("disabled"::equals).isPresent()
                ? standard.withoutFirewall()
                : standard;
    }

    private static Set<Capability> capabilities(VeConfig config) {
        Switches<org.vezere.model.value.Capability> switches = config.capabilities();
        Set<Capability> allowed = EnumSet.complementOf(EnumSet.copyOf(OF_THE_MACHINE));
        switches.states()
                .forEach((name, on) -> Capability.find(name.optionName()).ifPresent(capability -> {
                    if (on) {
                        allowed.add(capability);
                    } else {
                        allowed.remove(capability);
                    }
                }));
        return allowed;
    }

    /// A VE's root can't raise a hard limit that it was not given, and vzd can't give more than it has itself.
    private Map<ResourceLimit, ProcessTraits.Range> limits(VeConfig config) {
        Map<ResourceLimit, ProcessTraits.Range> limits = new EnumMap<>(ResourceLimit.class);
        put(limits, ResourceLimit.NOFILE, USUAL_FILES, MOST_FILES);
        put(limits, ResourceLimit.CORE, 0, ResourceLimit.INFINITY);
        put(limits, ResourceLimit.NPROC, ResourceLimit.INFINITY, ResourceLimit.INFINITY);
        config.limit(Parameter.NUMSIGINFO)
                .filter(limit -> !limit.unlimited())
                .ifPresent(limit -> put(limits, ResourceLimit.SIGPENDING, limit.limit(), limit.limit()));
        config.limit(Parameter.LOCKEDPAGES)
                .filter(limit -> !limit.unlimited())
                .map(Limit::limit)
                .filter(pages -> pages < Long.MAX_VALUE / PAGE)
                .ifPresent(pages -> put(limits, ResourceLimit.MEMLOCK, pages * PAGE, pages * PAGE));
        return limits;
    }

    private void put(Map<ResourceLimit, ProcessTraits.Range> limits, ResourceLimit limit, long soft, long hard) {
        long most = own.getOrDefault(limit, ResourceLimit.INFINITY);
        long allowed = least(hard, most);
        limits.put(limit, new ProcessTraits.Range(least(soft, allowed), allowed));
    }

    private static long least(long one, long other) {
        return Long.compareUnsigned(one, other) < 0 ? one : other;
    }
}
