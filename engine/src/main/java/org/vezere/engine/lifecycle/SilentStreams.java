package org.vezere.engine.lifecycle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.vezere.model.Streams;

/// Streams of a command that the engine executes for its own ends: input from memory, output kept for an error
/// message.
final class SilentStreams implements Streams {
    private final InputStream in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    SilentStreams(byte[] input) {
        in = new ByteArrayInputStream(input);
    }

    /// What the command said.
    String said() {
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public OutputStream err() {
        return out;
    }

    @Override
    public Optional<WindowSize> window() {
        return Optional.empty();
    }

    @Override
    public void raw(boolean on) {
        // There is no terminal.
    }

    @Override
    public void onResize(Consumer<WindowSize> callback) {
        // There is no terminal.
    }

    @Override
    public void onSignal(IntConsumer callback) {
        // Nobody can interrupt.
    }
}
