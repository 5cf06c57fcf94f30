package org.vezere.cli.vzctl;

/// `vzctl compact`. Images are sparse and give freed blocks back by discard, so there is nothing to do but to say so.
final class Compact implements Command {
    @Override
    public Usage usage() {
        return Usage.of("compact", "give unused blocks of an image back to the node");
    }

    @Override
    public int run(Request request) {
        request.say(
                request.layout().equals("ploop")
                        ? "CT's image gives freed blocks back by itself, nothing to do"
                        : "Compact only makes sense for ploop containers");
        return 0;
    }
}
