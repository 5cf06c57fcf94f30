package org.vezere.engine.lifecycle;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.vezere.model.Streams;

/// Somebody's streams with a script in place of standard input.
final class ScriptStreams implements Streams {
    private final InputStream script;
    private final Streams caller;

    ScriptStreams(byte[] script, Streams caller) {
        this.script = new ByteArrayInputStream(script);
        this.caller = caller;
    }

    @Override
    public InputStream in() {
        return script;
    }

    @Override
    public OutputStream out() {
        return caller.out();
    }

    @Override
    public OutputStream err() {
        return caller.err();
    }

    @Override
    public Optional<WindowSize> window() {
        return caller.window();
    }

    @Override
    public void raw(boolean on) {
        caller.raw(on);
    }

    @Override
    public void onResize(Consumer<WindowSize> callback) {
        caller.onResize(callback);
    }

    @Override
    public void onSignal(IntConsumer callback) {
        caller.onSignal(callback);
    }
}
