package org.vezere.daemon.starter;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The caller's standard input, asked for piece by piece.
///
/// Each read that finds nothing gives the starter credit for what it wants, at most 64 KiB, and no more: a `vzctl` in
/// the middle of `while read` must not eat the lines of the next round, and nothing piles up here.
final class CreditedInput extends InputStream {
    private static final int MOST = 65_536;

    private final FrameWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private int outstanding;
    private boolean ended;
    private boolean closed;

    CreditedInput(FrameWriter writer) {
        this.writer = writer;
    }

    /// Takes what the starter sent.
    ///
    /// @throws ProtocolException when that is more than it had credit for
    void arrived(ByteBuffer bytes) throws ProtocolException {
        lock.lock();
        try {
            if (bytes.remaining() > outstanding) {
                throw new ProtocolException(
                        bytes.remaining() + " bytes of standard input came, credit was given for " + outstanding);
            }
            if (ended && bytes.hasRemaining()) {
                throw new ProtocolException("standard input goes on after its end");
            }
            outstanding -= bytes.remaining();
            if (!bytes.hasRemaining()) {
                ended = true;
            } else if (!closed) {
                pieces.add(bytes);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// No more will come.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (pieces.isEmpty()) {
                if (closed) {
                    throw new IOException("standard input is closed");
                }
                if (ended) {
                    return -1;
                }
                demand(Math.min(length, MOST));
                // The credit was written with the lock released, so something may have come meanwhile.
                while (pieces.isEmpty() && !ended && !closed) {
                    changed.await();
                }
            }
            ByteBuffer piece = pieces.getFirst();
            int count = Math.min(length, piece.remaining());
            piece.get(bytes, offset, count);
            if (!piece.hasRemaining()) {
                pieces.removeFirst();
            }
            return count;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            InterruptedIOException failure = new InterruptedIOException("interrupted while waiting for standard input");
            failure.initCause(interrupted);
            throw failure;
        } finally {
            lock.unlock();
        }
    }

    /// Writing may block for as long as the starter does not read; the thread that reads frames must not wait for that.
    private void demand(int wanted) throws IOException {
        int further = wanted - outstanding;
        if (further <= 0) {
            return;
        }
        outstanding += further;
        lock.unlock();
        try {
            writer.number('C', further);
        } finally {
            lock.lock();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return pieces.stream().mapToInt(ByteBuffer::remaining).sum();
        } finally {
            lock.unlock();
        }
    }

    /// From now on what comes is thrown away.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            pieces.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
