package org.vezere.cli.vzctl;

/// `vzctl mount`.
final class Mount implements Command {
    @Override
    public Usage usage() {
        return Usage.of("mount", "mount the VE's files at its root");
    }

    @Override
    public int run(Request request) {
        request.node().mount(request.ctid(), request.call());
        return 0;
    }
}
