package org.vezere.cli.vzctl;

import org.vezere.cli.option.Option;
import org.vezere.model.FailureKind;
import org.vezere.model.VeStatus;
import org.vezere.model.VezereException;

/// `vzctl convert`: to the ploop layout, which this version does not do.
final class Convert implements Command {
    private static final int CONVERT_FAILED = 155;

    @Override
    public Usage usage() {
        return Usage.of(
                "convert",
                "convert the VE's files to another layout (not in this version)",
                Option.of("layout", "LAYOUT", "the layout wanted").alias("ve_layout", "velayout"));
    }

    @Override
    public int run(Request request) {
        if (request.layout().equals("ploop")) {
            request.say("CT is already on ploop");
            return 0;
        }
        VeStatus status = request.node().status(request.ctid());
        if (status.running()) {
            throw new VezereException(FailureKind.RUNNING, "CT is running (stop it first)");
        }
        if (status.mounted()) {
            throw new VezereException(FailureKind.MOUNTED, "CT is mounted (umount it first)");
        }
        request.complain("Converting a container to another layout is not available in this version of Vezere");
        return CONVERT_FAILED;
    }
}
