package org.vezere.linux.net;

import java.util.List;

/// What has passed a link since it was made (`struct rtnl_link_stats64`).
///
/// @param link which
/// @param packetsIn received by it
/// @param packetsOut sent by it
/// @param bytesIn with link-layer headers
/// @param bytesOut with link-layer headers
public record LinkTraffic(Link link, long packetsIn, long packetsOut, long bytesIn, long bytesOut) {
    private static final int RTM_GETLINK = 18;
    private static final int HEADER = 16;
    private static final int IFLA_STATS64 = 23;

    /// Of all links of the socket's namespace.
    public static List<LinkTraffic> all(NetlinkSocket socket) {
        MessageWriter body = LinkChange.nothing().write(new MessageWriter(), 0);
        return socket.dump(new NetlinkRequest(RTM_GETLINK, 0, body, "list links with what passed them")).stream()
                .map(LinkTraffic::of)
                .toList();
    }

    private static LinkTraffic of(NetlinkMessage message) {
        long[] values = message.attributes(HEADER).longs(IFLA_STATS64, 4);
        return new LinkTraffic(Link.of(message), values[0], values[1], values[2], values[3]);
    }
}
