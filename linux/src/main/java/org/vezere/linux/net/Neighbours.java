package org.vezere.linux.net;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Entries of the neighbour table (`man 7 rtnetlink`, RTM_NEWNEIGH).
public final class Neighbours {
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_DELNEIGH = 29;
    private static final int RTM_GETNEIGH = 30;
    private static final int CREATE_OR_REPLACE = 0x500;
    private static final int NDA_DST = 1;
    private static final int NUD_PERMANENT = 0x80;
    private static final int NTF_PROXY = 0x08;
    private static final int HEADER = 12;

    private Neighbours() {}

    /// An address that this machine answers for on a link.
    ///
    /// @param link index of the link
    public record Proxy(int link, InetAddress address) {}

    /// Answer for an address on a link, though it is elsewhere.
    public static NetlinkRequest addProxy(int link, InetAddress address) {
        return new NetlinkRequest(
                RTM_NEWNEIGH,
                CREATE_OR_REPLACE,
                proxy(link, address),
                "answer for " + address.getHostAddress() + " on link " + link);
    }

    /// No longer answer for an address; ENOENT when this was not so.
    public static NetlinkRequest deleteProxy(int link, InetAddress address) {
        return new NetlinkRequest(
                RTM_DELNEIGH,
                0,
                proxy(link, address),
                "stop answering for " + address.getHostAddress() + " on link " + link);
    }

    /// What this machine answers for, in both families.
    public static List<Proxy> proxies(NetlinkSocket socket) {
        return Stream.of(2, 10)
                .flatMap(family -> {
                    MessageWriter body = header(family, 0, NTF_PROXY, 0);
                    return socket.dump(new NetlinkRequest(RTM_GETNEIGH, 0, body, "list proxy entries")).stream();
                })
                .map(message -> new Proxy(
                        message.i32(4),
                        message.attributes(HEADER)
                                .address(NDA_DST)
                                .orElseThrow(() -> Attributes.malformed("a proxy entry without an address"))))
                .toList();
    }

    /// How many entries resolve neighbours, in one family.
    public static int count(NetlinkSocket socket, boolean ipv6) {
        MessageWriter body = header(ipv6 ? 10 : 2, 0, 0, 0);
        return socket.dump(new NetlinkRequest(RTM_GETNEIGH, 0, body, "list neighbours"))
                .size();
    }

    private static MessageWriter proxy(int link, InetAddress address) {
        return header(IpPrefix.family(address), link, NTF_PROXY, NUD_PERMANENT)
                .attribute(NDA_DST, address.getAddress());
    }

    /// `struct ndmsg`.
    private static MessageWriter header(int family, int link, int flags, int state) {
        return new MessageWriter()
                .u8(family)
                .u8(0)
                .u16(0)
                .u32(link)
                .u16(state)
                .u8(flags)
                .u8(0);
    }
}
