package org.vezere.engine.lifecycle;

import java.util.List;
import java.util.function.Function;
import org.vezere.engine.config.VeConfig;
import org.vezere.model.Call;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.StartOptions;
import org.vezere.model.VezereException;

/// A stopped VE that is entered without its init: started with a process that only waits, used, and ended.
final class IdleVe {
    private static final StartPlan.Program WAIT = new StartPlan.Program(
            List.of("/bin/sh"),
            List.of("sh", "-c", "while :; do sleep 3600; done"),
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            true);

    private final StartVe start;

    IdleVe(StartVe start) {
        this.start = start;
    }

    /// Does something in the VE; the caller holds its lock. Nothing of it runs afterwards.
    <T> T with(VeConfig config, Call call, Function<RunningVe, T> work) {
        RunningVe ve =
                start.run(config, new StartOptions(true, false, false), WAIT, RunState.Phase.KILLING, new Quiet(call));
        try (AutoEnd _ = () -> end(ve)) {
            return work.apply(ve);
        }
    }

    private static void end(RunningVe ve) {
        if (!StopVe.ladder(ve).kill(true) || !ve.awaitGone(StopVe.CLEANING_UP)) {
            throw new VezereException(FailureKind.CANNOT_STOP, ": operation timed out");
        }
    }

    @FunctionalInterface
    private interface AutoEnd extends AutoCloseable {
        @Override
        void close();
    }

    /// A call whose user hears warnings only: nothing was asked to start.
    private record Quiet(Call call) implements Call {
        @Override
        public int pid() {
            return call.pid();
        }

        @Override
        public boolean skipLock() {
            return call.skipLock();
        }

        @Override
        public void notice(Notice notice) {
            if (notice.kind() == NoticeKind.WARNING) {
                call.notice(notice);
            }
        }

        @Override
        public boolean cancelled() {
            return call.cancelled();
        }
    }
}
