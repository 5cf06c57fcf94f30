package org.vezere.model.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A unicast Ethernet address.
///
/// @param bits its 48 bits, the first byte on the wire highest
public record MacAddress(long bits) {
    /// The address that keeps a bridge from taking over the address of its port: the greatest, so never the lowest.
    public static final MacAddress BRIDGE_PORT = new MacAddress(0xFEFF_FFFF_FFFFL);

    private static final long OUI = 0x001851L << 24;
    private static final long MULTICAST = 1L << 40;
    private static final int BYTES = 6;
    private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");
    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

    public MacAddress {
        if (bits <= 0 || bits >>> 48 != 0 || (bits & MULTICAST) != 0) {
            throw new IllegalArgumentException("no unicast MAC address: " + Long.toHexString(bits));
        }
    }

    /// Reads `00:18:51:AA:BB:CC`, in either case.
    ///
    /// @throws BadValueException when the text is no address, or not that of one interface
    public static MacAddress parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new BadValueException("six bytes in hexadecimal, such as 00:18:51:AA:BB:CC");
        }
        long bits = Long.parseLong(text.replace(":", ""), 16);
        if (bits == 0 || (bits & MULTICAST) != 0) {
            throw new BadValueException("a unicast address: not all zero, the first byte even");
        }
        return new MacAddress(bits);
    }

    /// An address made from what it is for, the same each time: OpenVZ's prefix 00:18:51 and three bytes of a hash of
    /// `DEVICE:CTID:NODE`.
    ///
    /// @param node the address of the node's first Ethernet interface, or any text that differs between nodes
    public static MacAddress generate(String device, int ctid, String node) {
        byte[] hash = sha256(device + ":" + ctid + ":" + node);
        long tail = (hash[0] & 0xFFL) << 16 | (hash[1] & 0xFFL) << 8 | (hash[2] & 0xFFL);
        return new MacAddress(OUI | tail);
    }

    /// The six bytes in the order of the wire.
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (bits >>> (8 * (BYTES - 1 - i)));
        }
        return bytes;
    }

    /// The form that is saved: upper case, colons.
    @Override
    public String toString() {
        return HEX.formatHex(bytes());
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
