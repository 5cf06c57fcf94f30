package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.List;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.plan.Phase;
import org.vezere.linux.plan.Plan;
import org.vezere.linux.process.KeeperLauncher;
import org.vezere.linux.process.KeeperMessage;
import org.vezere.linux.process.PidFd;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// A VE between the clone of its first process and the exec of its init. Closing it before [#execute] has returned
/// ends it.
final class Birth implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Plan plan;
    private final KeeperLauncher.Launched keeper;
    private final PidFd init;
    private final List<String> candidates;

    private Birth(Plan plan, KeeperLauncher.Launched keeper, PidFd init, List<String> candidates) {
        this.plan = plan;
        this.keeper = keeper;
        this.init = init;
        this.candidates = candidates;
    }

    /// Waits for the clone.
    ///
    /// @param candidates the programs that the plan tries in the end
    /// @throws VezereException [FailureKind#START_FAILED]
    static Birth await(Plan plan, KeeperLauncher.Launched keeper, List<String> candidates) {
        try {
            return switch (keeper.link().receive(PATIENCE)) {
                case KeeperMessage.Born born -> new Birth(plan, keeper, born.process(), candidates);
                case KeeperMessage.Failed failed -> throw failure(plan, failed, candidates);
                case KeeperMessage other ->
                    throw new VezereException(
                            FailureKind.START_FAILED, "the keeper said " + other + " before the birth");
            };
        } catch (RuntimeException failure) {
            keeper.link().close();
            throw failure;
        }
    }

    /// The first process.
    PidFd init() {
        return init;
    }

    /// The keeper's process id.
    int keeperPid() {
        return keeper.pid();
    }

    /// Hands the first process the files of the VE, and lets it go on to where it is ready for its init.
    void mount(List<Fd> files) {
        go(files);
    }

    /// Lets the first process execute init, and returns when it has.
    ///
    /// @throws VezereException [FailureKind#BAD_TEMPLATE] when there is no init, [FailureKind#START_FAILED]
    ///     otherwise, also for what failed after [#mount]
    void execute() {
        go(List.of());
        while (true) {
            switch (keeper.link().receive(PATIENCE)) {
                case KeeperMessage.Executed executed -> {
                    return;
                }
                case KeeperMessage.Sent sent -> sent.file().close();
                case KeeperMessage.Failed failed -> throw failure(plan, failed, candidates);
                case KeeperMessage other ->
                    throw new VezereException(
                            FailureKind.START_FAILED, "the keeper said " + other + " during the birth");
            }
        }
    }

    /// A keeper that has given up left a message that says why, which is read after this.
    private void go(List<Fd> files) {
        try {
            keeper.link().go(files);
        } catch (KernelException failure) {
            if (!failure.is(Errno.EPIPE)) {
                throw failure;
            }
        }
    }

    private static VezereException failure(Plan plan, KeeperMessage.Failed failed, List<String> candidates) {
        String words = plan.explain(failed.phase(), failed.index(), failed.errno());
        if (failed.phase() == Phase.CHILD && plan.isLastOfChild(failed.index())) {
            return new VezereException(
                    FailureKind.BAD_TEMPLATE,
                    "Unable to start init, probably incorrect template (none of " + String.join(", ", candidates)
                            + " can be executed)\nContainer start failed");
        }
        return new VezereException(
                FailureKind.START_FAILED,
                failed.signal() == 0 ? words : words + " (killed by signal " + failed.signal() + ")");
    }

    @Override
    public void close() {
        keeper.link().close();
    }
}
