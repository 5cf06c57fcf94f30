package org.vezere.daemon.starter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;

/// A connection that carries frames: one thread reads, one at a time writes, both may block, and closing it ends both.
public interface FrameChannel extends ReadableByteChannel {
    /// Writes some of the bytes, at least one.
    void write(ByteBuffer[] bytes) throws IOException;

    /// Nothing more will be written; reading goes on.
    void shutdownOutput() throws IOException;

    /// The channel of a socket.
    static FrameChannel of(SocketChannel channel) {
        return new FrameChannel() {
            @Override
            public int read(ByteBuffer bytes) throws IOException {
                return channel.read(bytes);
            }

            @Override
            public void write(ByteBuffer[] bytes) throws IOException {
                channel.write(bytes);
            }

            @Override
            public void shutdownOutput() throws IOException {
                channel.shutdownOutput();
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
