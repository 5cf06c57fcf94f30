package org.vezere.cli.vz;

import java.util.List;

/// `vz node start` and `vz node stop`: what `/etc/init.d/vz` does when the machine comes up and goes down.
enum AllVes implements Verb {
    START("start", "start the VEs with ONBOOT=yes and those that ran before"),
    STOP("stop", "stop all VEs; they are started again by the next boot");

    private final String word;
    private final String summary;

    AllVes(String word, String summary) {
        this.word = word;
        this.summary = summary;
    }

    @Override
    public String words() {
        return "node " + word;
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public int run(Errand errand) {
        return switch (this) {
            case START -> errand.work(errand.node()::startAll);
            case STOP -> errand.work(errand.node()::stopAll);
        };
    }
}
