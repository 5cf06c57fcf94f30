package org.vezere.daemon.starter;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vezere.model.Streams.WindowSize;

/// Reads a starter's frames one by one and refuses what breaks the rules of `docs/formats/starter.md`.
///
/// Holds 8 bytes between frames, so that a thousand idle connections cost nothing.
final class FrameReader {
    static final int HEADER = 8;
    static final int MAX_PAYLOAD = 65_536;
    static final int MAX_HELLO = 4 << 20;
    static final int VERSION = 1;

    private static final int HELLO_FIXED = 16;
    private static final int WINDOW_LENGTH = 4;
    private static final int SIGNAL_LENGTH = 4;
    private static final int LAST_SIGNAL = 64;
    /// A hello's buffer grows with what really arrives, not with what the length field claims.
    private static final int FIRST_PIECE = 65_536;

    private final ReadableByteChannel channel;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);

    FrameReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /// The next frame; empty when the starter closed its end between two frames.
    ///
    /// @throws ProtocolException on a frame that breaks the rules
    /// @throws NotUtf8Exception on a hello whose command line is no text
    /// @throws EOFException when the starter went away inside a frame
    Optional<StarterFrame> next() throws IOException {
        header.clear();
        if (!fill(header)) {
            if (header.position() == 0) {
                return Optional.empty();
            }
            throw new EOFException("end of stream inside a frame's header");
        }
        byte type = header.get(0);
        if (header.get(1) != 0 || header.get(2) != 0 || header.get(3) != 0) {
            throw new ProtocolException("bytes 1 to 3 of a frame are not zero");
        }
        int length = header.getInt(4);
        int most = type == 'H' ? MAX_HELLO : MAX_PAYLOAD;
        if (length < 0 || length > most) {
            throw new ProtocolException("a frame of type " + printable(type) + " is " + Integer.toUnsignedString(length)
                    + " bytes long, at most " + most + " are allowed");
        }
        // The type is judged before the payload is waited for.
        return Optional.of(
                switch (type) {
                    case 'H' -> hello(payload(length));
                    case 'I' -> new StarterFrame.Input(payload(length));
                    case 'W' -> window(payload(exactly(length, WINDOW_LENGTH, type)));
                    case 'S' -> signal(payload(exactly(length, SIGNAL_LENGTH, type)));
                    default -> throw new ProtocolException("no frame has type " + printable(type));
                });
    }

    private ByteBuffer payload(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(length, FIRST_PIECE)).order(ByteOrder.LITTLE_ENDIAN);
        while (true) {
            if (!fill(bytes)) {
                throw new EOFException("end of stream inside a frame of " + length + " bytes");
            }
            if (bytes.capacity() == length) {
                return bytes.flip();
            }
            bytes = ByteBuffer.allocate(Math.min(length, 2 * bytes.capacity()))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(bytes.flip());
        }
    }

    private boolean fill(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                return false;
            }
        }
        return true;
    }

    private static StarterFrame hello(ByteBuffer payload) throws ProtocolException, NotUtf8Exception {
        if (payload.remaining() < HELLO_FIXED) {
            throw new ProtocolException("a hello of " + payload.remaining() + " bytes is too short");
        }
        int version = payload.getInt();
        if (version != VERSION) {
            throw new ProtocolException("the starter speaks version " + Integer.toUnsignedString(version)
                    + " of the protocol, this vzd version " + VERSION);
        }
        int terminals = payload.getInt();
        WindowSize window = windowSize(payload);
        int count = payload.getInt();
        List<ByteBuffer> strings = strings(payload);
        if (count < 1 || count > strings.size() - 1) {
            throw new ProtocolException("a hello announces " + Integer.toUnsignedString(count) + " arguments and has "
                    + Math.max(0, strings.size() - 1) + " strings for them");
        }
        String workingDirectory = text("the working directory", strings.getFirst());
        List<String> arguments = new ArrayList<>(count);
        for (int index = 1; index <= count; index++) {
            arguments.add(text("argument " + (index - 1), strings.get(index)));
        }
        // Nobody typed the environment: what is no text there is left out.
        List<String> environment = strings.subList(1 + count, strings.size()).stream()
                .flatMap(bytes -> decoded(bytes).stream())
                .toList();
        return new StarterFrame.Hello(terminals, window, workingDirectory, arguments, environment);
    }

    private static List<ByteBuffer> strings(ByteBuffer payload) throws ProtocolException {
        List<ByteBuffer> strings = new ArrayList<>();
        int start = payload.position();
        for (int at = start; at < payload.limit(); at++) {
            if (payload.get(at) == 0) {
                strings.add(payload.slice(start, at - start));
                start = at + 1;
            }
        }
        if (start != payload.limit()) {
            throw new ProtocolException("the last string of a hello does not end with a zero");
        }
        return strings;
    }

    private static String text(String what, ByteBuffer bytes) throws NotUtf8Exception {
        Optional<String> text = decoded(bytes);
        if (text.isEmpty()) {
            // Replacing what is not UTF-8 would silently run another command than the one typed.
            throw new NotUtf8Exception(
                    what, StandardCharsets.ISO_8859_1.decode(bytes).toString());
        }
        return text.get();
    }

    private static Optional<String> decoded(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.duplicate())
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    private static StarterFrame window(ByteBuffer payload) {
        return new StarterFrame.Window(windowSize(payload));
    }

    private static WindowSize windowSize(ByteBuffer payload) {
        return new WindowSize(Short.toUnsignedInt(payload.getShort()), Short.toUnsignedInt(payload.getShort()));
    }

    private static StarterFrame signal(ByteBuffer payload) throws ProtocolException {
        int number = payload.getInt();
        if (number < 1 || number > LAST_SIGNAL) {
            throw new ProtocolException("no signal has number " + Integer.toUnsignedString(number));
        }
        return new StarterFrame.Signal(number);
    }

    private static int exactly(int length, int right, byte type) throws ProtocolException {
        if (length != right) {
            throw new ProtocolException(
                    "a frame of type " + printable(type) + " has " + length + " bytes instead of " + right);
        }
        return length;
    }

    private static String printable(byte type) {
        return type > ' ' && type < 0x7f ? Character.toString(type) : Integer.toString(Byte.toUnsignedInt(type));
    }
}
