package org.vezere.linux;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Asks again and again, less and less often: for what the kernel does when it gets round to it and tells nobody.
public final class Patience {
    private static final long FIRST_PAUSE = 200_000;
    private static final long LONGEST_PAUSE = 20_000_000;

    private Patience() {}

    /// @return whether the condition has become true within the time
    public static boolean until(Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        long pause = FIRST_PAUSE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
        return true;
    }
}
