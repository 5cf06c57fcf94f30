package org.vezere.api;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Whole JSON texts (RFC 8259) of the values of this package, by the codecs of [Codecs].
public final class Json {
    /// Deepest nesting that is read; nothing of ours nests deeper than seven.
    static final int MAX_DEPTH = 16;

    private Json() {}

    /// The value as one line of JSON.
    public static <T> String write(JsonCodec<T> codec, T value) {
        StringWriter text = new StringWriter();
        write(codec, value, text);
        return text.toString();
    }

    /// Writes the value as one line of JSON, without an end of line.
    public static <T> void write(JsonCodec<T> codec, T value, Writer target) {
        JsonWriter out = new JsonWriter(target);
        out.setStrictness(Strictness.STRICT);
        out.setHtmlSafe(false);
        try {
            codec.write(out, value);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a text that holds exactly one value.
    ///
    /// @throws VezereException [FailureKind#BAD_PARAMETER] that says where and what is wrong
    public static <T> T read(JsonCodec<T> codec, String text) {
        return read(codec, new StringReader(text));
    }

    /// Reads a text that holds exactly one value. How long the text may be is the caller's business.
    ///
    /// @throws VezereException [FailureKind#BAD_PARAMETER] that says where and what is wrong
    /// @throws UncheckedIOException if the source fails
    public static <T> T read(JsonCodec<T> codec, Reader source) {
        JsonReader in = new JsonReader(source);
        in.setStrictness(Strictness.STRICT);
        in.setNestingLimit(MAX_DEPTH);
        try {
            T value = codec.read(in);
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("something follows the value");
            }
            return value;
        } catch (MalformedJsonException | java.io.EOFException e) {
            throw bad(in, "not JSON (" + e.getMessage() + ")", e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw bad(in, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VezereException bad(JsonReader in, String words, Exception cause) {
        return new VezereException(FailureKind.BAD_PARAMETER, "JSON at " + in.getPath() + ": " + words, cause);
    }
}
