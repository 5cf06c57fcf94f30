package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.vezere.engine.config.VeConfig;
import org.vezere.model.Call;
import org.vezere.model.ExecRequest;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;

/// `start --wait`: the end of a VE's boot.
///
/// systemd is asked; another init is taken to be up when it has executed something that goes on.
final class Boot {
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final List<String> ASK = List.of("systemctl", "is-system-running");

    private Boot() {}

    /// Waits.
    ///
    /// @throws VezereException [FailureKind#WAIT]
    static void await(NodeServices node, VeConfig config, Call call) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && !call.cancelled()) {
            RunningVe ve =
                    node.supervisor().alive(config.ctid()).orElseThrow(() -> failed(call, NoticeKind.WAIT_FAILED));
            if (isUp(node, ve, config)) {
                call.notice(Notice.of(NoticeKind.STARTED));
                return;
            }
            pause();
        }
        throw failed(call, NoticeKind.WAIT_TIMED_OUT);
    }

    private static boolean isUp(NodeServices node, RunningVe ve, VeConfig config) {
        InitKind kind = InitKind.of(
                java.nio.file.Path.of("/proc", Integer.toString(ve.init().pid())));
        if (kind != InitKind.SYSTEMD) {
            return ve.cgroup().pids().size() > 1;
        }
        SilentStreams streams = new SilentStreams(new byte[0]);
        try {
            node.exec()
                    .run(ve, config, new ExecRequest(config.ctid(), ExecRequest.Kind.PROGRAM, ASK, Map.of()), streams);
        } catch (VezereException notYet) {
            return false;
        }
        return streams.said().equals("running") || streams.said().equals("degraded");
    }

    private static VezereException failed(Call call, NoticeKind kind) {
        call.notice(Notice.of(kind));
        return new VezereException(FailureKind.WAIT, "Container did not come up");
    }

    private static void pause() {
        try {
            Thread.sleep(GLANCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
