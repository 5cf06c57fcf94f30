package org.vezere.daemon.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.vezere.api.Json;
import org.vezere.api.JsonCodec;

/// An answer that goes on: JSON values, each sent at once, by any thread.
final class Lines implements AutoCloseable {
    private final OutputStream out;
    private final boolean eventStream;

    /// @param eventStream as messages of `text/event-stream` instead of lines
    Lines(OutputStream out, boolean eventStream) {
        this.out = out;
        this.eventStream = eventStream;
    }

    /// Sends status and headers, so that the client knows that it is heard.
    synchronized void begin() throws IOException {
        out.flush();
    }

    <T> void write(JsonCodec<T> codec, T value) throws IOException {
        String text = Json.write(codec, value);
        send(eventStream ? "data: " + text + "\n\n" : text + "\n");
    }

    /// Shows that somebody is still here, where the format has a way to say so: a comment, or an empty line.
    void beat() throws IOException {
        send(eventStream ? ":\n\n" : "\n");
    }

    private synchronized void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
