package org.vezere.engine.limit;

import java.util.List;
import java.util.Set;
import org.vezere.linux.KernelException;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.Controller;
import org.vezere.linux.cgroup.Home;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;

/// Writes what a VE may use into its control group, whichever controllers the machine has and wherever they are.
/// All of it can be written again while the VE runs.
public final class Limits {
    private static final Set<Parameter> COUNTED = Set.of(
            Parameter.KMEMSIZE,
            Parameter.PRIVVMPAGES,
            Parameter.OOMGUARPAGES,
            Parameter.LOCKEDPAGES,
            Parameter.SHMPAGES,
            Parameter.NUMTCPSOCK,
            Parameter.NUMOTHERSOCK,
            Parameter.OTHERSOCKBUF,
            Parameter.DGRAMRCVBUF,
            Parameter.NUMFILE,
            Parameter.NUMFLOCK,
            Parameter.NUMPTY,
            Parameter.NUMSIGINFO,
            Parameter.NUMIPTENT,
            Parameter.DCACHESIZE);

    private final MemoryLimits memory = new MemoryLimits();
    private final CpuLimits cpu;
    private final IoLimits io = new IoLimits();

    /// @param node the machine's CPUs
    public Limits(NodeCpus node) {
        this.cpu = new CpuLimits(node);
    }

    /// Writes everything.
    ///
    /// @param disks the disks behind the VE's files; a loop device and the disk below it
    /// @throws VezereException UBC, CPU or IO_PARAMETERS when the kernel refuses a value
    public void apply(Cgroup group, ResourceLimits limits, List<BlockDevice> disks) {
        applyBeancounters(group, limits);
        applyCpu(group, limits);
        applyIo(group, limits, disks);
    }

    /// Writes memory and processes.
    ///
    /// @throws VezereException UBC, such as for less memory than is in use and can't be freed
    public void applyBeancounters(Cgroup group, ResourceLimits limits) {
        guarded(FailureKind.UBC, () -> memory.apply(group, limits));
    }

    /// Writes share, limit and choice of CPUs.
    ///
    /// @throws VezereException CPU, such as for a CPU that does not exist
    public void applyCpu(Cgroup group, ResourceLimits limits) {
        guarded(FailureKind.CPU, () -> cpu.apply(group, limits));
    }

    /// Writes bandwidth and priority of disk access.
    ///
    /// @throws VezereException IO_PARAMETERS
    public void applyIo(Cgroup group, ResourceLimits limits, List<BlockDevice> disks) {
        guarded(FailureKind.IO_PARAMETERS, () -> io.apply(group, limits, disks));
    }

    /// Whether this machine's kernel holds a VE to a parameter, or only counts: some were dropped from the kernel,
    /// others never were in it.
    public boolean isEnforced(Cgroup group, Parameter parameter) {
        return switch (parameter) {
            case PHYSPAGES, VMGUARPAGES -> group.home(Controller.MEMORY) != Home.NONE;
            case SWAPPAGES -> memory.hasSwap(group);
            case NUMPROC -> group.home(Controller.PIDS) != Home.NONE;
            case TCPSNDBUF, TCPRCVBUF -> group.home(Controller.MEMORY) == Home.V1;
            case CPUUNITS, CPULIMIT -> group.home(Controller.CPU) != Home.NONE;
            case CPUS -> group.home(Controller.CPU) != Home.NONE || group.home(Controller.CPUSET) != Home.NONE;
            case CPUMASK, NODEMASK -> group.home(Controller.CPUSET) != Home.NONE;
            case IOLIMIT, IOPSLIMIT -> group.home(Controller.IO) != Home.NONE;
            case IOPRIO -> io.hasWeight(group);
            default -> !COUNTED.contains(parameter);
        };
    }

    private static void guarded(FailureKind kind, Runnable writing) {
        try {
            writing.run();
        } catch (KernelException refused) {
            throw new VezereException(kind, String.valueOf(refused.getMessage()), refused);
        }
    }
}
