package org.vezere.linux.process;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;
import org.vezere.linux.KernelFile;

/// What `/proc/PID/stat` says of a process.
///
/// @param pid its number
/// @param name up to 15 bytes, chosen by the process itself
/// @param state `R`, `S`, `D`, `Z` and so on, see `proc_pid_stat(5)`
/// @param parent pid of its parent; 0 when that is outside of this pid namespace
/// @param startTime in clock ticks since boot; together with the pid it names a process for good
public record ProcessStat(int pid, String name, char state, int parent, long startTime) {
    private static final int START_TIME = 19;
    /// USER_HZ is 100 for user space on all machines of today.
    private static final int MILLIS_OF_A_TICK = 10;

    /// Reads it.
    ///
    /// @return nothing when there is no such process
    public static Optional<ProcessStat> of(int pid) {
        try {
            return Optional.of(parse(KernelFile.read("/proc/" + pid + "/stat")));
        } catch (KernelException failure) {
            if (failure.is(Errno.ENOENT) || failure.is(Errno.ESRCH)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /// How long ago a process started, whatever has been done to the wall clock since; suspended time counts.
    ///
    /// @param startTime as in this record
    public static Duration age(long startTime) {
        String uptime = KernelFile.read("/proc/uptime");
        BigDecimal seconds = new BigDecimal(uptime.substring(0, uptime.indexOf(' ')));
        long millis = seconds.movePointRight(3).longValue() - startTime * MILLIS_OF_A_TICK;
        return Duration.ofMillis(Math.max(0, millis));
    }

    /// Reads a line. The name stands between parentheses and may hold anything, parentheses and spaces too.
    static ProcessStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 0 || close < open) {
            throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line.strip());
        }
        String[] rest = line.substring(close + 1).strip().split(" ", -1);
        if (rest.length <= START_TIME) {
            throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line.strip());
        }
        return new ProcessStat(
                Integer.parseInt(line.substring(0, open).strip()),
                line.substring(open + 1, close),
                rest[0].charAt(0),
                Integer.parseInt(rest[1]),
                Long.parseLong(rest[START_TIME]));
    }
}
