package org.vezere.linux.process;

import java.io.InputStream;
import java.io.OutputStream;
import org.vezere.linux.Fd;

/// A connection to a VE's console. One thread reads and another writes.
public final class Console implements AutoCloseable {
    private final EventFd stop = new EventFd();
    private final InputStream input;
    private final OutputStream output;

    Console(Fd connection) {
        Fd copy = connection.duplicate();
        input = new DescriptorInputStream(connection, stop);
        output = new DescriptorOutputStream(copy);
    }

    /// What the VE prints; ends with the VE, and at [#hangUp].
    public InputStream input() {
        return input;
    }

    /// What is typed.
    public OutputStream output() {
        return output;
    }

    /// Lets the reader come to the end of its input; from any thread.
    public void hangUp() {
        stop.signal();
    }

    /// Closes both directions. No thread may be inside: [#hangUp] comes first.
    @Override
    public void close() throws java.io.IOException {
        input.close();
        output.close();
        stop.close();
    }
}
