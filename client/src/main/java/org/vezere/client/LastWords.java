package org.vezere.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What vzd says on its standard error before it is ready, the latest of it.
final class LastWords implements AutoCloseable {
    private static final int LIMIT = 4096;

    private final InputStream from;
    private byte[] words = {};
    private boolean cut;

    LastWords(InputStream from) {
        this.from = from;
    }

    /// Takes what is there without waiting: a full pipe would stop vzd.
    void hear() {
        try {
            int there = from.available();
            while (there > 0) {
                add(from.readNBytes(there));
                there = from.available();
            }
        } catch (IOException ended) {
            // Then that was all.
        }
    }

    /// The reason, and in lines of their own what vzd said.
    String after(String reason) {
        hear();
        String text = new String(words, StandardCharsets.UTF_8).stripTrailing();
        String whole = cut ? text.substring(text.indexOf('\n') + 1) : text;
        return whole.isEmpty() ? reason : reason + "\n" + whole;
    }

    private void add(byte... more) {
        int length = words.length;
        words = Arrays.copyOf(words, length + more.length);
        System.arraycopy(more, 0, words, length, more.length);
        if (words.length > LIMIT) {
            words = Arrays.copyOfRange(words, words.length - LIMIT, words.length);
            cut = true;
        }
    }

    @Override
    public void close() throws IOException {
        from.close();
    }
}
