package org.vezere.linux.net;

import java.net.InetAddress;

/// Rules that choose the routing table by a packet's source (`man 8 ip-rule`, RTM_NEWRULE).
public final class RouteRules {
    private static final int RTM_NEWRULE = 32;
    private static final int RTM_DELRULE = 33;
    private static final int CREATE_EXCLUSIVELY = 0x600;
    private static final int FRA_SRC = 2;
    private static final int FRA_TABLE = 15;
    private static final int TO_TABLE = 1;

    private RouteRules() {}

    /// What comes from an address goes by a table. EEXIST when there is such a rule.
    public static NetlinkRequest add(InetAddress source, int table) {
        return new NetlinkRequest(
                RTM_NEWRULE,
                CREATE_EXCLUSIVELY,
                body(source, table),
                "rule from " + source.getHostAddress() + " to table " + table);
    }

    /// Takes a rule away; ENOENT when there is none.
    public static NetlinkRequest delete(InetAddress source, int table) {
        return new NetlinkRequest(
                RTM_DELRULE,
                0,
                body(source, table),
                "delete rule from " + source.getHostAddress() + " to table " + table);
    }

    /// `struct fib_rule_hdr` and the attributes.
    private static MessageWriter body(InetAddress source, int table) {
        IpPrefix prefix = IpPrefix.host(source);
        return new MessageWriter()
                .u8(prefix.family())
                .u8(0)
                .u8(prefix.length())
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(TO_TABLE)
                .u32(0)
                .attribute(FRA_SRC, source.getAddress())
                .attribute(FRA_TABLE, table);
    }
}
