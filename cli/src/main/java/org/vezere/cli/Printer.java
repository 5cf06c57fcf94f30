package org.vezere.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.vezere.model.Streams;

/// Writes to a caller's standard output and error.
///
/// A caller who no longer reads must not disturb the work that is being told of, so what can't be written is dropped;
/// [#broken] tells those who only print.
public final class Printer {
    private final Streams streams;
    private volatile boolean broken;

    public Printer(Streams streams) {
        this.streams = streams;
    }

    /// Prints a line on standard output.
    public void line(String line) {
        text(line + "\n");
    }

    /// Prints on standard output as it is.
    public void text(String text) {
        write(streams.out(), text);
    }

    /// Prints a line on standard error.
    public void error(String line) {
        write(streams.err(), line + "\n");
    }

    /// Whether the caller no longer takes what is printed.
    public boolean broken() {
        return broken;
    }

    /// Whether standard output is a terminal.
    public boolean terminal() {
        return streams.window().isPresent();
    }

    private synchronized void write(OutputStream target, String text) {
        if (broken) {
            return;
        }
        try {
            target.write(text.getBytes(StandardCharsets.UTF_8));
            target.flush();
        } catch (IOException e) {
            broken = true;
        }
    }
}
