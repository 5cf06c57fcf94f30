package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// How a VE is brought to its end: asked in the way of its init, asked again, then TERM to all, then KILL to all.
///
/// Every rung says what it does and how long it waits; the first that is followed by the end of init is the last.
public final class StopLadder {
    /// `STOP_TIMEOUT` when it is unset or 0.
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

    /// An init that is still starting may not listen yet, so it is asked again this often.
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private static final Duration AFTER_TERM = Duration.ofSeconds(2);
    private static final Duration AFTER_KILL = Duration.ofSeconds(30);
    private static final int SIGTERM = 15;

    private final Ve ve;

    /// What the ladder acts on.
    ///
    /// @param ask sends init a signal; false when it has ended
    /// @param terminateAll sends a signal to all processes but init
    /// @param killAll kills every process of the VE, also frozen ones
    /// @param awaitEnd waits for the end of init
    public record Ve(IntPredicate ask, IntPredicate terminateAll, Runnable killAll, Predicate<Duration> awaitEnd) {}

    /// @param ve what is to be stopped
    public StopLadder(Ve ve) {
        this.ve = ve;
    }

    /// Asks init to halt and waits.
    ///
    /// @param kind how it is asked
    /// @param patience how long it has
    /// @param givenUp says that nobody waits any more
    /// @return whether it ended
    public boolean ask(InitKind kind, Duration patience, BooleanSupplier givenUp) {
        long deadline = System.nanoTime() + patience.toNanos();
        long nextQuestion = System.nanoTime();
        while (!givenUp.getAsBoolean()) {
            long now = System.nanoTime();
            if (now >= deadline) {
                return false;
            }
            if (now >= nextQuestion) {
                if (!ve.ask.test(kind.haltSignal())) {
                    return true;
                }
                nextQuestion = now + ASK_AGAIN.toNanos();
            }
            long wait = Math.min(
                    Math.min(deadline, nextQuestion) - now,
                    Duration.ofMillis(500).toNanos());
            if (ve.awaitEnd.test(Duration.ofNanos(Math.max(wait, 1)))) {
                return true;
            }
        }
        return false;
    }

    /// Ends it without asking: TERM to all processes for two seconds unless it is to be fast, then KILL.
    ///
    /// @return whether it ended
    public boolean kill(boolean fast) {
        List<Rung> rungs = fast
                ? List.of(this::killAndWait)
                : List.of(() -> ve.terminateAll.test(SIGTERM) && ve.awaitEnd.test(AFTER_TERM), this::killAndWait);
        for (Rung rung : rungs) {
            if (rung.climb()) {
                return true;
            }
        }
        return false;
    }

    private boolean killAndWait() {
        ve.killAll.run();
        return ve.awaitEnd.test(AFTER_KILL);
    }

    @FunctionalInterface
    private interface Rung {
        boolean climb();
    }
}
