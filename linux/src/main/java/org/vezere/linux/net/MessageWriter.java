package org.vezere.linux.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Builds the body of a netlink message: a fixed header of the family, then attributes (`man 7 netlink`, "struct
/// nlattr").
final class MessageWriter {
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ATTRIBUTE_MAXIMUM = 0xffff;

    private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

    MessageWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    MessageWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    MessageWriter u32(int value) {
        room(4).putInt(value);
        return this;
    }

    MessageWriter attribute(int type, byte[] value) {
        int length = ATTRIBUTE_HEADER + value.length;
        if (length > ATTRIBUTE_MAXIMUM) {
            throw new IllegalArgumentException(
                    "attribute " + type + " has " + value.length + " bytes; netlink carries 65531");
        }
        u16(length).u16(type);
        room(value.length).put(value);
        return pad();
    }

    MessageWriter attribute(int type, int value) {
        return u16(ATTRIBUTE_HEADER + 4).u16(type).u32(value);
    }

    MessageWriter byteAttribute(int type, int value) {
        return u16(ATTRIBUTE_HEADER + 1).u16(type).u8(value).pad();
    }

    MessageWriter shortAttribute(int type, int value) {
        return u16(ATTRIBUTE_HEADER + 2).u16(type).u16(value).pad();
    }

    /// A string with its terminating zero.
    MessageWriter attribute(int type, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return attribute(type, Arrays.copyOf(bytes, bytes.length + 1));
    }

    /// An attribute whose value is made by `content`: attributes, or a header and attributes.
    MessageWriter nested(int type, Consumer<MessageWriter> content) {
        int start = buffer.position();
        u16(0).u16(type);
        content.accept(this);
        int length = buffer.position() - start;
        if (length > ATTRIBUTE_MAXIMUM) {
            throw new IllegalArgumentException("attribute " + type + " has grown to " + length + " bytes");
        }
        buffer.putShort(start, (short) length);
        return pad();
    }

    byte[] bytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private MessageWriter pad() {
        while (buffer.position() % 4 != 0) {
            u8(0);
        }
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes))
                    .order(ByteOrder.nativeOrder());
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
