package org.vezere.cli.vzctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.vezere.model.Streams;

/// Streams of a console whose input obeys escapes at the start of a line: `ESC .` ends the input, `ESC !` asks for the
/// secure attention key. Any other key after ESC is passed on together with it.
final class EscapeStreams implements Streams {
    private static final int ESC = 0x1b;

    private final Streams streams;
    private final InputStream in;

    EscapeStreams(Streams streams, Runnable attention) {
        this.streams = streams;
        this.in = new EscapedInput(streams.in(), attention);
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return streams.out();
    }

    @Override
    public OutputStream err() {
        return streams.err();
    }

    @Override
    public Optional<WindowSize> window() {
        return streams.window();
    }

    @Override
    public void raw(boolean on) {
        streams.raw(on);
    }

    @Override
    public void onResize(Consumer<WindowSize> callback) {
        streams.onResize(callback);
    }

    @Override
    public void onSignal(IntConsumer callback) {
        streams.onSignal(callback);
    }

    private static final class EscapedInput extends InputStream {
        private final InputStream source;
        private final Runnable attention;
        private boolean lineStart = true;
        private boolean escaped;
        private boolean ended;
        /// What was read and not yet taken: an ESC that means nothing may make it one longer than was asked for.
        private byte[] ready = new byte[0];

        private int next;
        private int filled;

        EscapedInput(InputStream source, Runnable attention) {
            this.source = source;
            this.attention = attention;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (next == filled) {
                if (ended) {
                    return -1;
                }
                fill(length);
            }
            int count = Math.min(length, filled - next);
            System.arraycopy(ready, next, buffer, offset, count);
            next += count;
            return count;
        }

        private void fill(int length) throws IOException {
            byte[] raw = new byte[length];
            int count = source.read(raw, 0, length);
            ready = new byte[length + 1];
            next = 0;
            filled = 0;
            if (count < 0) {
                ended = true;
                if (escaped) {
                    ready[filled++] = ESC;
                }
            }
            for (int i = 0; i < count && !ended; i++) {
                take(raw[i]);
            }
        }

        private void take(byte key) {
            if (escaped) {
                escaped = false;
                if (key == '.') {
                    ended = true;
                } else if (key == '!') {
                    attention.run();
                } else {
                    ready[filled++] = ESC;
                    ready[filled++] = key;
                    lineStart = false;
                }
            } else if (key == ESC && lineStart) {
                escaped = true;
            } else {
                ready[filled++] = key;
                lineStart = key == '\r' || key == '\n';
            }
        }
    }
}
