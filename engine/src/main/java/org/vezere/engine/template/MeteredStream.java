package org.vezere.engine.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A stream that copies all that is read from it, remembers how it ended, and stops a reader who takes too much
/// at once.
final class MeteredStream extends InputStream {
    private final InputStream source;
    private final OutputStream copy;
    private long budget = Long.MAX_VALUE;
    private long trailingZeros;

    /// @param copy receives every byte that is read or skipped
    MeteredStream(InputStream source, OutputStream copy) {
        this.source = source;
        this.copy = copy;
    }

    /// From now on at most so many bytes may be read, until the next call.
    void allow(long bytes) {
        budget = bytes;
    }

    /// Number of zero bytes after the last byte that was not zero.
    long trailingZeros() {
        return trailingZeros;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int length = read(one, 0, 1);
        return length < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
        int length = source.read(buffer, offset, wanted);
        if (length <= 0) {
            return length;
        }
        budget -= length;
        if (budget < 0) {
            throw new IOException("the description of an entry is too long");
        }
        copy.write(buffer, offset, length);
        int zeros = 0;
        while (zeros < length && buffer[offset + length - 1 - zeros] == 0) {
            zeros++;
        }
        trailingZeros = zeros == length ? trailingZeros + zeros : zeros;
        return length;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
