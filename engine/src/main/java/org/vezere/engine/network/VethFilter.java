package org.vezere.engine.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vezere.linux.nft.Nftables;
import org.vezere.linux.nft.NftablesException;
import org.vezere.model.value.MacAddress;

/// VE0's rules for what comes out of Ethernet interfaces of VEs: the table `netdev vezere`, with a chain per host end,
/// at its ingress (`man 8 nft`). There every frame passes, whatever its protocol and wherever it goes, in a bridge or
/// to VE0; so one place holds for both.
final class VethFilter implements AutoCloseable {
    private static final String TABLE = "netdev vezere";
    private static final Pattern CHAIN = Pattern.compile("chain if(\\d{1,9}) ");
    private static final long FLIP_UNIVERSAL = 0x0200_0000_0000L;

    private final Nftables nftables = Nftables.open();

    /// What is let through a host end.
    ///
    /// @param mac the only source of frames
    /// @param addresses the only sources of packets; none: any
    record Rule(MacAddress mac, Collection<InetAddress> addresses) {}

    /// Makes the rules of a new link, which is not up yet.
    void install(int index, String link, Rule rule) {
        nftables.run("add table " + TABLE + "\n" + chain(index, link, rule));
    }

    /// Replaces the rules of a link, in one transaction: there is no moment without.
    void replace(int index, String link, Rule rule) {
        nftables.run(without(index) + chain(index, link, rule));
    }

    private static String chain(int index, String link, Rule rule) {
        return """
                table %s {
                    chain if%d {
                        type filter hook ingress device "%s" priority -300; policy accept;
                %s
                    }
                }
                """.formatted(TABLE, index, link, String.join("\n", lines(rule)));
    }

    /// Takes the rules of a link away, which may be gone already, and the rules with it.
    void remove(int index) {
        nftables.run(without(index));
    }

    /// Takes the rules of all links away but of some: of a link that died while no vzd ran, newer kernels keep them.
    void keep(Set<Integer> indexes) {
        String table;
        try {
            table = nftables.run("list table " + TABLE);
        } catch (NftablesException none) {
            return;
        }
        Matcher chain = CHAIN.matcher(table);
        while (chain.find()) {
            int index = Integer.parseInt(chain.group(1));
            if (!indexes.contains(index)) {
                remove(index);
            }
        }
    }

    /// Gives the table back to the kernel.
    void uninstall() {
        nftables.run("add table " + TABLE + "\ndelete table " + TABLE);
    }

    /// What is to be deleted is made first, or deleting it could fail.
    private static String without(int index) {
        String chain = "chain " + TABLE + " if" + index + "\n";
        return "add table " + TABLE + "\nadd " + chain + "flush " + chain + "delete " + chain;
    }

    private static List<String> lines(Rule rule) {
        List<String> lines = new ArrayList<>();
        String mac = rule.mac().toString();
        lines.add("ether saddr != " + mac + " counter drop");
        // Spanning tree and its relatives: the bridge's own conversation with its neighbours.
        lines.add("ether daddr & ff:ff:ff:ff:ff:f0 == 01:80:c2:00:00:00 counter drop");
        lines.add("arp saddr ether != " + mac + " counter drop");
        lines.add("icmpv6 type { nd-router-advert, nd-redirect } counter drop");
        if (!rule.addresses().isEmpty()) {
            addresses(lines, rule);
        }
        return lines;
    }

    private static void addresses(List<String> lines, Rule rule) {
        List<InetAddress> ipv4 = family(rule, false);
        List<InetAddress> ipv6 = new ArrayList<>(family(rule, true));
        ipv6.add(linkLocal(rule.mac()));
        lines.add("arp saddr ip != { " + texts(ipv4, "0.0.0.0") + " } counter drop");
        lines.add("ip saddr " + (ipv4.isEmpty() ? "" : "!= ") + "{ " + (ipv4.isEmpty() ? "0.0.0.0/0" : texts(ipv4))
                + " } counter drop");
        lines.add("ip6 saddr :: icmpv6 type { nd-neighbor-solicit, mld2-listener-report } accept");
        lines.add("ip6 saddr != { " + texts(ipv6) + " } counter drop");
        // Bytes 8 to 23 of an advertisement are the address that it is about.
        lines.add("icmpv6 type nd-neighbor-advert @th,64,128 != { "
                + ipv6.stream()
                        .map(address -> "0x" + HexFormat.of().formatHex(address.getAddress()))
                        .collect(Collectors.joining(", "))
                + " } counter drop");
        // Who holds a shared address is for nodes to settle; whoever hears VRRP believes it (protocol 112).
        lines.add("ip protocol 112 counter drop");
        lines.add("ip6 nexthdr 112 counter drop");
        lines.add("ether type { 8021q, 8021ad } counter drop");
        lines.add("meta protocol != { arp, ip, ip6 } counter drop");
    }

    private static List<InetAddress> family(Rule rule, boolean ipv6) {
        return rule.addresses().stream()
                .filter(address -> address instanceof Inet6Address == ipv6)
                .toList();
    }

    private static String texts(List<InetAddress> addresses, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        addresses.forEach(address -> all.add(address.getHostAddress()));
        return String.join(", ", all);
    }

    /// The link-local address that a kernel makes of a hardware address (RFC 4291, appendix A).
    static InetAddress linkLocal(MacAddress mac) {
        long bits = mac.bits() ^ FLIP_UNIVERSAL;
        return InetAddress.ofLiteral("fe80::%x:%x:%x:%x"
                .formatted(
                        (bits >>> 32) & 0xFFFF,
                        (((bits >>> 24) & 0xFF) << 8) | 0xFF,
                        0xFE00 | ((bits >>> 16) & 0xFF),
                        bits & 0xFFFF));
    }

    @Override
    public void close() {
        nftables.close();
    }
}
