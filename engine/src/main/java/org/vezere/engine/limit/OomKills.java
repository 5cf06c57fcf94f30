package org.vezere.engine.limit;

import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.Controller;

/// Processes of a VE that the kernel ended because the VE's memory was used up.
public final class OomKills {
    /// What v1 shows for "no limit" is near the greatest number of a `long`.
    private static final int DIGITS_OF_A_LIMIT = 18;

    private OomKills() {}

    /// How many since the VE's cgroup was made; 0 when this kernel does not count them, or the cgroup is gone.
    ///
    /// `oom_kill` of `memory.oom_control` in v1 and of `memory.events` in v2 (`admin-guide/cgroup-v2.rst`).
    public static long of(Cgroup group) {
        return switch (group.home(Controller.MEMORY)) {
            case V1 -> group.count(Controller.MEMORY, "memory.oom_control", "oom_kill");
            case V2 -> group.count(Controller.MEMORY, "memory.events", "oom_kill");
            case NONE -> 0;
        };
    }

    /// The VE's limit of RAM in words: MiB, or `none`.
    public static String limit(Cgroup group) {
        String file = switch (group.home(Controller.MEMORY)) {
            case V1 -> "memory.limit_in_bytes";
            case V2 -> "memory.max";
            case NONE -> "";
        };
        return group.read(Controller.MEMORY, file)
                .map(String::strip)
                .filter(text -> text.matches("\\d{1," + DIGITS_OF_A_LIMIT + "}"))
                .map(text -> (Long.parseLong(text) >> 20) + " MiB")
                .orElse("none");
    }
}
