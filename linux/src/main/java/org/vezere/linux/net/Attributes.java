package org.vezere.linux.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.KernelException;

/// The attributes of a message by type. Every length is checked against what is there (CVE-2021-43784 shows why),
/// both of the attribute within the message and of the value within the attribute. A link has some forty of which
/// few are looked at, so values are copied when they are asked for.
final class Attributes {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;
    private static final int EBADMSG = 74;
    private static final int FIRST_ROOM = 64;
    private static final int NOWHERE = -1;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final Attributes NONE = new Attributes(new byte[0], new int[0]);

    private final byte[] message;

    /// Where each attribute's header is, in order.
    private final int[] places;

    private Attributes(byte[] message, int[] places) {
        this.message = message;
        this.places = places;
    }

    /// Parses from an offset to the end. Of a type that comes twice the last counts, as in the kernel.
    ///
    /// @throws KernelException EBADMSG when a length leads out of the message
    static Attributes parse(byte[] message, int offset) {
        return parse(message, offset, message.length);
    }

    private static Attributes parse(byte[] message, int offset, int end) {
        if (offset > end) {
            throw malformed("a message of " + end + " bytes where the header alone has " + offset);
        }
        int[] places = new int[FIRST_ROOM];
        int count = 0;
        int at = offset;
        while (end - at >= HEADER) {
            int length = length(message, at);
            if (length < HEADER || length > end - at) {
                throw malformed("attribute " + type(message, at) + " at " + at + " claims " + length + " bytes of "
                        + (end - at));
            }
            if (count == places.length) {
                places = Arrays.copyOf(places, 2 * count);
            }
            places[count++] = at;
            at += (length + 3) & ~3;
        }
        return new Attributes(message, Arrays.copyOf(places, count));
    }

    private static int length(byte[] message, int at) {
        return Short.toUnsignedInt((short) SHORT.get(message, at));
    }

    private static int type(byte[] message, int at) {
        return (short) SHORT.get(message, at + 2) & TYPE_MASK;
    }

    static KernelException malformed(String what) {
        return new KernelException("netlink", what, EBADMSG);
    }

    /// All values of a type that comes several times, in order.
    List<byte[]> all(int type) {
        List<byte[]> values = new ArrayList<>();
        for (int at : places) {
            if (type(message, at) == type) {
                values.add(value(at));
            }
        }
        return values;
    }

    private int lastPlace(int type) {
        for (int index = places.length - 1; index >= 0; index--) {
            if (type(message, places[index]) == type) {
                return places[index];
            }
        }
        return NOWHERE;
    }

    private byte @Nullable [] last(int type) {
        int at = lastPlace(type);
        return at == NOWHERE ? null : value(at);
    }

    private byte[] value(int at) {
        return Arrays.copyOfRange(message, at + HEADER, at + length(message, at));
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
        int at = lastPlace(type);
        return at == NOWHERE ? NONE : parse(message, at + HEADER, at + length(message, at));
    }

    private byte @Nullable [] exactly(int type, int length) {
        byte[] value = last(type);
        if (value != null && value.length != length) {
            throw malformed("attribute " + type + " has " + value.length + " bytes instead of " + length);
        }
        return value;
    }
}
