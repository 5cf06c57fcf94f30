package org.vezere.linux.net;

/// A value for one of `net.ipv4.conf.IF.*` (kernel document `networking/ip-sysctl.rst`) that can go with a link
/// message.
///
/// @param number IPV4_DEVCONF_* of `linux/ip.h`
/// @param value as written to the file
public record Ipv4Setting(int number, int value) {
    /// `accept_redirects`.
    public static Ipv4Setting acceptRedirects(boolean on) {
        return new Ipv4Setting(4, on ? 1 : 0);
    }

    /// `send_redirects`.
    public static Ipv4Setting sendRedirects(boolean on) {
        return new Ipv4Setting(6, on ? 1 : 0);
    }

    /// `rp_filter`: 0 off, 1 strict, 2 loose.
    public static Ipv4Setting reversePathFilter(int mode) {
        return new Ipv4Setting(8, mode);
    }

    /// `proxy_arp`.
    public static Ipv4Setting proxyArp(boolean on) {
        return new Ipv4Setting(3, on ? 1 : 0);
    }
}
