package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// Copies what a caller types or pipes to a command in a VE, until the caller's input ends or the command does.
final class InputPump implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(InputPump.class.getName());
    private static final int BUFFER = 65_536;

    private final InputStream from;
    private final OutputStream to;
    private final Optional<byte[]> atEnd;
    private final Thread thread;
    private final Object lock = new Object();
    private boolean delivering;
    private boolean closed;

    /// Starts copying. The pump closes `to` at the end of the input, unless that is to be told by bytes.
    ///
    /// @param atEnd what is written at the end of the input instead of closing: a terminal's end-of-file
    ///     character
    InputPump(String name, InputStream from, OutputStream to, Optional<byte[]> atEnd) {
        this.from = from;
        this.to = to;
        this.atEnd = atEnd;
        this.thread = Thread.ofVirtual().name(name).start(this::copy);
    }

    private void copy() {
        byte[] buffer = new byte[BUFFER];
        try {
            int count = from.read(buffer);
            while (count >= 0) {
                deliver(buffer, count);
                count = from.read(buffer);
            }
            if (atEnd.isPresent()) {
                deliver(atEnd.get(), atEnd.get().length);
            } else {
                to.close();
            }
        } catch (IOException ended) {
            // The command does not have to read what it is given, and may have ended.
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", thread.getName(), ended);
            Steps.closeQuietly(to);
        }
    }

    private void deliver(byte[] bytes, int count) throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new IOException("the command has ended");
            }
            delivering = true;
        }
        try {
            to.write(bytes, 0, count);
            to.flush();
        } finally {
            synchronized (lock) {
                delivering = false;
            }
        }
    }

    /// Ends the copying, whatever is still to come.
    ///
    /// A thread that waits for the caller is woken by closing that input. It is not interrupted: it may be asking
    /// the caller for more, and an interrupt in the middle of that closes the whole connection.
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (delivering) {
                thread.interrupt();
            }
        }
        Steps.closeQuietly(from);
        try {
            thread.join(1000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Steps.closeQuietly(to);
    }
}
