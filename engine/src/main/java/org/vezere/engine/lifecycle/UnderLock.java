package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.config.VeLocks;
import org.vezere.engine.config.VeRegistry;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// What is done to a VE while its lock is held.
record UnderLock(VeRegistry registry, VeLocks locks) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /// Does something to a VE that may not exist.
    ///
    /// @throws VezereException [FailureKind#LOCKED] when somebody else holds the lock
    <T> T get(Ctid ctid, Call call, Supplier<T> action) {
        try (VeLocks.Held _ = locks.acquire(ctid, call.pid(), call.skipLock(), call::notice)) {
            return action.get();
        }
    }

    /// Does something to a VE that exists, with its config as it is once the lock is held.
    ///
    /// @throws VezereException [FailureKind#NO_CONFIG] when there is no such VE, and as [#get]
    void change(Ctid ctid, Call call, Consumer<VeConfig> action) {
        registry.config(ctid);
        get(ctid, call, () -> {
            action.accept(registry.config(ctid));
            return true;
        });
    }

    /// As [#change], but waits for whoever holds the lock now: ten minutes.
    void patiently(Ctid ctid, Call call, Consumer<VeConfig> action) {
        patiently(() -> change(ctid, call, action));
    }

    /// As [#get], but waits for whoever holds the lock now: ten minutes.
    void patiently(Ctid ctid, Call call, Runnable action) {
        patiently(() -> get(ctid, call, () -> {
            action.run();
            return true;
        }));
    }

    private static void patiently(Runnable attempt) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                attempt.run();
                return;
            } catch (VezereException failure) {
                if (failure.kind() != FailureKind.LOCKED || System.nanoTime() > deadline) {
                    throw failure;
                }
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
