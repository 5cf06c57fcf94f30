package org.vezere.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/// One frame between starter and vzd.
///
/// @param type the letter that says what it is
/// @param payload ready to be read, little-endian
record Frame(char type, ByteBuffer payload) {
    static final int HEADER = 8;
    static final int MAX_PAYLOAD = 65_536;

    /// A frame that breaks the rules of the protocol.
    static final class BrokenException extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(new IOException(message));
        }
    }

    Frame {
        payload.order(ByteOrder.LITTLE_ENDIAN);
    }

    static Frame ofNumber(char type, int number) {
        return new Frame(
                type,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(number)
                        .flip());
    }

    /// The number that is the whole payload.
    int number() {
        return payload.getInt(0);
    }

    /// Reads the next frame that vzd may send.
    ///
    /// @throws EOFException when vzd went away
    /// @throws BrokenException when the frame breaks the rules
    static Frame read(ReadableByteChannel from) throws IOException {
        ByteBuffer header = fill(from, HEADER);
        int word = header.getInt();
        int length = header.getInt();
        char type = (char) (word & 0xff);
        if (word >>> 8 != 0 || !isAllowed(type, length)) {
            throw new BrokenException("type " + Integer.toHexString(word) + ", length " + length);
        }
        return new Frame(type, fill(from, length));
    }

    void write(WritableByteChannel to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + payload.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(type).putInt(payload.remaining()).put(payload.duplicate()).flip();
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private static boolean isAllowed(char type, int length) {
        return switch (type) {
            case 'O', 'E' -> length >= 0 && length <= MAX_PAYLOAD;
            case 'C', 'T', 'X' -> length == 4;
            default -> false;
        };
    }

    private static ByteBuffer fill(ReadableByteChannel from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (from.read(bytes) < 0) {
                throw new EOFException("vzd went away");
            }
        }
        return bytes.flip();
    }
}
