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
import org.vezere.linux.nft.Nftables;
import org.vezere.linux.nft.NftablesException;
import org.vezere.model.value.MacAddress;

/// VE0's rules for what comes out of Ethernet interfaces of VEs: the table `netdev vezere`, with a chain per host end,
/// at its ingress (`man 8 nft`). There every frame passes, whatever its protocol and wherever it goes, in a bridge or
/// to VE0; so one place holds for both. What is the same for all links is in chains that they share, so that a new
/// link takes the kernel few rules.
final class VethFilter implements AutoCloseable {
    private static final String TABLE = "netdev vezere";
    private static final Pattern CHAIN = Pattern.compile("chain if(\\d{1,9}) ");
    private static final long FLIP_UNIVERSAL = 0x0200_0000_0000L;

    /// For all links, and for those whose VE was given addresses by VE0; what may have no address yet, while it looks
    /// whether anybody has the one it wants.
    private static final String SHARED = """
            add table %1$s
            add chain %1$s every
            add chain %1$s untagged
            add chain %1$s addressed
            add chain %1$s arp-probe
            add chain %1$s unspecified
            flush chain %1$s every
            flush chain %1$s untagged
            flush chain %1$s addressed
            flush chain %1$s arp-probe
            flush chain %1$s unspecified
            table %1$s {
                chain every {
                    # Spanning tree and its relatives: the bridge's own conversation with its neighbours.
                    ether daddr & ff:ff:ff:ff:ff:f0 == 01:80:c2:00:00:00 counter drop
                    icmpv6 type { nd-router-advert, nd-redirect } counter drop
                }
                chain untagged {
                    # A bridge takes off the tag of the VLAN that a port is in anyway, and another one may be below it.
                    ether type { 8021q, 8021ad } counter drop
                }
                chain addressed {
                    # Who holds a shared address is for nodes to settle; whoever hears VRRP believes it.
                    ip protocol 112 counter drop
                    ip6 nexthdr 112 counter drop
                    meta protocol != { arp, ip, ip6 } counter drop
                }
                chain arp-probe {
                    arp saddr ip != 0.0.0.0 counter drop
                }
                chain unspecified {
                    ip6 saddr :: icmpv6 type { nd-neighbor-solicit, mld2-listener-report } accept
                    counter drop
                }
            }
            """.formatted(TABLE);

    private final Nftables nftables = Nftables.open();

    /// What is let through a host end.
    ///
    /// @param mac the only source of frames
    /// @param own whether only frames from there are let through, and packets from these addresses
    /// @param addresses the only sources of packets; none: any
    /// @param untagged whether frames with a VLAN tag are dropped, whatever else is let through
    record Rule(MacAddress mac, boolean own, Collection<InetAddress> addresses, boolean untagged) {
        boolean isEmpty() {
            return !own && !untagged;
        }
    }

    /// Makes the rules of a new link, which is not up yet.
    void install(int index, String link, Rule rule) {
        run(chain(index, link, rule));
    }

    /// Replaces the rules of a link, in one transaction: there is no moment without.
    void replace(int index, String link, Rule rule) {
        run(without(index) + chain(index, link, rule));
    }

    /// The shared chains are there but for a first link, and where somebody has flushed all rules.
    private void run(String commands) {
        try {
            nftables.run(commands);
        } catch (NftablesException unshared) {
            nftables.run(SHARED + commands);
        }
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
    /// The shared ones become what this vzd wants them to be.
    void keep(Set<Integer> indexes) {
        String table;
        try {
            table = nftables.run("list table " + TABLE);
        } catch (NftablesException none) {
            return;
        }
        nftables.run(SHARED);
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
        if (rule.untagged() || (rule.own() && !rule.addresses().isEmpty())) {
            lines.add("jump untagged");
        }
        if (rule.own()) {
            own(lines, rule);
        }
        return lines;
    }

    private static void own(List<String> lines, Rule rule) {
        String mac = rule.mac().toString();
        lines.add("ether saddr != " + mac + " counter drop");
        lines.add("arp saddr ether != " + mac + " counter drop");
        lines.add("jump every");
        if (!rule.addresses().isEmpty()) {
            addresses(lines, rule);
            lines.add("jump addressed");
        }
    }

    private static void addresses(List<String> lines, Rule rule) {
        List<InetAddress> ipv4 = family(rule, false);
        List<InetAddress> ipv6 = new ArrayList<>(family(rule, true));
        ipv6.add(linkLocal(rule.mac()));
        lines.add((ipv4.isEmpty() ? "" : "arp saddr ip != " + anyOf(texts(ipv4)) + " ") + "jump arp-probe");
        lines.add("ip saddr " + (ipv4.isEmpty() ? "0.0.0.0/0" : "!= " + anyOf(texts(ipv4))) + " counter drop");
        lines.add("ip6 saddr != " + anyOf(texts(ipv6)) + " jump unspecified");
        // Bytes 8 to 23 of an advertisement are the address that it is about.
        lines.add("icmpv6 type nd-neighbor-advert @th,64,128 != "
                + anyOf(ipv6.stream()
                        .map(address -> "0x" + HexFormat.of().formatHex(address.getAddress()))
                        .toList())
                + " counter drop");
    }

    /// One value is compared; a set of one would be looked up.
    private static String anyOf(List<String> values) {
        return values.size() == 1 ? values.getFirst() : "{ " + String.join(", ", values) + " }";
    }

    private static List<InetAddress> family(Rule rule, boolean ipv6) {
        return rule.addresses().stream()
                .filter(address -> address instanceof Inet6Address == ipv6)
                .toList();
    }

    private static List<String> texts(List<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).toList();
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
