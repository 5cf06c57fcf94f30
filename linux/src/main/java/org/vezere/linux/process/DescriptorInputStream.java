package org.vezere.linux.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Syscall;

/// Reads a pipe, a socket or a terminal. One thread reads at a time.
///
/// A terminal whose other side is closed answers EIO; that is its end of file, and is given as such.
public final class DescriptorInputStream extends InputStream {
    private final Fd file;
    private final @Nullable EventFd stop;
    private final StreamBuffer memory = new StreamBuffer();

    /// Reads until the end of the file. The stream owns the descriptor.
    public DescriptorInputStream(Fd file) {
        this(file, null);
    }

    /// Reads until the end of the file, or until `stop` is signalled, which then looks like the end.
    ///
    /// @param stop belongs to the caller
    public DescriptorInputStream(Fd file, @Nullable EventFd stop) {
        this.file = file;
        this.stop = stop;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        Block buffer = memory.enter();
        try {
            int count = fill(buffer, length);
            if (count > 0) {
                buffer.get(0, target, offset, count);
            }
            return count;
        } catch (IllegalStateException closedMeanwhile) {
            throw new IOException("stream used after it was closed", closedMeanwhile);
        } finally {
            memory.leave();
        }
    }

    private int fill(Block buffer, int most) throws IOException {
        while (true) {
            if (!awaitInput()) {
                return -1;
            }
            long count = Libc.call(Syscall.READ, file.number(), buffer.address(), Math.min(most, StreamBuffer.BYTES));
            if (count > 0) {
                return (int) count;
            }
            if (count == 0 || count == -Errno.EIO.number()) {
                return -1;
            }
            if (count != -Errno.EAGAIN.number()) {
                throw new IOException(new KernelException("read", file.toString(), (int) -count).getMessage());
            }
            Poller.await(file, Poller.READABLE, Poller.FOREVER);
        }
    }

    private boolean awaitInput() {
        if (stop != null) {
            return (Poller.poll(Poller.FOREVER, Poller.READABLE, stop.descriptor(), file) & 1) == 0;
        }
        if (Thread.currentThread().isVirtual()) {
            return Poller.await(file, Poller.READABLE, Poller.FOREVER);
        }
        return true;
    }

    /// Closes the descriptor. A thread that waits in the kernel meanwhile stays there until something comes: to
    /// wake it is
    /// what `stop` is for.
    @Override
    public void close() {
        if (memory.close()) {
            file.close();
        }
    }
}
