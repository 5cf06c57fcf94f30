package org.vezere.engine.tool;

import java.io.IOException;
import java.io.OutputStream;

/// The standard input of a program, which remembers whether the program stopped reading.
final class ProgramInput extends OutputStream {
    private final OutputStream pipe;
    private boolean refused;

    ProgramInput(OutputStream pipe) {
        this.pipe = pipe;
    }

    /// Whether the program did not want all that it was given.
    boolean refused() {
        return refused;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            pipe.write(bytes, offset, length);
        } catch (IOException e) {
            refused = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            pipe.close();
        } catch (IOException e) {
            refused = true;
            throw e;
        }
    }
}
