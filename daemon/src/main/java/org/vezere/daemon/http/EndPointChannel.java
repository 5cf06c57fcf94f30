package org.vezere.daemon.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.vezere.daemon.starter.FrameChannel;

/// Jetty's end of a connection for threads that may block.
final class EndPointChannel implements FrameChannel {
    private static final int SIZE = 16_384;

    private final EndPoint endPoint;
    /// What was read and not yet asked for, in Jetty's way: from position to limit.
    private ByteBuffer read = BufferUtil.EMPTY_BUFFER;

    EndPointChannel(EndPoint endPoint) {
        this.endPoint = endPoint;
    }

    /// Bytes that came together with the request. Called before any reading.
    void first(ByteBuffer bytes) {
        read = BufferUtil.copy(bytes);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!read.hasRemaining() && !fill()) {
            return -1;
        }
        int count = Math.min(read.remaining(), target.remaining());
        target.put(read.slice(read.position(), count));
        read.position(read.position() + count);
        return count;
    }

    private boolean fill() throws IOException {
        if (read.capacity() < SIZE) {
            read = BufferUtil.allocate(SIZE);
        }
        BufferUtil.clear(read);
        int count = endPoint.fill(read);
        while (count == 0) {
            try (Blocker.Callback ready = Blocker.callback()) {
                endPoint.fillInterested(ready);
                ready.block();
            }
            count = endPoint.fill(read);
        }
        return count > 0;
    }

    @Override
    public void write(ByteBuffer[] bytes) throws IOException {
        try (Blocker.Callback done = Blocker.callback()) {
            endPoint.write(done, bytes);
            done.block();
        }
    }

    @Override
    public void shutdownOutput() {
        endPoint.shutdownOutput();
    }

    @Override
    public boolean isOpen() {
        return endPoint.isOpen();
    }

    @Override
    public void close() {
        endPoint.close();
    }
}
