package org.vezere.linux.net;

import java.util.Optional;

/// A network interface as the kernel describes it.
///
/// @param index its number within its network namespace
/// @param name at most 15 characters
/// @param flags IFF_* of `man 7 netdevice`, see the questions below
/// @param state operational state of RFC 2863 (`networking/operstates.rst`), see [#isOperational]
/// @param mtu largest packet in bytes
/// @param mac the Ethernet address, where the link has one
/// @param group number of the group of links it belongs to, 0 by default
/// @param master index of the bridge or bond it is a port of, 0 without one
/// @param kind `veth`, `bridge`, `bond`, `vlan` ...; empty for hardware
/// @param alias words for people, see [LinkChange#alias]; empty without any
/// @param peer index of the other end of a veth (in its own namespace) or of the lower device, 0 without one
/// @param vlanFiltering whether it is a bridge that tells VLANs apart, see [BridgeVlans]
public record Link(
        int index,
        String name,
        int flags,
        int state,
        int mtu,
        Optional<MacAddress> mac,
        int group,
        int master,
        String kind,
        String alias,
        int peer,
        boolean vlanFiltering) {
    private static final int IFF_UP = 1;
    private static final int IFF_LOOPBACK = 8;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_NOARP = 0x80;
    private static final int IFF_SLAVE = 0x800;

    private static final int HEADER = 16;
    private static final int STATE_UP = 6;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_OPERSTATE = 16;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;

    /// Reads an RTM_NEWLINK or RTM_DELLINK message.
    static Link of(NetlinkMessage message) {
        Attributes attributes = message.attributes(HEADER);
        Attributes info = attributes.nested(IFLA_LINKINFO);
        String kind = info.string(IFLA_INFO_KIND, "");
        return new Link(
                message.i32(4),
                attributes.string(IFLA_IFNAME, ""),
                message.i32(8),
                attributes.u8(IFLA_OPERSTATE, 0),
                attributes.u32(IFLA_MTU, 0),
                attributes.mac(IFLA_ADDRESS),
                attributes.u32(IFLA_GROUP, 0),
                attributes.u32(IFLA_MASTER, 0),
                kind,
                attributes.string(IFLA_IFALIAS, ""),
                attributes.u32(IFLA_LINK, 0),
                // The numbers of other kinds mean other things.
                kind.equals("bridge") && info.nested(IFLA_INFO_DATA).u8(BridgeVlans.IFLA_BR_VLAN_FILTERING, 0) != 0);
    }

    /// Set up by the administrator.
    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /// Up, and able to carry packets.
    public boolean isRunning() {
        return (flags & IFF_RUNNING) != 0;
    }

    /// Whether the kernel has noticed that packets can pass. It does so some time after the other end of a veth
    /// pair came up, and drops what is sent before; from Linux 6.8 on asking for the link makes it notice.
    public boolean isOperational() {
        return state == STATE_UP;
    }

    /// `lo`.
    public boolean isLoopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /// Resolves no neighbours.
    public boolean isWithoutArp() {
        return (flags & IFF_NOARP) != 0;
    }

    /// Port of a bond.
    public boolean isSlave() {
        return (flags & IFF_SLAVE) != 0;
    }
}
