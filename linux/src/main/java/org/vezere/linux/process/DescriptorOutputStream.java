package org.vezere.linux.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Syscall;

/// Writes to a pipe, a socket or a terminal, without a buffer of its own. One thread writes at a time.
public final class DescriptorOutputStream extends OutputStream {
    /// What a pipe that reports itself writable takes without blocking (`PIPE_BUF`).
    private static final int PIPE_BUF = 4096;

    private final Fd file;
    private final StreamBuffer memory = new StreamBuffer();

    /// The stream owns the descriptor.
    public DescriptorOutputStream(Fd file) {
        this.file = file;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        Block buffer = memory.enter();
        try {
            int written = 0;
            while (written < length) {
                written += writeSome(buffer, source, offset + written, length - written);
            }
        } catch (IllegalStateException closedMeanwhile) {
            throw new IOException("stream used after it was closed", closedMeanwhile);
        } finally {
            memory.leave();
        }
    }

    private int writeSome(Block buffer, byte[] source, int offset, int length) throws IOException {
        boolean virtual = Thread.currentThread().isVirtual();
        int size = Math.min(length, virtual ? PIPE_BUF : StreamBuffer.BYTES);
        buffer.put(0, source, offset, size);
        while (true) {
            if (virtual) {
                awaitWritable();
            }
            long count = Libc.call(Syscall.WRITE, file.number(), buffer.address(), size);
            if (count >= 0) {
                return (int) count;
            }
            if (count != -Errno.EAGAIN.number()) {
                throw new IOException(new KernelException("write", file.toString(), (int) -count).getMessage());
            }
            awaitWritable();
        }
    }

    private void awaitWritable() throws InterruptedIOException {
        if (!Poller.await(file, Poller.WRITABLE, Poller.FOREVER)) {
            throw new InterruptedIOException("interrupted while waiting to write to " + file);
        }
    }

    @Override
    public void close() {
        if (memory.close()) {
            file.close();
        }
    }
}
