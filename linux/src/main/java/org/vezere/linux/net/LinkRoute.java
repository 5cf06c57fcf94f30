package org.vezere.linux.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vezere.linux.Errno;

/// A route of the main table that somebody made through a link, with all that it says (metric, source, MTU), so that
/// it can be made again through another link (`man 7 rtnetlink`).
public final class LinkRoute {
    private static final int RTM_NEWROUTE = 24;
    private static final int CREATE_OR_REPLACE = 0x500;
    private static final int HEADER = 12;
    private static final int ATTRIBUTE = 4;
    private static final int TYPE_MASK = 0x3fff;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_CACHEINFO = 12;
    private static final int RTA_EXPIRES = 23;
    private static final int BY_KERNEL = 2;
    private static final int UNICAST = 1;
    private static final int ON_LINK = 4;

    private final byte[] body;

    private LinkRoute(byte[] body) {
        this.body = body;
    }

    /// The routes through a link, of both families, but those that the kernel makes for the link's addresses.
    public static List<LinkRoute> through(NetlinkSocket socket, int link) {
        return Stream.of(false, true)
                .flatMap(ipv6 -> Routes.messages(socket, ipv6).stream())
                .filter(message -> message.u8(5) != BY_KERNEL
                        && message.u8(7) == UNICAST
                        && message.u8(4) == Routes.MAIN
                        && message.attributes(HEADER).u32(RTA_OIF, 0) == link)
                .map(message -> new LinkRoute(message.body()))
                .toList();
    }

    /// The next hop, if it has one.
    public Optional<InetAddress> gateway() {
        return Attributes.parse(body, HEADER).address(RTA_GATEWAY);
    }

    /// The same route through another link. One that leads nowhere from there is no failure.
    public NetlinkRequest by(int link) {
        ByteBuffer bytes = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
        MessageWriter copy = new MessageWriter();
        for (int at = 0; at < HEADER - 4; at++) {
            copy.u8(body[at]);
        }
        copy.u32(bytes.getInt(HEADER - 4) & ON_LINK).attribute(RTA_OIF, link);
        for (int at = HEADER; body.length - at >= ATTRIBUTE; ) {
            int length = Short.toUnsignedInt(bytes.getShort(at));
            int type = Short.toUnsignedInt(bytes.getShort(at + 2));
            switch (type & TYPE_MASK) {
                case RTA_OIF, RTA_CACHEINFO, RTA_EXPIRES -> {
                    // Said anew, or only about the old one.
                }
                default -> copy.attribute(type, Arrays.copyOfRange(body, at + ATTRIBUTE, at + length));
            }
            at += (length + 3) & ~3;
        }
        return new NetlinkRequest(RTM_NEWROUTE, CREATE_OR_REPLACE, copy, "make a route through link " + link + " again")
                .tolerating(Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EINVAL);
    }
}
