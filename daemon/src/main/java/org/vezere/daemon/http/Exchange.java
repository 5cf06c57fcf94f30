package org.vezere.daemon.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.vezere.api.ApiError;
import org.vezere.api.Codecs;
import org.vezere.api.Json;
import org.vezere.api.JsonCodec;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// A request whose route is known, and its response.
///
/// @param variables of the path, decoded, in order
record Exchange(Request request, Response response, List<String> variables) {
    static final String JSON = "application/json";
    static final String JSON_LINES = "application/x-ndjson";
    static final String EVENT_STREAM = "text/event-stream";

    /// No request of ours comes near this.
    static final int MOST = 1 << 20;

    static final int OK = 200;

    private static final int BAD_REQUEST = 400;

    /// The first variable of the path.
    String variable() {
        return variables.getFirst();
    }

    /// A parameter after the question mark.
    Optional<String> query(String name) {
        return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
    }

    /// Whether the client asked for this type of answer by name.
    boolean accepts(String mediaType) {
        return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT).stream().anyMatch(mediaType::equals);
    }

    /// Reads the body.
    <Q> Q body(JsonCodec<Q> codec) throws IOException {
        byte[] bytes;
        try (InputStream in = Content.Source.asInputStream(request)) {
            bytes = in.readNBytes(MOST + 1);
        }
        if (bytes.length > MOST) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER, "the request's body is longer than " + MOST + " bytes");
        }
        if (bytes.length == 0) {
            // Where every field may be left out, so may the braces.
            return Json.read(codec, "{}");
        }
        return Json.read(codec, new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
    }

    /// Answers with one JSON value.
    <A> void json(int status, JsonCodec<A> codec, A value) throws IOException {
        text(status, JSON, Json.write(codec, value) + "\n");
    }

    /// Answers with a text.
    void text(int status, String mediaType, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (status >= BAD_REQUEST) {
            // What is left of a body that nobody read would be taken for the next request.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            out.write(bytes);
        }
    }

    /// Begins an answer that goes on line by line.
    Lines lines(String mediaType) {
        response.setStatus(OK);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
        return new Lines(Content.Sink.asOutputStream(response), mediaType.equals(EVENT_STREAM));
    }

    /// Whether nothing was sent yet, so that a failure can have a status of its own.
    boolean unanswered() {
        return !response.isCommitted();
    }

    /// Answers with a failure.
    void failure(int status, ApiError error) throws IOException {
        json(status, Codecs.ERROR, error);
    }
}
