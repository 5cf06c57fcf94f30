package org.vezere.engine.lifecycle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.vezere.engine.config.VeConfig;
import org.vezere.model.Call;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// `--userpasswd`: sets passwords of users in a VE by the VE's own tools; a user who is missing is made.
final class Passwords {
    /// The line comes by standard input, so that no list of processes shows a password.
    private static final String SCRIPT = """
            read -r line
            user=${line%%:*}
            if ! id "$user" >/dev/null 2>&1; then
                if command -v useradd >/dev/null 2>&1; then
                    useradd -m "$user" || exit 1
                else
                    adduser -D "$user" || exit 1
                fi
            fi
            printf '%s\\n' "$line" | chpasswd
            """;

    private final ExecInVe exec;
    private final IdleVe idle;

    Passwords(ExecInVe exec, IdleVe idle) {
        this.exec = exec;
        this.idle = idle;
    }

    /// Sets passwords in a running VE.
    ///
    /// @param lines `USER:PASSWORD`
    /// @throws VezereException [FailureKind#PASSWORD]
    void set(RunningVe ve, VeConfig config, List<String> lines) {
        for (String line : lines) {
            SilentStreams streams = new SilentStreams((line + "\n").getBytes(StandardCharsets.UTF_8));
            ExitStatus status = exec.run(
                    ve,
                    config,
                    new ExecRequest(
                            config.ctid(), ExecRequest.Kind.PROGRAM, List.of("/bin/sh", "-c", SCRIPT), Map.of()),
                    streams);
            if (status.code() != 0 || status.signal() != 0) {
                throw new VezereException(FailureKind.PASSWORD, streams.said());
            }
        }
    }

    /// Sets passwords in a VE that does not run.
    void set(VeConfig config, List<String> lines, Call call) {
        idle.with(config, call, ve -> {
            set(ve, config, lines);
            return true;
        });
    }
}
