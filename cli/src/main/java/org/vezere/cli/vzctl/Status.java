package org.vezere.cli.vzctl;

import org.vezere.model.VeStatus;

/// `vzctl status`: one line that every monitor reads. Nothing else is printed, and the exit code is always 0.
final class Status implements Command {
    @Override
    public Usage usage() {
        return Usage.of("status", "print whether the VE exists, is mounted and runs");
    }

    @Override
    public int run(Request request) {
        request.printer().line(line(request.node().status(request.ctid())));
        return 0;
    }

    static String line(VeStatus status) {
        return "CTID " + status.ctid()
                + (status.exists() ? " exist" : " deleted")
                + (status.mounted() ? " mounted" : " unmounted")
                + (status.running() ? " running" : " down")
                + (status.suspended() && !status.running() ? " suspended" : "");
    }
}
