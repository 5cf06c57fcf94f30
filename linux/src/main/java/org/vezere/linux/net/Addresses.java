package org.vezere.linux.net;

import java.net.InetAddress;
import java.util.List;

/// Addresses of links (`man 7 rtnetlink`, RTM_NEWADDR).
public final class Addresses {
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;
    private static final int CREATE = 0x400;
    private static final int REPLACE = 0x100;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 0x02;
    private static final int IFA_F_NOPREFIXROUTE = 0x200;
    private static final int SCOPE_GLOBAL = 0;
    private static final int SCOPE_LINK = 253;
    private static final int HEADER = 8;

    private Addresses() {}

    /// An address of a link.
    ///
    /// @param link index of the link
    /// @param prefix the address with the length of its network
    /// @param linkScope means nothing beyond the link: 169.254.0.0/16, fe80::/10
    public record Assigned(int link, IpPrefix prefix, boolean linkScope) {
        /// Whether it is an address of this link by which others than its neighbours know the machine.
        public boolean reaches(int index) {
            return link == index && !linkScope;
        }

        static Assigned of(NetlinkMessage message) {
            Attributes attributes = message.attributes(HEADER);
            InetAddress address = attributes
                    .address(IFA_LOCAL)
                    .or(() -> attributes.address(IFA_ADDRESS))
                    .orElseThrow(() -> Attributes.malformed("an address message without an address"));
            return new Assigned(message.i32(4), Attributes.prefix(address, message.u8(1)), message.u8(3) == SCOPE_LINK);
        }
    }

    /// Adds an address, or keeps it when it is there: without a route to its network, and in IPv6 usable at once,
    /// without duplicate address detection.
    public static NetlinkRequest add(int link, IpPrefix prefix) {
        return add(link, prefix, IFA_F_NOPREFIXROUTE | IFA_F_NODAD);
    }

    /// As [#add(int, IpPrefix)], and the kernel makes a route to the address's network once the link is up.
    public static NetlinkRequest addWithNetwork(int link, IpPrefix prefix) {
        return add(link, prefix, IFA_F_NODAD);
    }

    private static NetlinkRequest add(int link, IpPrefix prefix, int flags) {
        MessageWriter body = header(link, prefix)
                .attribute(IFA_FLAGS, flags)
                .attribute(IFA_LOCAL, prefix.address().getAddress())
                .attribute(IFA_ADDRESS, prefix.address().getAddress());
        return new NetlinkRequest(RTM_NEWADDR, CREATE | REPLACE, body, "add address " + prefix + " to link " + link);
    }

    /// Takes an address away; EADDRNOTAVAIL when it is not there.
    public static NetlinkRequest delete(int link, IpPrefix prefix) {
        MessageWriter body = header(link, prefix)
                .attribute(IFA_LOCAL, prefix.address().getAddress())
                .attribute(IFA_ADDRESS, prefix.address().getAddress());
        return new NetlinkRequest(RTM_DELADDR, 0, body, "delete address " + prefix + " of link " + link);
    }

    /// All addresses of the socket's namespace, both families.
    public static List<Assigned> all(NetlinkSocket socket) {
        MessageWriter body = new MessageWriter().u8(0).u8(0).u8(0).u8(0).u32(0);
        return socket.dump(new NetlinkRequest(RTM_GETADDR, 0, body, "list addresses")).stream()
                .map(Assigned::of)
                .toList();
    }

    /// `struct ifaddrmsg`.
    private static MessageWriter header(int link, IpPrefix prefix) {
        int scope = prefix.address().isLinkLocalAddress() ? SCOPE_LINK : SCOPE_GLOBAL;
        return new MessageWriter()
                .u8(prefix.family())
                .u8(prefix.length())
                .u8(0)
                .u8(scope)
                .u32(link);
    }
}
