package org.vezere.daemon.starter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/// Writes frames to a starter, whole ones, from any thread.
///
/// A starter that does not read blocks its own command only. After a failure nothing more is written: half a frame
/// cannot be mended.
final class FrameWriter {
    private final FrameChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean broken;

    FrameWriter(FrameChannel channel) {
        this.channel = channel;
    }

    /// Writes bytes of standard output (`O`) or error (`E`), in as many frames as that takes.
    void bytes(char type, byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        for (int at = offset; at < end; at += FrameReader.MAX_PAYLOAD) {
            write(type, ByteBuffer.wrap(bytes, at, Math.min(end - at, FrameReader.MAX_PAYLOAD)));
        }
    }

    /// Writes a line of standard error.
    void line(String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        bytes('E', bytes, 0, bytes.length);
    }

    /// Writes a frame that holds one number: credit (`C`), raw terminal (`T`), exit code (`X`).
    void number(char type, int value) throws IOException {
        write(type, littleEndian(Integer.BYTES).putInt(value).flip());
    }

    /// Whether writing failed once, so that nobody can be told anything any more.
    boolean broken() {
        lock.lock();
        try {
            return broken;
        } finally {
            lock.unlock();
        }
    }

    private void write(char type, ByteBuffer payload) throws IOException {
        ByteBuffer header = littleEndian(FrameReader.HEADER)
                .putInt(type)
                .putInt(payload.remaining())
                .flip();
        ByteBuffer[] frame = {header, payload};
        lock.lock();
        try {
            if (broken) {
                throw new IOException("the caller went away");
            }
            broken = true;
            while (payload.hasRemaining() || header.hasRemaining()) {
                channel.write(frame);
            }
            broken = false;
        } finally {
            lock.unlock();
        }
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
