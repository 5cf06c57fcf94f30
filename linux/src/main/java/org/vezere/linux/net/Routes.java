package org.vezere.linux.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Errno;

/// Unicast routes of the main table (`man 7 rtnetlink`, RTM_NEWROUTE).
public final class Routes {
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_GETROUTE = 26;
    private static final int CREATE_OR_REPLACE = 0x500;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_TABLE = 15;
    private static final int PROTOCOL_STATIC = 4;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int SCOPE_LINK = 253;
    private static final int TYPE_UNICAST = 1;
    private static final int TYPE_LOCAL = 2;
    private static final int RTNH_F_ONLINK = 4;
    private static final int HEADER = 12;

    /// The table in which routes are that no rule leads elsewhere.
    public static final int MAIN = 254;

    private Routes() {}

    /// A route.
    ///
    /// @param destination where to; length 0 is the default route
    /// @param link index of the link it leads through, 0 when there is none or more than one
    /// @param gateway the next hop, if not the destination itself
    /// @param table number of the table: main is 254, local 255
    public record Route(IpPrefix destination, int link, Optional<InetAddress> gateway, int table) {
        static Route of(NetlinkMessage message) {
            Attributes attributes = message.attributes(HEADER);
            InetAddress any = InetAddress.ofLiteral(message.u8(0) == 2 ? "0.0.0.0" : "::");
            return new Route(
                    Attributes.prefix(attributes.address(RTA_DST).orElse(any), message.u8(1)),
                    attributes.u32(RTA_OIF, 0),
                    attributes.address(RTA_GATEWAY),
                    attributes.u32(RTA_TABLE, message.u8(4)));
        }
    }

    /// A route straight through a link. Replaces the route to the same destination, if there is one.
    ///
    /// @param source which of this machine's addresses its own packets carry; null leaves it to the kernel
    public static NetlinkRequest direct(IpPrefix destination, int link, @Nullable InetAddress source) {
        MessageWriter body = header(destination, SCOPE_LINK, 0).attribute(RTA_OIF, link);
        if (source != null) {
            body.attribute(RTA_PREFSRC, source.getAddress());
        }
        return new NetlinkRequest(
                RTM_NEWROUTE, CREATE_OR_REPLACE, body, "route " + destination + " through link " + link);
    }

    /// The default route over a gateway that is taken to be on the link, whatever addresses the link has.
    public static NetlinkRequest defaultOver(InetAddress gateway, int link) {
        return defaultOver(gateway, link, MAIN);
    }

    /// As [#defaultOver(InetAddress, int)], in a table of its own, which [RouteRules] lead to.
    public static NetlinkRequest defaultOver(InetAddress gateway, int link, int table) {
        MessageWriter body = header(IpPrefix.everything(gateway), SCOPE_UNIVERSE, RTNH_F_ONLINK)
                .attribute(RTA_GATEWAY, gateway.getAddress())
                .attribute(RTA_OIF, link)
                .attribute(RTA_TABLE, table);
        return new NetlinkRequest(
                RTM_NEWROUTE,
                CREATE_OR_REPLACE,
                body,
                "default route over " + gateway.getHostAddress() + " through link " + link);
    }

    /// Takes a route away; ESRCH when it is not there.
    public static NetlinkRequest delete(IpPrefix destination, int link) {
        // RT_SCOPE_NOWHERE stands for any scope.
        MessageWriter body = header(destination, 255, 0).attribute(RTA_OIF, link);
        return new NetlinkRequest(RTM_DELROUTE, 0, body, "delete route " + destination + " through link " + link);
    }

    /// The routes of one family, of all tables.
    public static List<Route> all(NetlinkSocket socket, boolean ipv6) {
        return messages(socket, ipv6).stream().map(Route::of).toList();
    }

    static List<NetlinkMessage> messages(NetlinkSocket socket, boolean ipv6) {
        MessageWriter body = new MessageWriter()
                .u8(ipv6 ? 10 : 2)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u32(0);
        return socket.dump(new NetlinkRequest(RTM_GETROUTE, 0, body, "list routes")).stream()
                .filter(message -> message.type() == RTM_NEWROUTE)
                .toList();
    }

    /// Whether packets to an address end here. The kernel makes an IPv6 address so some time after it was added.
    public static boolean isLocal(NetlinkSocket socket, InetAddress address) {
        MessageWriter body = new MessageWriter()
                .u8(IpPrefix.family(address))
                .u8(IpPrefix.bits(address))
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u32(0)
                .attribute(RTA_DST, address.getAddress());
        NetlinkRequest request =
                new NetlinkRequest(RTM_GETROUTE, 0, body, "look up the route to " + address.getHostAddress());
        return socket.exchange(List.of(request.tolerating(Errno.ENETUNREACH, Errno.EHOSTUNREACH))).stream()
                .anyMatch(message -> message.type() == RTM_NEWROUTE && message.u8(7) == TYPE_LOCAL);
    }

    /// `struct rtmsg` and the destination.
    private static MessageWriter header(IpPrefix destination, int scope, int flags) {
        MessageWriter writer = new MessageWriter()
                .u8(destination.family())
                .u8(destination.length())
                .u8(0)
                .u8(0)
                .u8(MAIN)
                .u8(PROTOCOL_STATIC)
                .u8(scope)
                .u8(TYPE_UNICAST)
                .u32(flags);
        return destination.length() == 0
                ? writer
                : writer.attribute(RTA_DST, destination.address().getAddress());
    }
}
