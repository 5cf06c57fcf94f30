package org.vezere.linux.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;

/// Network interfaces: requests to make, change and delete them, and questions about them (`man 7 rtnetlink`).
public final class Links {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    private static final int CREATE_EXCLUSIVELY = 0x600;
    private static final int IFLA_IFNAME = 3;
    static final int IFLA_LINKINFO = 18;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_VLAN_ID = 1;
    private static final int IFLA_BOND_MODE = 1;
    private static final int IFLA_BOND_MIIMON = 3;

    /// Milliseconds.
    private static final int LOOK_AT_CARRIER = 100;

    private Links() {}

    /// A veth pair in the socket's namespace.
    public static NetlinkRequest createVeth(String name, LinkChange here, String peerName, LinkChange peer) {
        return createVeth(name, here, peerName, peer, null, "");
    }

    /// A veth pair whose other end is born in another namespace. Moving an end there later would cost 16 ms more,
    /// which the kernel waits for an RCU grace period.
    ///
    /// @param name the end in the socket's namespace
    /// @param peerNamespace descriptor of the peer's network namespace
    public static NetlinkRequest createVeth(
            String name, LinkChange here, String peerName, LinkChange peer, Fd peerNamespace) {
        return createVeth(name, here, peerName, peer, peerNamespace, " in another namespace");
    }

    private static NetlinkRequest createVeth(
            String name, LinkChange here, String peerName, LinkChange peer, @Nullable Fd peerNamespace, String where) {
        MessageWriter body = here.name(name).write(new MessageWriter(), 0);
        body.nested(
                IFLA_LINKINFO,
                info -> info.attribute(IFLA_INFO_KIND, "veth")
                        .nested(
                                IFLA_INFO_DATA,
                                data -> data.nested(VETH_INFO_PEER, other -> {
                                    peer.name(peerName).write(other, 0);
                                    if (peerNamespace != null) {
                                        other.attribute(IFLA_NET_NS_FD, peerNamespace.number());
                                    }
                                })));
        return new NetlinkRequest(
                RTM_NEWLINK, CREATE_EXCLUSIVELY, body, "make veth pair " + name + " and " + peerName + where);
    }

    /// A VLAN (IEEE 802.1Q) of another link.
    ///
    /// @param id 1 to 4094
    public static NetlinkRequest createVlan(String name, int lower, int id) {
        MessageWriter body = LinkChange.nothing().name(name).write(new MessageWriter(), 0);
        body.attribute(IFLA_LINK, lower);
        body.nested(
                IFLA_LINKINFO,
                info -> info.attribute(IFLA_INFO_KIND, "vlan")
                        .nested(IFLA_INFO_DATA, data -> data.shortAttribute(IFLA_VLAN_ID, id)));
        return new NetlinkRequest(
                RTM_NEWLINK, CREATE_EXCLUSIVELY, body, "make VLAN " + id + " of link " + lower + " as " + name);
    }

    /// A bond without NICs, which looks every 100 ms whether they have carrier (`networking/bonding.rst`).
    ///
    /// @param mode the kernel's number
    public static NetlinkRequest createBond(String name, int mode) {
        MessageWriter body = LinkChange.nothing().name(name).write(new MessageWriter(), 0);
        body.nested(
                IFLA_LINKINFO,
                info -> info.attribute(IFLA_INFO_KIND, "bond")
                        .nested(
                                IFLA_INFO_DATA,
                                data -> data.byteAttribute(IFLA_BOND_MODE, mode)
                                        .attribute(IFLA_BOND_MIIMON, LOOK_AT_CARRIER)));
        return new NetlinkRequest(RTM_NEWLINK, CREATE_EXCLUSIVELY, body, "make bond " + name);
    }

    /// A link that what others receive can be led through (`man 8 tc-mirred`), and whose queue it then waits in.
    public static NetlinkRequest createIfb(String name) {
        MessageWriter body = LinkChange.nothing().name(name).write(new MessageWriter(), 0);
        body.nested(IFLA_LINKINFO, info -> info.attribute(IFLA_INFO_KIND, "ifb"));
        return new NetlinkRequest(RTM_NEWLINK, CREATE_EXCLUSIVELY, body, "make ifb " + name);
    }

    /// A bridge without ports, whose frames pass by VE0's IP firewall unless `net.bridge.*` says otherwise.
    public static NetlinkRequest createBridge(String name, LinkChange settings) {
        MessageWriter body = settings.name(name).write(new MessageWriter(), 0);
        body.nested(IFLA_LINKINFO, info -> info.attribute(IFLA_INFO_KIND, "bridge"));
        return new NetlinkRequest(RTM_NEWLINK, CREATE_EXCLUSIVELY, body, "make bridge " + name);
    }

    /// A bridge that tells VLANs apart from its first moment on, see [BridgeVlans]. EOPNOTSUPP where the kernel has
    /// no such bridges.
    public static NetlinkRequest createVlanBridge(String name, LinkChange settings) {
        MessageWriter body = BridgeVlans.writeFiltering(settings.name(name).write(new MessageWriter(), 0), true);
        return new NetlinkRequest(RTM_NEWLINK, CREATE_EXCLUSIVELY, body, "make VLAN-aware bridge " + name);
    }

    /// Changes the link with this index.
    public static NetlinkRequest change(int index, LinkChange change) {
        return new NetlinkRequest(
                RTM_SETLINK, 0, change.write(new MessageWriter(), index), "set link " + index + ": " + change);
    }

    /// Changes the link with this name. For anything but a new name, which takes the index.
    public static NetlinkRequest change(String name, LinkChange change) {
        return new NetlinkRequest(
                RTM_SETLINK, 0, change.name(name).write(new MessageWriter(), 0), "set link " + name + ": " + change);
    }

    /// Deletes a link, and with an end of a veth pair the other. Takes 16 ms and more.
    public static NetlinkRequest delete(String name) {
        MessageWriter body = LinkChange.nothing().name(name).write(new MessageWriter(), 0);
        return new NetlinkRequest(RTM_DELLINK, 0, body, "delete link " + name);
    }

    /// Deletes the link with this index, see [#delete(String)].
    public static NetlinkRequest delete(int index) {
        MessageWriter body = LinkChange.nothing().write(new MessageWriter(), index);
        return new NetlinkRequest(RTM_DELLINK, 0, body, "delete link " + index);
    }

    /// Deletes all links of a group, together as fast as one. ENODEV when there is none.
    ///
    /// @param group not 0, where all links are by default
    public static NetlinkRequest deleteGroup(int group) {
        if (group == 0) {
            throw new IllegalArgumentException("group 0 holds every link of the machine");
        }
        MessageWriter body = LinkChange.nothing().write(new MessageWriter(), 0);
        body.attribute(IFLA_GROUP, group);
        return new NetlinkRequest(RTM_DELLINK, 0, body, "delete links of group " + group);
    }

    /// All links of the socket's namespace.
    public static List<Link> all(NetlinkSocket socket) {
        MessageWriter body = LinkChange.nothing().write(new MessageWriter(), 0);
        return socket.dump(new NetlinkRequest(RTM_GETLINK, 0, body, "list links")).stream()
                .map(Link::of)
                .toList();
    }

    /// The link of this name, if there is one.
    public static Optional<Link> find(NetlinkSocket socket, String name) {
        try {
            return Optional.of(get(socket, name));
        } catch (KernelException failure) {
            if (failure.is(Errno.ENODEV)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /// The link of this name.
    ///
    /// @throws KernelException ENODEV when there is none
    public static Link get(NetlinkSocket socket, String name) {
        return sendAndGet(socket, List.of(), name);
    }

    /// Sends requests and asks for a link behind them in the same batch: what has just been made, with its index.
    ///
    /// @throws KernelException the first failure
    public static Link sendAndGet(NetlinkSocket socket, List<NetlinkRequest> requests, String name) {
        List<NetlinkRequest> batch = new ArrayList<>(requests);
        MessageWriter body = LinkChange.nothing().write(new MessageWriter(), 0);
        body.attribute(IFLA_IFNAME, LinkChange.checkedName(name));
        batch.add(new NetlinkRequest(RTM_GETLINK, 0, body, "look up link " + name));
        return socket.exchange(batch).stream()
                .filter(message -> message.type() == RTM_NEWLINK)
                .map(Link::of)
                .findFirst()
                .orElseThrow(() -> Attributes.malformed("no answer about link " + name));
    }
}
