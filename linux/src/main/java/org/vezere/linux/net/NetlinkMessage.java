package org.vezere.linux.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One message that the kernel sent: `struct nlmsghdr` and its body (`man 7 netlink`).
final class NetlinkMessage {
    static final int HEADER = 16;
    static final int ERROR = 2;
    static final int DONE = 3;
    static final int OVERRUN = 4;
    static final int DUMP_INTERRUPTED = 0x10;

    private static final int CAPPED = 0x100;
    private static final int EXTENDED = 0x200;
    private static final int ERROR_TEXT = 1;

    private final int type;
    private final int flags;
    private final int sequence;
    private final byte[] body;

    private NetlinkMessage(int type, int flags, int sequence, byte[] body) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.body = body;
    }

    /// Splits a datagram.
    ///
    /// @param length how many bytes of the buffer count
    static List<NetlinkMessage> split(byte[] datagram, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(datagram, 0, length).order(ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        int at = 0;
        while (length - at >= HEADER) {
            long size = Integer.toUnsignedLong(buffer.getInt(at));
            if (size < HEADER || size > length - at) {
                throw Attributes.malformed("a message at " + at + " claims " + size + " bytes of " + (length - at));
            }
            int end = at + (int) size;
            messages.add(new NetlinkMessage(
                    Short.toUnsignedInt(buffer.getShort(at + 4)),
                    Short.toUnsignedInt(buffer.getShort(at + 6)),
                    buffer.getInt(at + 8),
                    Arrays.copyOfRange(datagram, at + HEADER, end)));
            at = Math.min(length, (end + 3) & ~3);
        }
        return messages;
    }

    int type() {
        return type;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int sequence() {
        return sequence;
    }

    byte[] body() {
        return body;
    }

    int i32(int offset) {
        return field(offset, 4).getInt(offset);
    }

    int u16(int offset) {
        return Short.toUnsignedInt(field(offset, 2).getShort(offset));
    }

    int u8(int offset) {
        return Byte.toUnsignedInt(field(offset, 1).get(offset));
    }

    /// The errno of an [#ERROR] or [#DONE] message, positive; 0 is an acknowledgement.
    int errno() {
        return type == DONE && body.length < 4 ? 0 : -i32(0);
    }

    /// What the kernel says beyond the errno (NETLINK_EXT_ACK), or nothing.
    String errorText() {
        if ((flags & EXTENDED) == 0 || type != ERROR) {
            return "";
        }
        long original = Integer.toUnsignedLong(i32(4));
        long start = 4 + ((flags & CAPPED) != 0 ? HEADER : (original + 3) & ~3L);
        return start > body.length ? "" : Attributes.parse(body, (int) start).string(ERROR_TEXT, "");
    }

    Attributes attributes(int familyHeader) {
        return Attributes.parse(body, familyHeader);
    }

    private ByteBuffer field(int offset, int size) {
        if (offset + size > body.length) {
            throw Attributes.malformed("a message of type " + type + " has only " + body.length + " bytes");
        }
        return ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
    }
}
