package org.vezere.model.value;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.OptionalInt;

/// An IP address with the length of its network's prefix where one was given.
///
/// @param prefix 0 to 32 or 128; without one the address stands for itself alone
public record IpAddress(InetAddress address, OptionalInt prefix) {
    private static final int GROUPS = 8;

    public IpAddress {
        if (prefix.isPresent() && (prefix.getAsInt() < 0 || prefix.getAsInt() > 8 * address.getAddress().length)) {
            throw new IllegalArgumentException("prefix /" + prefix.getAsInt() + " of " + address.getHostAddress());
        }
    }

    /// Reads `198.51.100.7`, `2001:db8::7`, or either with `/PREFIX`. Never asks a name server, takes no zone, no short
    /// or octal forms of IPv4, and no IPv4 address dressed as IPv6.
    ///
    /// @throws BadValueException when the text is no such address
    public static IpAddress parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = host.indexOf(':') < 0 ? parseV4(host) : parseV6(host);
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            if (address.getAddress().length != bytes.length) {
                throw new BadValueException("an IPv4 address written as such, not as IPv6");
            }
            OptionalInt prefix = slash < 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(Numbers.parseInt(text.substring(slash + 1), 0, 8 * bytes.length));
            return new IpAddress(address, prefix);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 and 16 bytes are addresses", impossible);
        }
    }

    /// Whether it is an IPv6 address.
    public boolean v6() {
        return address instanceof Inet6Address;
    }

    /// Whether it is `0.0.0.0` or `::`, which the reference takes for "none".
    public boolean none() {
        return address.isAnyLocalAddress();
    }

    /// The same address without its prefix.
    public IpAddress withoutPrefix() {
        return prefix.isEmpty() ? this : new IpAddress(address, OptionalInt.empty());
    }

    /// Whether both are the same address, whatever their prefixes.
    public boolean sameHost(IpAddress other) {
        return address.equals(other.address);
    }

    /// The address without prefix, IPv6 as RFC 5952 wants it: lower case, no leading zeros, the longest run of zero
    /// groups as `::`.
    public String host() {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? address.getHostAddress() : v6Text(bytes);
    }

    /// [#host], with `/PREFIX` when there is one.
    @Override
    public String toString() {
        return prefix.isPresent() ? host() + "/" + prefix.getAsInt() : host();
    }

    private static byte[] parseV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw bad();
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) number(parts[i], 10, 3, 255);
        }
        return bytes;
    }

    /// Reads the text forms of RFC 4291, section 2.2.
    private static byte[] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] bytes = groups(text);
            if (bytes.length != 2 * GROUPS) {
                throw bad();
            }
            return bytes;
        }
        byte[] head = gap == 0 ? new byte[0] : groups(text.substring(0, gap));
        byte[] tail = gap + 2 == text.length() ? new byte[0] : groups(text.substring(gap + 2));
        if (head.length + tail.length > 2 * (GROUPS - 1)) {
            throw bad();
        }
        byte[] bytes = Arrays.copyOf(head, 2 * GROUPS);
        System.arraycopy(tail, 0, bytes, bytes.length - tail.length, tail.length);
        return bytes;
    }

    private static byte[] groups(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > GROUPS) {
            throw bad();
        }
        boolean v4Tail = parts[parts.length - 1].indexOf('.') >= 0;
        byte[] bytes = new byte[2 * parts.length + (v4Tail ? 2 : 0)];
        for (int i = 0; i < parts.length - (v4Tail ? 1 : 0); i++) {
            int group = number(parts[i], 16, 4, 0xFFFF);
            bytes[2 * i] = (byte) (group >> 8);
            bytes[2 * i + 1] = (byte) group;
        }
        if (v4Tail) {
            System.arraycopy(parseV4(parts[parts.length - 1]), 0, bytes, bytes.length - 4, 4);
        }
        return bytes;
    }

    private static int number(String text, int radix, int digits, int most) {
        boolean leadingZero = radix == 10 && text.length() > 1 && text.startsWith("0");
        boolean plain = text.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
        if (text.isEmpty() || text.length() > digits || leadingZero || !plain) {
            throw bad();
        }
        int value = Integer.parseInt(text, radix);
        if (value > most) {
            throw bad();
        }
        return value;
    }

    private static String v6Text(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF);
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static BadValueException bad() {
        return new BadValueException("an IPv4 or IPv6 address, with /PREFIX or without");
    }
}
