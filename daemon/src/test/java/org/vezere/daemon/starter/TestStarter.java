package org.vezere.daemon.starter;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The starter's half of the protocol, written anew from `docs/formats/starter.md`: what both sides got wrong in the
/// same way would otherwise pass.
public final class TestStarter implements AutoCloseable {
    private final SocketChannel channel;

    public TestStarter(Path socket) throws IOException {
        this(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /// Goes on with a connection that carries frames from now on.
    public TestStarter(SocketChannel channel) {
        this.channel = channel;
    }

    /// A frame from vzd.
    public record Received(char type, ByteBuffer payload) {
        public int number() {
            return payload.getInt(0);
        }

        public String text() {
            return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        }
    }

    /// What a command wrote, and its end.
    public record Outcome(String out, String err, int code) {}

    public void hello(String... arguments) throws IOException {
        hello(0, List.of(arguments), List.of("PATH=/bin"));
    }

    void hello(int terminals, List<String> arguments, List<String> environment) throws IOException {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        string(strings, "/");
        for (String argument : arguments) {
            string(strings, argument);
        }
        for (String entry : environment) {
            string(strings, entry);
        }
        ByteBuffer payload = ByteBuffer.allocate(16 + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
        payload.putInt(1)
                .putInt(terminals)
                .putShort((short) 24)
                .putShort((short) 80)
                .putInt(arguments.size())
                .put(strings.toByteArray());
        frame('H', payload.array());
    }

    private static void string(ByteArrayOutputStream strings, String text) {
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
    }

    public void input(String text) throws IOException {
        frame('I', text.getBytes(StandardCharsets.UTF_8));
    }

    public void signal(int number) throws IOException {
        frame('S', littleEndian(4).putInt(number).array());
    }

    public void window(int rows, int columns) throws IOException {
        frame(
                'W',
                littleEndian(4).putShort((short) rows).putShort((short) columns).array());
    }

    void frame(char type, byte[] payload) throws IOException {
        raw(littleEndian(8 + payload.length)
                .putInt(type)
                .putInt(payload.length)
                .put(payload)
                .array());
    }

    void raw(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    public Received receive() throws IOException {
        ByteBuffer header = read(8);
        return new Received((char) header.get(0), read(header.getInt(4)));
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = littleEndian(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("vzd closed the connection");
            }
        }
        return bytes.flip();
    }

    /// Reads to the exit code; credits are not answered.
    public Outcome outcome() throws IOException {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        while (true) {
            Received frame = receive();
            switch (frame.type()) {
                case 'O' -> out.append(frame.text());
                case 'E' -> err.append(frame.text());
                case 'X' -> {
                    return new Outcome(out.toString(), err.toString(), frame.number());
                }
                default -> {}
            }
        }
    }

    /// Whether vzd has ended the connection; waits for the next frame or its end.
    boolean ended() {
        try {
            receive();
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
