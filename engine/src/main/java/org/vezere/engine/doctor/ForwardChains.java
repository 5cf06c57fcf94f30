package org.vezere.engine.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vezere.engine.setup.Machine;
import org.vezere.engine.setup.Programs;
import org.vezere.model.Finding;

/// The chains of VE0's own firewall that drop what nobody accepts on its way through, as Docker and firewalld set
/// them up. A table of ours cannot override another table's drop, so its administrator has to accept what VEs
/// send.
final class ForwardChains {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final String OURS = "vezere";

    private final Machine machine;
    private final Programs programs;

    ForwardChains(Machine machine, Programs programs) {
        this.machine = machine;
        this.programs = programs;
    }

    Finding finding() {
        Optional<Programs.Result> listed = programs.run(PATIENCE, List.of("nft", "list", "chains"));
        if (listed.isEmpty()) {
            return Ability.FORWARD_POLICY.partial("not known: nft is not there", "apt-get install nftables");
        }
        if (!listed.get().success()) {
            return Ability.FORWARD_POLICY.partial(
                    "not known: nft says "
                            + listed.get().output().lines().findFirst().orElse("nothing"),
                    "call vz doctor as root");
        }
        List<Chain> dropping = dropping(listed.get().output());
        dropping.addAll(legacy());
        if (dropping.isEmpty()) {
            return Ability.FORWARD_POLICY.present("no chain on the way through has the policy drop");
        }
        return Ability.FORWARD_POLICY.partial(
                String.join(", ", dropping.stream().map(Chain::words).toList()) + ": policy drop",
                String.join("; ", dropping.stream().map(Chain::rules).toList()));
    }

    /// Reads what `nft list chains` prints.
    static List<Chain> dropping(String listing) {
        List<Chain> found = new ArrayList<>();
        String family = "";
        String table = "";
        String chain = "";
        for (String line : listing.lines().map(String::strip).toList()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("table") && words.length >= 3) {
                family = words[1];
                table = words[2];
            } else if (words[0].equals("chain") && words.length >= 2) {
                chain = words[1];
            } else if (line.contains(" hook forward ")
                    && line.endsWith("policy drop;")
                    && !table.equals(OURS)
                    && List.of("ip", "ip6", "inet").contains(family)) {
                found.add(new Chain(family, table, chain, false));
            }
        }
        return found;
    }

    /// Tables made by iptables-legacy are not seen by nft.
    private List<Chain> legacy() {
        List<Chain> found = new ArrayList<>();
        if (drops("/proc/net/ip_tables_names", "iptables-legacy")) {
            found.add(new Chain("ip", "filter", "FORWARD", true));
        }
        if (drops("/proc/net/ip6_tables_names", "ip6tables-legacy")) {
            found.add(new Chain("ip6", "filter", "FORWARD", true));
        }
        return found;
    }

    private boolean drops(String tables, String program) {
        return machine.lines(tables).contains("filter")
                && programs.run(PATIENCE, List.of(program, "-S", "FORWARD"))
                        .filter(result -> result.output().lines().anyMatch("-P FORWARD DROP"::equals))
                        .isPresent();
    }

    /// A chain with a drop policy.
    record Chain(String family, String table, String name, boolean isLegacy) {
        String words() {
            return "table " + family + " " + table + ", chain " + name + (isLegacy ? " (legacy)" : "");
        }

        /// The rules that let VEs through, in the language of whoever made the chain.
        String rules() {
            boolean ofIptables = table.equals("filter") && name.equals("FORWARD") && !family.equals("inet");
            if (ofIptables) {
                String program = (family.equals("ip") ? "iptables" : "ip6tables") + (isLegacy ? "-legacy" : "");
                return program + " -I FORWARD -i venet+ -j ACCEPT; " + program + " -I FORWARD -o venet+ -j ACCEPT";
            }
            String rule = "nft insert rule " + family + " " + table + " " + name;
            return rule + " iifname \"venet*\" accept; " + rule + " oifname \"venet*\" accept";
        }
    }
}
