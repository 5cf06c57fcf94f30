package org.vezere.engine.lifecycle;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vezere.linux.Capability;
import org.vezere.linux.Errno;
import org.vezere.linux.ResourceLimit;
import org.vezere.linux.plan.Operations;
import org.vezere.linux.plan.ProcessOperations;

/// What a process of a VE may and what it starts with; the same for init and for every command executed from
/// VE0.
///
/// A process inherits more than one thinks, and vzd is a process like no other: everything that could come from
/// it is set to what a freshly booted system has.
public final class ProcessTraits {
    private static final int UMASK = 0022;
    private static final long TIMER_SLACK = 50_000;

    private final Set<Capability> capabilities;
    private final byte[] seccomp;
    private final Map<ResourceLimit, Range> limits;

    /// @param capabilities the bounding set
    /// @param seccomp the compiled filter, empty for none
    /// @param limits soft and hard limits
    public ProcessTraits(Set<Capability> capabilities, byte[] seccomp, Map<ResourceLimit, Range> limits) {
        this.capabilities = Set.copyOf(capabilities);
        this.seccomp = seccomp.clone();
        this.limits = Map.copyOf(limits);
    }

    /// A soft and a hard limit.
    public record Range(long soft, long hard) {}

    /// Becomes root of the VE's user namespace, which needs its maps to be written.
    static void becomeRoot(Operations child) {
        ProcessOperations processes = child.processes();
        processes.setGroups().as("drop groups");
        processes.setGid(0).as("become group 0 of the VE");
        processes.setUid(0).as("become root of the VE");
        processes.joinNewSessionKeyring();
    }

    /// What only VE0's root may set back and the child inherits: a vzd that was started with `nice` must not make
    /// slow VEs.
    static void resetPriority(Operations keeper) {
        keeper.processes().setNice(0).tolerateAny();
        keeper.processes().resetScheduling();
    }

    /// The last operations before exec: resets, limits, capabilities, and the filter at the very end.
    void apply(Operations child) {
        ProcessOperations processes = child.processes();
        processes.resetSignals();
        processes.setUmask(UMASK);
        processes.resetAffinity().tolerateAny();
        processes.setTimerSlack(TIMER_SLACK);
        limits.forEach((limit, range) ->
                processes.setLimit(limit, range.soft(), range.hard()).as("set limit " + limit.lowerName()));
        processes.clearAmbientCapabilities();
        Set<Capability> dropped = EnumSet.allOf(Capability.class);
        dropped.removeAll(capabilities);
        for (Capability capability : dropped) {
            // A kernel that is older than the capability has nothing to drop.
            processes.dropFromBoundingSet(capability).tolerate(Errno.EINVAL);
        }
        processes.setCapabilities(capabilities, capabilities, List.of()).as("give up capabilities");
        if (seccomp.length > 0) {
            processes.seccomp(seccomp);
        }
        child.files().closeFromOnExec(3);
    }
}
