package org.vezere.linux.net;

import java.net.Inet4Address;
import java.net.InetAddress;

/// An IPv4 or IPv6 address with the length of its network part; a single host is /32 or /128.
///
/// @param address the address, host bits included
/// @param length bits of the network part, 0 to 32 or 0 to 128
public record IpPrefix(InetAddress address, int length) {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    public IpPrefix {
        int bits = bits(address);
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException(
                    "the prefix of " + address.getHostAddress() + " is 0 to " + bits + " bits, not " + length);
        }
    }

    /// One address alone.
    public static IpPrefix host(InetAddress address) {
        return new IpPrefix(address, bits(address));
    }

    /// An address with or without `/LENGTH`; names are never resolved.
    ///
    /// @throws IllegalArgumentException naming the text when it is no address
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return host(address);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("no prefix length after the slash: \"" + text + "\"");
        }
        return new IpPrefix(address, Integer.parseInt(length));
    }

    /// Everything of the family of an address: the destination of a default route.
    public static IpPrefix everything(InetAddress family) {
        return new IpPrefix(
                family instanceof Inet4Address ? InetAddress.ofLiteral("0.0.0.0") : InetAddress.ofLiteral("::"), 0);
    }

    static int bits(InetAddress address) {
        return address instanceof Inet4Address ? 32 : 128;
    }

    static int family(InetAddress address) {
        return address instanceof Inet4Address ? AF_INET : AF_INET6;
    }

    int family() {
        return family(address);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
