package org.vezere.linux.process;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Scratch;

/// The memory outside the Java heap that a stream hands to the kernel, lent from a common store: giving memory
/// back to the
/// system costs a halt of all threads, which is more than a short command takes.
///
/// The kernel knows the address only. So memory goes back into the store when the stream is closed AND no
/// thread is in a
/// call with it any more; until then nobody else may get it.
final class StreamBuffer {
    static final int BYTES = 65536;

    private static final Scratch MEMORY = Scratch.shared();
    private static final Queue<Block> FREE = new ConcurrentLinkedQueue<>();

    private final Block block;
    private boolean inUse;
    private boolean closed;

    StreamBuffer() {
        Block free = FREE.poll();
        block = free == null ? MEMORY.block(BYTES) : free;
    }

    /// Begins a call.
    ///
    /// @throws IOException when the stream has been closed
    synchronized Block enter() throws IOException {
        if (closed) {
            throw new IOException("stream used after it was closed");
        }
        if (inUse) {
            throw new IllegalStateException("two threads in the same direction of a stream");
        }
        inUse = true;
        return block;
    }

    /// Ends a call.
    synchronized void leave() {
        inUse = false;
        if (closed) {
            FREE.add(block);
        }
    }

    /// Closes; the first time only it says true.
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        if (!inUse) {
            FREE.add(block);
        }
        return true;
    }
}
