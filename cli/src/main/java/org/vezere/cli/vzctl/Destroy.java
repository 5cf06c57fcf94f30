package org.vezere.cli.vzctl;

import java.util.Set;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// `vzctl destroy`. That the VE is in use is told on standard output, as the reference has it.
final class Destroy implements Command {
    private static final Set<FailureKind> IN_USE = Set.of(FailureKind.RUNNING, FailureKind.MOUNTED);

    @Override
    public Usage usage() {
        return Usage.of("destroy", "delete the VE's files; its config stays as CTID.conf.destroyed")
                .alias("delete");
    }

    @Override
    public int run(Request request) {
        try {
            request.node().destroy(request.ctid(), request.call());
            return 0;
        } catch (VezereException e) {
            if (!IN_USE.contains(e.kind())) {
                throw e;
            }
            request.say(String.valueOf(e.getMessage()));
            return e.kind().exitCode();
        }
    }
}
