package org.vezere.linux.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.KernelException;

/// The attributes of a message by type. Every length is checked against what is there (CVE-2021-43784 shows why),
/// both of the attribute within the message and of the value within the attribute.
final class Attributes {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;
    private static final int EBADMSG = 74;

    private final Map<Integer, List<byte[]>> values;

    private Attributes(Map<Integer, List<byte[]>> values) {
        this.values = values;
    }

    /// Parses from an offset to the end. Of a type that comes twice the last counts, as in the kernel.
    ///
    /// @throws KernelException EBADMSG when a length leads out of the message
    static Attributes parse(byte[] message, int offset) {
        if (offset > message.length) {
            throw malformed("a message of " + message.length + " bytes where the header alone has " + offset);
        }
        ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        Map<Integer, List<byte[]>> values = new HashMap<>();
        int at = offset;
        while (message.length - at >= HEADER) {
            int length = Short.toUnsignedInt(buffer.getShort(at));
            int type = buffer.getShort(at + 2) & TYPE_MASK;
            if (length < HEADER || length > message.length - at) {
                throw malformed(
                        "attribute " + type + " at " + at + " claims " + length + " bytes of " + (message.length - at));
            }
            values.computeIfAbsent(type, none -> new ArrayList<>())
                    .add(Arrays.copyOfRange(message, at + HEADER, at + length));
            at += (length + 3) & ~3;
        }
        return new Attributes(values);
    }

    static KernelException malformed(String what) {
        return new KernelException("netlink", what, EBADMSG);
    }

    /// All values of a type that comes several times, in order.
    List<byte[]> all(int type) {
        return values.getOrDefault(type, List.of());
    }

    private byte @Nullable [] last(int type) {
        List<byte[]> all = all(type);
        return all.isEmpty() ? null : all.getLast();
    }

    /// The first 64-bit numbers of an attribute, all 0 without it.
    long[] longs(int type, int count) {
        byte[] value = last(type);
        long[] numbers = new long[count];
        if (value == null) {
            return numbers;
        }
        if (value.length < 8 * count) {
            throw malformed("attribute " + type + " with " + value.length + " bytes");
        }
        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).asLongBuffer().get(numbers);
        return numbers;
    }

    int u32(int type, int otherwise) {
        byte[] value = exactly(type, 4);
        return value == null
                ? otherwise
                : ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    int u8(int type, int otherwise) {
        byte[] value = exactly(type, 1);
        return value == null ? otherwise : Byte.toUnsignedInt(value[0]);
    }

    /// A string up to its zero, or to the attribute's end.
    String string(int type, String otherwise) {
        byte[] value = last(type);
        if (value == null) {
            return otherwise;
        }
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    Optional<MacAddress> mac(int type) {
        byte[] value = last(type);
        return value != null && value.length == MacAddress.LENGTH
                ? Optional.of(MacAddress.of(value))
                : Optional.empty();
    }

    /// An address of 4 or 16 bytes.
    Optional<InetAddress> address(int type) {
        byte[] value = last(type);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(value));
        } catch (UnknownHostException wrongLength) {
            throw malformed("attribute " + type + " is no address: " + value.length + " bytes");
        }
    }

    /// An address with the length of its network part from the message's header.
    static IpPrefix prefix(InetAddress address, int length) {
        if (length > IpPrefix.bits(address)) {
            throw malformed("a prefix of " + length + " bits for " + address.getHostAddress());
        }
        return new IpPrefix(address, length);
    }

    /// The attributes inside an attribute; none when it is missing.
    Attributes nested(int type) {
        byte[] value = last(type);
        return value == null ? new Attributes(Map.of()) : parse(value, 0);
    }

    private byte @Nullable [] exactly(int type, int length) {
        byte[] value = last(type);
        if (value != null && value.length != length) {
            throw malformed("attribute " + type + " has " + value.length + " bytes instead of " + length);
        }
        return value;
    }
}
