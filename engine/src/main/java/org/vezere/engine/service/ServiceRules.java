package org.vezere.engine.service;

import java.util.ArrayList;
import java.util.List;
import org.vezere.engine.network.Placements;
import org.vezere.model.DeclaredService;

/// The tables `ip vezere_services` and `ip6 vezere_services`, in the language of `man 8 nft`.
final class ServiceRules {
    static final String TABLE = "vezere_services";

    private ServiceRules() {}

    /// What chooses the VE.
    enum Spreader {
        IPVS(""),

        /// These tables.
        RULES(""),

        /// These tables, on a kernel whose rules can ask whether this node holds the address: with br_netfilter even
        /// frames to another node's address pass here.
        RULES_WHERE_HELD("fib daddr type local ");

        private final String condition;

        Spreader(String condition) {
            this.condition = condition;
        }
    }

    /// All of both tables; none when no service needs one.
    ///
    /// @param pools with those VEs that are up
    /// @param spreader what chooses the VE: these tables, or IPVS, and then they only see to it that answers
    ///     come back by VE0
    static String text(List<Pool> pools, Spreader spreader) {
        StringBuilder text = new StringBuilder();
        for (boolean ipv6 : new boolean[] {false, true}) {
            String family = ipv6 ? "ip6" : "ip";
            text.append("add table %1$s %2$s\ndelete table %1$s %2$s\n".formatted(family, TABLE));
            List<Pool> its = pools.stream()
                    .filter(pool -> pool.service().vip().v6() == ipv6
                            && !pool.backends().isEmpty())
                    .toList();
            if (!its.isEmpty()) {
                text.append("table %s %s {\n".formatted(family, TABLE));
                if (spreader != Spreader.IPVS) {
                    text.append(spread(its, family, spreader.condition));
                }
                text.append("chain postrouting {\ntype nat hook postrouting priority srcnat;\n");
                its.forEach(pool ->
                        pool.backends().forEach(backend -> text.append(answersByVe0(pool.service(), backend, family))));
                text.append("}\n}\n");
            }
        }
        return text.toString();
    }

    /// What comes from elsewhere and what VE0 itself asks.
    private static String spread(List<Pool> pools, String family, String condition) {
        StringBuilder text = new StringBuilder("chain spread {\n");
        pools.forEach(pool -> text.append(choice(pool, family, condition)));
        return text + """
                }
                chain prerouting {
                type nat hook prerouting priority dstnat;
                jump spread
                }
                chain output {
                type nat hook output priority -100;
                jump spread
                }
                """;
    }

    private static String choice(Pool pool, String family, String condition) {
        DeclaredService service = pool.service();
        List<String> shares = new ArrayList<>();
        int total = 0;
        for (Pool.Backend backend : pool.backends()) {
            int weight = isWeighted(service.scheduler()) ? backend.weight() : Math.min(backend.weight(), 1);
            if (weight > 0) {
                int last = total + weight - 1;
                shares.add("%s : %s . %d"
                        .formatted(
                                weight == 1 ? "" + total : total + "-" + last, backend.host(), service.serverPort()));
                total += weight;
            }
        }
        if (total == 0) {
            return "";
        }
        String number = hashes(service.scheduler()) ? "jhash " + family + " saddr" : "numgen inc";
        return "%s%s daddr %s %s dport %d dnat %s to %s mod %d map { %s }\n"
                .formatted(
                        condition,
                        family,
                        service.vip().host(),
                        service.protocol().word(),
                        service.port(),
                        family,
                        number,
                        total,
                        String.join(", ", shares));
    }

    private static boolean isWeighted(String scheduler) {
        return !scheduler.equals("rr") && !scheduler.equals("lc");
    }

    private static boolean hashes(String scheduler) {
        return scheduler.equals("sh") || scheduler.equals("mh");
    }

    /// Whether the kernel's packet filter can choose so: it counts no connections.
    static boolean knows(String scheduler) {
        return hashes(scheduler) || scheduler.equals("rr") || scheduler.equals("wrr");
    }

    /// An answer that takes another way than by VE0 comes from an address that the client has not asked; VE0 asks in
    /// its own name where that would happen.
    private static String answersByVe0(DeclaredService service, Pool.Backend backend, String family) {
        Placements.Placement placement = backend.placement();
        String clients = placement.elsewhere()
                ? ""
                : "%s saddr %s "
                        .formatted(
                                family,
                                placement.answersBeside().map(Object::toString).orElse(backend.host()));
        return "ct original %s daddr %s %s%s daddr %s masquerade\n"
                .formatted(family, service.vip().host(), clients, family, backend.host());
    }
}
