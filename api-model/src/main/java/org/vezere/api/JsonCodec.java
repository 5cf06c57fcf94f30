package org.vezere.api;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How values of one type become JSON, are read back, and are described to others.
///
/// All three sides come from one object, so the OpenAPI document can't tell something else than what is read and
/// written. Use [Json] to convert whole texts.
///
/// @param <T> the type of the values
public interface JsonCodec<T> {
    /// Writes a value where the writer stands.
    void write(JsonWriter out, T value) throws IOException;

    /// Reads the value at which the reader stands.
    ///
    /// @throws IllegalStateException if it is of another JSON type
    /// @throws IllegalArgumentException if it is of the right JSON type but not a value of this type
    T read(JsonReader in) throws IOException;

    /// The JSON schema (2020-12, as OpenAPI 3.1 has it) of the values.
    ///
    /// @param components takes the schemas of records by name; what is returned may refer to them
    JsonObject schema(Map<String, JsonObject> components);

    /// The value of a record's field that the JSON does not have, or null if the field must be there.
    default @Nullable T absent() {
        return null;
    }
}
