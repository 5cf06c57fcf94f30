package org.vezere.linux.net;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// The hardware address of an Ethernet link: six bytes.
///
/// @param value the bytes as a number, the first one highest; below 2^48
public record MacAddress(long value) {
    /// Bytes of an address.
    static final int LENGTH = 6;

    private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");
    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

    public MacAddress {
        if (value < 0 || value >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits, not " + Long.toHexString(value));
        }
    }

    /// An address as people write it: `00:18:51:AA:BB:CC`, in either case.
    ///
    /// @throws IllegalArgumentException naming the text when it is none
    public static MacAddress parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("no MAC address like 00:18:51:AA:BB:CC: \"" + text + "\"");
        }
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    static MacAddress of(byte[] bytes) {
        long value = 0;
        for (byte part : bytes) {
            value = value << 8 | Byte.toUnsignedLong(part);
        }
        return new MacAddress(value);
    }

    byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        for (int index = 0; index < LENGTH; index++) {
            bytes[index] = (byte) (value >>> (8 * (LENGTH - 1 - index)));
        }
        return bytes;
    }

    /// In upper case, as OpenVZ's configs have it.
    @Override
    public String toString() {
        return HEX.formatHex(bytes()).toUpperCase(Locale.ROOT);
    }
}
