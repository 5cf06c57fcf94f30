package org.vezere.engine.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import org.vezere.engine.config.ActionScripts.Moment;
import org.vezere.engine.config.VeConfig;
import org.vezere.model.Call;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.StopOptions;
import org.vezere.model.VezereException;

/// `stop`: brings a running VE to its end and waits until nothing of it is left on VE0.
final class StopVe {
    private static final System.Logger LOG = System.getLogger(StopVe.class.getName());
    static final Duration CLEANING_UP = Duration.ofSeconds(60);

    private final RunFiles runFiles;
    private final InnerScripts scripts;
    private final HostView hostView;
    private final StepWatch watch;

    StopVe(RunFiles runFiles, InnerScripts scripts, HostView hostView, StepWatch watch) {
        this.watch = watch;
        this.runFiles = runFiles;
        this.scripts = scripts;
        this.hostView = hostView;
    }

    /// Stops a VE; the caller holds its lock.
    ///
    /// @throws VezereException [FailureKind#CANNOT_STOP]
    void run(RunningVe ve, VeConfig config, StopOptions options, Call call) {
        long before = System.nanoTime();
        call.notice(Notice.of(NoticeKind.STOPPING));
        // Nothing of it is taken back: a stop that broke off is gone on with, by this vzd or the next.
        try (Steps steps = new Steps("stop", ve.ctid(), watch)) {
            steps.run("begin", () -> {
                ve.askToStop();
                ve.state(ve.state().in(options.fast() ? RunState.Phase.KILLING : RunState.Phase.STOPPING));
                runFiles.write(ve.state());
            });
            boolean ended = steps.get("end of init", () -> end(ve, config, options, call));
            if (!ended || !steps.get("cleaning up", () -> ve.awaitGone(CLEANING_UP))) {
                throw new VezereException(FailureKind.CANNOT_STOP, ": operation timed out");
            }
            steps.complete();
        }
        call.notice(Notice.of(NoticeKind.STOPPED));
        LOG.log(
                System.Logger.Level.INFO,
                "CT " + ve.ctid() + " : stopped in " + (System.nanoTime() - before) / 1_000_000 + " ms");
        if (options.skipUnmount()) {
            hostView.mount(config, call::notice);
        } else {
            hostView.afterStop(config);
            call.notice(Notice.of(NoticeKind.UNMOUNTED));
        }
    }

    private boolean end(RunningVe ve, VeConfig config, StopOptions options, Call call) {
        StopLadder ladder = ladder(ve);
        if (!options.fast() && ask(ve, config, ladder, call)) {
            return true;
        }
        if (call.cancelled()) {
            throw new VezereException(FailureKind.CANNOT_STOP, ": cancelled while waiting for its init");
        }
        call.notice(Notice.of(NoticeKind.KILLING));
        return ladder.kill(options.fast());
    }

    private boolean ask(RunningVe ve, VeConfig config, StopLadder ladder, Call call) {
        scripts.run(ve, config, Moment.STOP);
        InitKind kind = InitKind.of(Path.of("/proc", Integer.toString(ve.state().initPid())));
        Duration patience = Duration.ofSeconds(config.stopTimeout());
        LOG.log(
                System.Logger.Level.INFO,
                "CT " + ve.ctid() + " : asking init to halt by signal " + kind.haltSignal() + ", for up to "
                        + patience.toSeconds() + " s");
        return ladder.ask(kind, patience, call::cancelled);
    }

    /// The ladder of a VE.
    static StopLadder ladder(RunningVe ve) {
        return new StopLadder(new StopLadder.Ve(ve.init()::send, ve::sendToAll, ve::kill, ve.init()::awaitEnd));
    }
}
