package org.vezere.daemon.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.vezere.api.Node;
import org.vezere.api.NodeInfo;
import org.vezere.model.VeInfo;

/// Measurements of a node in Prometheus' text format 0.0.4.
final class Metrics {
    private final Node node;
    private final StringBuilder text = new StringBuilder();

    Metrics(Node node) {
        this.node = node;
    }

    /// Measures and prints.
    String text() {
        NodeInfo info = node.info();
        family("vezere_start_time_seconds", "gauge", "When this vzd started");
        sample("vezere_start_time_seconds", "", info.started().getEpochSecond());
        List<VeInfo> ves = node.list(Set.of(VeInfo.Part.COUNTERS, VeInfo.Part.TRAFFIC));
        Map<String, Long> states = new TreeMap<>();
        for (VeInfo.State state : VeInfo.State.values()) {
            states.put(state.name().toLowerCase(Locale.ROOT), 0L);
        }
        ves.forEach(ve -> states.merge(ve.state().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
        family("vezere_ves", "gauge", "VEs by state");
        states.forEach((state, count) -> sample("vezere_ves", "state=\"" + state + "\"", count));
        counters(ves, "vezere_beancounter_held", "gauge", "What a VE holds of a resource", VeInfo.Counter::held);
        counters(
                ves,
                "vezere_beancounter_failures_total",
                "counter",
                "How often a VE was refused a resource",
                VeInfo.Counter::failures);
        traffic(ves, "receive_bytes", "Bytes that came to an interface of a VE", VeInfo.Traffic::bytesIn);
        traffic(ves, "receive_packets", "Packets that came to an interface of a VE", VeInfo.Traffic::packetsIn);
        traffic(ves, "transmit_bytes", "Bytes that a VE sent by an interface", VeInfo.Traffic::bytesOut);
        traffic(ves, "transmit_packets", "Packets that a VE sent by an interface", VeInfo.Traffic::packetsOut);
        return text.toString();
    }

    private void traffic(List<VeInfo> ves, String what, String help, ToLongFunction<VeInfo.Traffic> measure) {
        String name = "vezere_network_" + what + "_total";
        family(name, "counter", help);
        for (VeInfo ve : ves) {
            new TreeMap<>(ve.traffic())
                    .forEach((device, traffic) -> sample(
                            name,
                            "ctid=\"" + ve.ctid() + "\",device=\"" + device + "\"",
                            measure.applyAsLong(traffic)));
        }
    }

    private void counters(
            List<VeInfo> ves, String name, String type, String help, ToLongFunction<VeInfo.Counter> measure) {
        family(name, type, help);
        for (VeInfo ve : ves) {
            new TreeMap<>(ve.counters())
                    .forEach((resource, counter) -> sample(
                            name,
                            "ctid=\"" + ve.ctid() + "\",resource=\"" + resource + "\"",
                            measure.applyAsLong(counter)));
        }
    }

    private void family(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, String labels, long value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append('\n');
    }
}
