package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vezere.engine.config.ActionScripts;
import org.vezere.engine.config.ActionScripts.Moment;
import org.vezere.engine.config.VeConfig;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Runs the administrator's scripts that belong inside a VE: `CTID.start` as soon as its init has been
/// executed, and `CTID.stop` before it is asked to halt. Their text is read on VE0 and fed to a shell in the
/// VE.
final class InnerScripts {
    private final ActionScripts scripts;
    private final ExecInVe exec;

    InnerScripts(ActionScripts scripts, ExecInVe exec) {
        this.scripts = scripts;
        this.exec = exec;
    }

    /// Runs the scripts of a moment inside.
    ///
    /// @throws VezereException [FailureKind#ACTION_SCRIPT] when one fails
    void run(RunningVe ve, VeConfig config, Moment moment) {
        for (Path script : scripts.find(config.ctid(), moment)) {
            SilentStreams streams = new SilentStreams(read(script));
            ExitStatus status = exec.run(
                    ve,
                    config,
                    new ExecRequest(
                            config.ctid(),
                            ExecRequest.Kind.SCRIPT,
                            List.of(),
                            Map.of("VEID", config.ctid().toString())),
                    streams);
            if (status.code() != 0 || status.signal() != 0) {
                throw new VezereException(
                        FailureKind.ACTION_SCRIPT,
                        "Error executing " + moment.suffix() + " script " + script + " in the VE: " + streams.said());
            }
        }
    }

    private static byte[] read(Path script) {
        try {
            return Files.readAllBytes(script);
        } catch (IOException unreadable) {
            throw new VezereException(FailureKind.NO_SCRIPT, script.toString(), unreadable);
        }
    }
}
