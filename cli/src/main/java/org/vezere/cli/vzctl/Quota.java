package org.vezere.cli.vzctl;

/// `vzctl quotaon`, `quotaoff` and `quotainit`: the size of an image is the quota and is always on.
final class Quota implements Command {
    private final String name;

    Quota(String name) {
        this.name = name;
    }

    @Override
    public Usage usage() {
        return Usage.of(name, "taken and without effect: the quota of an image is always on");
    }

    @Override
    public int run(Request request) {
        request.say("CT is on " + request.layout() + ", disk quota is obsoleted, skipping operation");
        return 0;
    }
}
