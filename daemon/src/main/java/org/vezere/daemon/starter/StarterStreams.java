package org.vezere.daemon.starter;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.vezere.model.Streams;

/// A starter's standard streams, window and signals, as its command sees them.
///
/// Callbacks run on the thread that reads the starter's frames, so they must not wait for input themselves.
final class StarterStreams implements Streams {
    /// The number of SIGHUP (`man 7 signal`).
    static final int SIGHUP = 1;
    /// Signals kept for a command that does not listen yet; a person does not type more in that time.
    private static final int MOST_PENDING = 16;

    private final FrameWriter writer;
    private final CreditedInput input;
    private final OutputStream output;
    private final OutputStream error;
    private final Object lock = new Object();
    private final List<Integer> pending = new ArrayList<>();
    private Optional<WindowSize> window;
    private @Nullable Consumer<WindowSize> resized;
    private @Nullable IntConsumer signalled;
    private boolean gone;
    private boolean finished;

    StarterStreams(FrameWriter writer, Optional<WindowSize> window) {
        this.writer = writer;
        this.input = new CreditedInput(writer);
        this.output = new Output('O');
        this.error = new Output('E');
        this.window = window;
    }

    @Override
    public InputStream in() {
        return input;
    }

    @Override
    public OutputStream out() {
        return output;
    }

    @Override
    public OutputStream err() {
        return error;
    }

    @Override
    public Optional<WindowSize> window() {
        synchronized (lock) {
            return window;
        }
    }

    @Override
    public void raw(boolean on) {
        try {
            writer.number('T', on ? 1 : 0);
        } catch (IOException _) {
            // Whoever went away restored the terminal himself.
            return;
        }
    }

    @Override
    public void onResize(Consumer<WindowSize> callback) {
        synchronized (lock) {
            resized = callback;
        }
    }

    @Override
    public void onSignal(IntConsumer callback) {
        List<Integer> waiting;
        synchronized (lock) {
            signalled = callback;
            waiting = List.copyOf(pending);
            pending.clear();
        }
        waiting.forEach(callback::accept);
    }

    void arrived(ByteBuffer bytes) throws ProtocolException {
        input.arrived(bytes);
    }

    void resize(WindowSize changed) {
        Consumer<WindowSize> callback;
        synchronized (lock) {
            if (window.isEmpty()) {
                return;
            }
            window = Optional.of(changed);
            callback = finished ? null : resized;
        }
        if (callback != null) {
            callback.accept(changed);
        }
    }

    void signal(int number) {
        IntConsumer callback;
        synchronized (lock) {
            callback = finished ? null : signalled;
            if (callback == null && pending.size() < MOST_PENDING) {
                pending.add(number);
            }
        }
        if (callback != null) {
            callback.accept(number);
        }
    }

    /// The command ended: it is not called back any more, and input still under way is thrown away.
    void finish() {
        synchronized (lock) {
            finished = true;
        }
        input.close();
    }

    /// The caller went away, or is to be treated so.
    void hangUp() {
        synchronized (lock) {
            if (gone) {
                return;
            }
            gone = true;
            if (signalled == null) {
                // The most important one is never the one too many.
                pending.clear();
            }
        }
        input.end();
        signal(SIGHUP);
    }

    private final class Output extends OutputStream {
        private final char type;

        Output(char type) {
            this.type = type;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            writer.bytes(type, bytes, offset, length);
        }
    }
}
