package org.vezere.linux;

import java.util.Locale;

/// The resources of `setrlimit(2)` with their numbers on x86 and ARM.
public enum ResourceLimit {
    CPU(0),
    FSIZE(1),
    DATA(2),
    STACK(3),
    CORE(4),
    RSS(5),
    NPROC(6),
    NOFILE(7),
    MEMLOCK(8),
    AS(9),
    LOCKS(10),
    SIGPENDING(11),
    MSGQUEUE(12),
    NICE(13),
    RTPRIO(14),
    RTTIME(15);

    private final int number;

    ResourceLimit(int number) {
        this.number = number;
    }

    /// The value that means no limit.
    public static final long INFINITY = -1L;

    /// The kernel's number.
    public int number() {
        return number;
    }

    /// The name in lower case, `nofile`.
    public String lowerName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
