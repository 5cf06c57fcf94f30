package org.vezere.linux.process;

import java.util.EnumMap;
import java.util.Map;
import org.vezere.linux.KernelFile;
import org.vezere.linux.ResourceLimit;

/// The resource limits that this process has, from `/proc/self/limits` (`man 5 proc_pid_limits`).
public final class ProcessLimits {
    private static final int HARD_COLUMN = 47;
    private static final int HARD_END = 67;

    /// The first words of the file's lines, in the order of the resources' numbers.
    private static final Map<String, ResourceLimit> NAMES = Map.ofEntries(
            Map.entry("Max cpu time", ResourceLimit.CPU),
            Map.entry("Max file size", ResourceLimit.FSIZE),
            Map.entry("Max data size", ResourceLimit.DATA),
            Map.entry("Max stack size", ResourceLimit.STACK),
            Map.entry("Max core file size", ResourceLimit.CORE),
            Map.entry("Max resident set", ResourceLimit.RSS),
            Map.entry("Max processes", ResourceLimit.NPROC),
            Map.entry("Max open files", ResourceLimit.NOFILE),
            Map.entry("Max locked memory", ResourceLimit.MEMLOCK),
            Map.entry("Max address space", ResourceLimit.AS),
            Map.entry("Max file locks", ResourceLimit.LOCKS),
            Map.entry("Max pending signals", ResourceLimit.SIGPENDING),
            Map.entry("Max msgqueue size", ResourceLimit.MSGQUEUE),
            Map.entry("Max nice priority", ResourceLimit.NICE),
            Map.entry("Max realtime priority", ResourceLimit.RTPRIO),
            Map.entry("Max realtime timeout", ResourceLimit.RTTIME));

    private ProcessLimits() {}

    /// The hard limits of this process; [ResourceLimit#INFINITY] for none.
    ///
    /// @throws org.vezere.linux.KernelException when proc is not mounted
    public static Map<ResourceLimit, Long> ownHard() {
        return parse(KernelFile.read("/proc/self/limits"));
    }

    static Map<ResourceLimit, Long> parse(String text) {
        Map<ResourceLimit, Long> limits = new EnumMap<>(ResourceLimit.class);
        text.lines().skip(1).filter(line -> line.length() >= HARD_END).forEach(line -> {
            ResourceLimit limit = NAMES.get(line.substring(0, 26).strip());
            String value = line.substring(HARD_COLUMN, HARD_END).strip();
            if (limit != null) {
                limits.put(limit, value.equals("unlimited") ? ResourceLimit.INFINITY : Long.parseLong(value));
            }
        });
        return limits;
    }
}
