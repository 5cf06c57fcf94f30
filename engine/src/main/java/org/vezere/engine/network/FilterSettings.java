package org.vezere.engine.network;

import java.util.List;
import org.vezere.linux.net.IpPrefix;

/// How VE0's packet filter treats VEs beyond refusing forged addresses.
///
/// @param tracked networks whose VEs may need address translation on VE0, and which connection tracking therefore
///     sees; the packets of all others pass it by, because VE0 has one table for all VEs
/// @param connectionsPerVe how many tracked connections a VE may have begun, 0 for no limit. A limit switches VE0's
///     connection tracking on
public record FilterSettings(List<IpPrefix> tracked, int connectionsPerVe) {
    public FilterSettings {
        tracked = List.copyOf(tracked);
        if (connectionsPerVe < 0) {
            throw new IllegalArgumentException("a number of connections is not negative: " + connectionsPerVe);
        }
    }

    /// Private addresses are tracked (RFC 1918, RFC 6598, RFC 4193), without a limit.
    public static FilterSettings standard() {
        return new FilterSettings(
                List.of(
                        IpPrefix.parse("10.0.0.0/8"),
                        IpPrefix.parse("172.16.0.0/12"),
                        IpPrefix.parse("192.168.0.0/16"),
                        IpPrefix.parse("100.64.0.0/10"),
                        IpPrefix.parse("fc00::/7")),
                0);
    }
}
