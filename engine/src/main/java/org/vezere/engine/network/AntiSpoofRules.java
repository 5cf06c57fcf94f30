package org.vezere.engine.network;

/// The table's text, in the language of `man 8 nft`.
final class AntiSpoofRules {
    private static final String LINKS = "\"venet*\"";

    /// Sets of the VEs' addresses that services are spread over.
    static final String BALANCED4 = "balanced4";

    /// As [#BALANCED4], for IPv6.
    static final String BALANCED6 = "balanced6";

    private AntiSpoofRules() {}

    static String text(FilterSettings settings, boolean routed) {
        return """
                add table inet vezere
                delete table inet vezere
                table inet vezere {
                %s
                    chain prerouting {
                        type filter hook prerouting priority raw; policy accept;
                        iifname %s jump from_ve
                        iifgroup %d jump from_router_link
                        %s
                    }
                    chain from_ve {
                        ip6 saddr { ::, fe80::/10, ff00::/8 } counter drop
                        icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, nd-redirect } counter drop
                        meta protocol != { ip, ip6 } counter drop
                %s
                    }
                    chain from_router_link {
                        ip6 saddr { ::, fe80::/10 } ip6 daddr { fe80::/10, ff02::/16 } accept
                        ip6 saddr { ::, fe80::/10, ff00::/8 } counter drop
                        meta protocol != { ip, ip6 } counter drop
                %s
                    }
                    chain to_ve {
                %s
                        notrack
                    }
                %s}
                """.formatted(
                        sets(settings, routed),
                        LINKS,
                        VethPair.ROUTED,
                        routed ? "iifname != " + LINKS + " fib daddr oifname " + LINKS + " jump to_ve" : "",
                        sources(routed) + tracking(settings, routed),
                        routed ? sources(true) : "",
                        balanced("daddr") + exceptions(settings, "daddr"),
                        connections(settings));
    }

    private static String sets(FilterSettings settings, boolean routed) {
        String allowed = routed ? "" : """
                    set allowed4 { type ifname . ipv4_addr; }
                    set allowed6 { type ifname . ipv6_addr; }
                """;
        String connections = settings.connectionsPerVe() == 0 ? "" : """
                    set connections { type ifname; size 65535; flags dynamic; }
                """;
        String balanced = """
                    set %s { type ipv4_addr; }
                    set %s { type ipv6_addr; }
                """.formatted(BALANCED4, BALANCED6);
        return allowed + connections + balanced;
    }

    /// 0.0.0.0/8 is dropped by name because `fib` lets DHCP's source pass.
    private static String sources(boolean routed) {
        return routed ? """
                        ip saddr 0.0.0.0/8 counter drop
                        fib saddr . iif oif missing counter drop
                """ : """
                        meta nfproto ipv4 iifname . ip saddr != @allowed4 counter drop
                        meta nfproto ipv6 iifname . ip6 saddr != @allowed6 counter drop
                """;
    }

    /// VE0's own firewall keeps its view of what concerns VE0, and translation what it may have to translate.
    /// Without `fib` nothing tells these apart, and everything stays tracked.
    private static String tracking(FilterSettings settings, boolean routed) {
        return routed
                ? """
                        fib daddr type local accept
                %s%s        fib daddr oifname %s notrack accept
                """.formatted(balanced("saddr"), balanced("daddr"), LINKS) + exceptions(settings, "saddr")
                        + "        notrack\n"
                : "";
    }

    private static String exceptions(FilterSettings settings, String direction) {
        String ipv4 = AntiSpoof.prefixes(settings.tracked(), true);
        String ipv6 = AntiSpoof.prefixes(settings.tracked(), false);
        return (ipv4.isEmpty() ? "" : "        ip " + direction + " { " + ipv4 + " } accept\n")
                + (ipv6.isEmpty() ? "" : "        ip6 " + direction + " { " + ipv6 + " } accept\n");
    }

    private static String balanced(String direction) {
        return "        ip %1$s @%2$s accept\n        ip6 %1$s @%3$s accept\n"
                .formatted(direction, BALANCED4, BALANCED6);
    }

    /// Behind connection tracking, which works at priority -200.
    private static String connections(FilterSettings settings) {
        return settings.connectionsPerVe() == 0 ? "" : """
                    chain connections_of_ve {
                        type filter hook prerouting priority mangle; policy accept;
                        iifname %s ct state new add @connections { iifname ct count over %d } counter drop
                    }
                """.formatted(LINKS, settings.connectionsPerVe());
    }
}
