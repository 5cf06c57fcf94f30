package org.vezere.cli.vzctl;

/// `vzctl umount`.
final class Unmount implements Command {
    @Override
    public Usage usage() {
        return Usage.of("umount", "unmount the VE's files");
    }

    @Override
    public int run(Request request) {
        request.node().unmount(request.ctid(), request.call());
        return 0;
    }
}
