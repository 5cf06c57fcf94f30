package org.vezere.cli.vz;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.vezere.api.Codecs;
import org.vezere.api.NodeInfo;

/// `vz status`: the node, its vzd and how many VEs there are.
final class NodeStatus implements Verb {
    private final Clock clock;

    NodeStatus(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String words() {
        return "status";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public String summary() {
        return "tell about the node and its vzd";
    }

    @Override
    public int run(Errand errand) {
        return errand.print(Codecs.NODE, errand.node().info(), this::text);
    }

    private String text(NodeInfo node) {
        Duration up = Duration.between(node.started(), clock.instant());
        return new Columns()
                .row("node", node.host())
                .row("kernel", node.kernel())
                .row("vezere", node.version())
                .row("vzd", "pid " + node.pid() + ", up " + time(up))
                .row("VEs", node.ves() + ", " + node.running() + " running")
                .print();
    }

    private static String time(Duration time) {
        return String.format(
                Locale.ROOT,
                "%d days %02d:%02d:%02d",
                time.toDays(),
                time.toHoursPart(),
                time.toMinutesPart(),
                time.toSecondsPart());
    }
}
