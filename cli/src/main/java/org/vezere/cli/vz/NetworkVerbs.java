package org.vezere.cli.vz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vezere.api.NetworkCodecs;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.FailureKind;
import org.vezere.model.NetworkLeaf;
import org.vezere.model.VezereException;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.VlanId;

/// `vz network create`, `set`, `delete`, `list`, `show` and `apply`.
enum NetworkVerbs implements Verb {
    CREATE("declare a network for VEs, and make its bridge", "NAME") {
        @Override
        public List<Option> options() {
            return DECLARATION;
        }

        @Override
        public int run(Errand errand) {
            DeclaredNetwork none = new Declaration("network", errand)
                    .make(() -> new DeclaredNetwork(
                            errand.operand(0),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            false,
                            Optional.empty(),
                            false,
                            false));
            DeclaredNetwork network = declared(errand, none);
            return errand.work(call -> errand.node().createNetwork(network, call));
        }
    },
    SET("change a network; VEs in it stay", "NAME") {
        @Override
        public List<Option> options() {
            return DECLARATION;
        }

        @Override
        public int run(Errand errand) {
            DeclaredNetwork before = errand.node().networks().stream()
                    .filter(one -> one.name().equals(errand.operand(0)))
                    .findFirst()
                    .orElseThrow(() -> new VezereException(
                            FailureKind.BAD_PARAMETER,
                            "there is no network " + errand.operand(0) + " (vz network list shows them)"));
            DeclaredNetwork network = declared(errand, before);
            return errand.work(call -> errand.node().setNetwork(network, call));
        }
    },
    DELETE("take a network away", "NAME") {
        @Override
        public int run(Errand errand) {
            return errand.work(call -> errand.node().deleteNetwork(errand.operand(0), call));
        }
    },
    LIST("list the declared networks", "") {
        @Override
        public int run(Errand errand) {
            return errand.print(NetworkCodecs.NETWORKS, errand.node().networks(), NetworkVerbs::table);
        }
    },
    SHOW("draw VE0's links and VEs and how they hang together", "") {
        @Override
        public int run(Errand errand) {
            List<NetworkLeaf> tree = errand.node().networkTree();
            List<NetworkCodecs.Row> rows = new ArrayList<>();
            flatten(tree, List.of(), rows);
            return errand.print(NetworkCodecs.TREE, rows, all -> drawing(tree));
        }
    },
    APPLY("make all networks as declared again", "") {
        @Override
        public int run(Errand errand) {
            return errand.work(call -> errand.node().applyNetworks(call));
        }
    };

    private static final List<Option> DECLARATION = List.of(
            Option.of("type", "bridge", "what it is; bridge is the only kind"),
            Option.of("address", "A/P", "VE0's own address in it; none: VE0 is not in it"),
            Option.of("uplink", "NIC", "interface of VE0 that leads out; none: nothing does"),
            Option.of("vlan", "ID", "VLAN of the uplink, 1 to 4094; none: untagged"),
            Option.of(
                    "vlan-aware",
                    "yes|no",
                    "tell VLANs apart: the uplink carries all, vzctl --vlan gives a VE one (no)"),
            Option.of("bond", "NIC[,NIC]...", "NICs of which the uplink is made; none: it is there already"),
            Option.of("bond-mode", "MODE", "how the bond uses them (active-backup)"),
            Option.of("dhcp", "A-B", "addresses for VEs that ask, and names (dnsmasq); none: nobody answers"),
            Option.of("nat", "yes|no", "translate what leaves to VE0's address (no)"),
            Option.of(
                    "take-over",
                    "yes|no",
                    "take over the uplink's addresses and routes; all back if the gateway is lost"));

    private final String summary;
    private final String operand;

    NetworkVerbs(String summary, String operand) {
        this.summary = summary;
        this.operand = operand;
    }

    @Override
    public String words() {
        return "network " + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public List<String> operands() {
        return operand.isEmpty() ? List.of() : List.of(operand);
    }

    /// What the options make of a network.
    private static DeclaredNetwork declared(Errand errand, DeclaredNetwork before) {
        CommandLine line = errand.line();
        line.last("type").filter(type -> !type.equals("bridge")).ifPresent(type -> {
            throw new VezereException(FailureKind.BAD_PARAMETER, "Bad parameter for --type: " + type + " (bridge)");
        });
        Declaration options = new Declaration("network", errand);
        return options.make(() -> new DeclaredNetwork(
                before.name(),
                options.all("address", before.addresses(), IpAddress::parse),
                options.one("uplink", before.uplink(), Function.identity()),
                options.one("vlan", before.vlan(), VlanId::parse),
                options.all("bond", before.bondNics(), Function.identity()),
                options.one("bond-mode", before.bondMode(), Function.identity()),
                options.value("nat", before.nat(), NetworkVerbs::yes),
                options.one("dhcp", before.dhcp(), DeclaredNetwork.Dhcp::parse),
                options.value("take-over", before.takeOver(), NetworkVerbs::yes),
                options.value("vlan-aware", before.vlanAware(), NetworkVerbs::yes)));
    }

    private static boolean yes(String text) {
        return switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new BadValueException("yes or no");
        };
    }

    private static String table(List<DeclaredNetwork> networks) {
        if (networks.isEmpty()) {
            return "No networks yet: vz network create NAME makes one.\n";
        }
        Columns columns = new Columns().row("NAME", "ADDRESSES OF VE0", "UPLINK", "VLAN", "BOND", "NAT", "DHCP");
        for (DeclaredNetwork network : networks) {
            columns.row(
                    network.name(),
                    dash(network.addresses().stream().map(IpAddress::toString).collect(Collectors.joining(" "))),
                    network.uplink().orElse("-"),
                    network.vlan().map(String::valueOf).orElse(network.vlanAware() ? "aware" : "-"),
                    dash(
                            network.bondNics().isEmpty()
                                    ? ""
                                    : network.mode() + " of " + String.join(" ", network.bondNics())),
                    network.nat() ? "yes" : "no",
                    network.dhcp().map(DeclaredNetwork.Dhcp::toString).orElse("-"));
        }
        return columns.print();
    }

    private static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static void flatten(List<NetworkLeaf> leaves, List<String> above, List<NetworkCodecs.Row> rows) {
        for (NetworkLeaf leaf : leaves) {
            List<String> path = new ArrayList<>(above);
            path.add(leaf.name());
            rows.add(new NetworkCodecs.Row(List.copyOf(path), leaf));
            flatten(leaf.members(), path, rows);
        }
    }

    private static String drawing(List<NetworkLeaf> tree) {
        StringBuilder text = new StringBuilder("VE0\n");
        draw(tree, "", text);
        return text.toString();
    }

    private static void draw(List<NetworkLeaf> leaves, String indent, StringBuilder text) {
        for (int i = 0; i < leaves.size(); i++) {
            NetworkLeaf leaf = leaves.get(i);
            boolean last = i == leaves.size() - 1;
            text.append(indent)
                    .append(last ? "└─ " : "├─ ")
                    .append(leaf.name())
                    .append(" (")
                    .append(leaf.kind())
                    .append(", ")
                    .append(leaf.state())
                    .append(leaf.vlans().isEmpty() ? "" : ", VLAN " + String.join(", ", leaf.vlans()))
                    .append(')');
            leaf.addresses().forEach(address -> text.append(' ').append(address));
            text.append('\n');
            draw(leaf.members(), indent + (last ? "   " : "│  "), text);
        }
    }
}
