package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.vezere.engine.config.ActionScripts;
import org.vezere.engine.config.ActionScripts.Moment;
import org.vezere.engine.config.VeConfig;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Runs the administrator's own scripts on VE0: before and after mounting and unmounting, and after creating.
final class HostScripts {
    private static final long MINUTES = 5;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ActionScripts scripts;

    HostScripts(ActionScripts scripts) {
        this.scripts = scripts;
    }

    /// Whether there is any script of a moment.
    boolean has(VeConfig config, Moment moment) {
        return !scripts.find(config.ctid(), moment).isEmpty();
    }

    /// Runs the scripts of a moment, in their order.
    ///
    /// @throws VezereException [FailureKind#ACTION_SCRIPT] when one fails; those after it are not run
    void run(VeConfig config, Moment moment) {
        for (Path script : scripts.find(config.ctid(), moment)) {
            int code = run(config, script, moment);
            if (code != 0) {
                throw failure(script, moment, " (exit code " + code + ")");
            }
        }
    }

    private static int run(VeConfig config, Path script, Moment moment) {
        ProcessBuilder builder = new ProcessBuilder(script.toString())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("VEID", config.ctid().toString());
        builder.environment().put("VE_CONFFILE", config.file().toString());
        builder.environment().put("PATH", PATH);
        builder.environment().put("HOME", "/");
        builder.environment().put("TERM", "linux");
        try {
            Process process = builder.start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw failure(script, moment, " (still running after " + MINUTES + " minutes)");
            }
            return process.exitValue();
        } catch (IOException unstartable) {
            throw failure(script, moment, " (" + unstartable.getMessage() + ")");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(script, moment, " (interrupted)");
        }
    }

    private static VezereException failure(Path script, Moment moment, String why) {
        return new VezereException(
                FailureKind.ACTION_SCRIPT, "Error executing " + moment.suffix() + " script " + script + why);
    }
}
