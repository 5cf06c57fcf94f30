package org.vezere.cli.vzctl;

import java.util.ArrayList;
import java.util.List;
import org.vezere.cli.option.Option;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// `vzctl chkpnt` and `vzctl restore`: dumps of running VEs, which this version does not make. What can be said of the
/// request is said in the reference's words and exit codes.
final class Checkpoint implements Command {
    private static final int CHECKPOINT_FAILED = 16;
    private static final int RESTORE_FAILED = 17;

    private final boolean restore;
    private final List<String> stages;

    private Checkpoint(boolean restore, List<String> stages) {
        this.restore = restore;
        this.stages = stages;
    }

    static Checkpoint suspend() {
        return new Checkpoint(false, List.of("suspend", "dump", "kill", "resume"));
    }

    static Checkpoint resume() {
        return new Checkpoint(true, List.of("undump", "resume", "kill"));
    }

    @Override
    public Usage usage() {
        List<Option> options = new ArrayList<>();
        stages.forEach(stage -> options.add(Option.flag(stage, "only this stage")));
        options.add(Option.of("dumpfile", "FILE", "the dump"));
        options.add(Option.of("context", "N", "context of an earlier stage"));
        options.add(Option.of("flags", "N", "CPU flags"));
        options.add(Option.flag("skip_arpdetect", "do not look for other owners of the addresses"));
        if (restore) {
            options.add(Option.flag("skip-remount", "do not mount again"));
            options.add(Option.flag("skip-fsck", "do not check the image"));
            return Usage.of("restore", "restore a suspended VE (not in this version)", options.toArray(Option[]::new))
                    .alias("resume");
        }
        return Usage.of(
                        "chkpnt",
                        "suspend a running VE to a dump (not in this version)",
                        options.toArray(Option[]::new))
                .alias("suspend");
    }

    @Override
    public int run(Request request) {
        if (stages.stream().filter(request.line()::has).count() > 1) {
            request.printer().error("Invalid syntax: only one sub command may be used");
            return FailureKind.USAGE.exitCode();
        }
        boolean running = request.node().status(request.ctid()).running();
        if (!running) {
            // Tells a VE that does not exist from one that is stopped.
            request.info();
        }
        if (restore) {
            if (running) {
                throw new VezereException(FailureKind.RUNNING, "Unable to perform restore: container already running");
            }
            request.complain("Restoring failed: this version of Vezere can't restore a container from a dump");
            return RESTORE_FAILED;
        }
        if (!running) {
            request.complain("Unable to setup checkpointing: container is not running");
            return FailureKind.NOT_RUNNING.exitCode();
        }
        request.complain("Checkpointing failed: this version of Vezere can't suspend a running container");
        return CHECKPOINT_FAILED;
    }
}
