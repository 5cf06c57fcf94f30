package org.vezere.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vezere.model.Ctid;

/// Codecs of plain values, and of lists, maps and options of them.
final class JsonTypes {
    /// Longest decimal number that is read; a longer one is an attack on the arithmetic.
    private static final int MAX_NUMBER = 40;

    static final JsonCodec<String> STRING = plain(
            "string",
            "",
            in -> {
                expect(in, JsonToken.STRING, "a string");
                return in.nextString();
            },
            JsonWriter::value);

    static final JsonCodec<Boolean> BOOLEAN = plain(
            "boolean",
            "",
            in -> {
                expect(in, JsonToken.BOOLEAN, "true or false");
                return in.nextBoolean();
            },
            (out, value) -> out.value((boolean) value));

    static final JsonCodec<Integer> INTEGER =
            plain("integer", "int32", in -> decimal(in).intValueExact(), (out, value) -> out.value((long) value));

    static final JsonCodec<Long> LONG =
            plain("integer", "int64", in -> decimal(in).longValueExact(), (out, value) -> out.value((long) value));

    static final JsonCodec<Double> NUMBER =
            plain("number", "double", in -> decimal(in).doubleValue(), (out, value) -> out.value((double) value));

    static final JsonCodec<Ctid> CTID = plain(
            "integer",
            "int32",
            in -> new Ctid(decimal(in).intValueExact()),
            (out, value) -> out.value((long) value.value()));

    /// ISO 8601 in UTC.
    static final JsonCodec<Instant> INSTANT = plain(
            "string",
            "date-time",
            in -> {
                String text = STRING.read(in);
                try {
                    return Instant.parse(text);
                } catch (DateTimeParseException e) {
                    throw new IllegalArgumentException("not a time like 2026-01-31T12:00:00Z: " + text, e);
                }
            },
            (out, value) -> out.value(value.toString()));

    /// Seconds with up to nine decimals.
    static final JsonCodec<Duration> SECONDS = plain(
            "number",
            "double",
            in -> {
                BigDecimal seconds = decimal(in).setScale(9, RoundingMode.HALF_UP);
                BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
                return Duration.ofSeconds(
                        whole.longValueExact(),
                        seconds.subtract(whole).movePointRight(9).longValueExact());
            },
            (out, value) -> out.value(BigDecimal.valueOf(value.getSeconds())
                    .add(BigDecimal.valueOf(value.getNano(), 9))
                    .stripTrailingZeros()));

    /// A limit; `null` in JSON is unlimited, [Long#MAX_VALUE] here.
    static final JsonCodec<Long> LIMIT = new JsonCodec<>() {
        @Override
        public void write(JsonWriter out, Long value) throws IOException {
            if (value == Long.MAX_VALUE) {
                out.nullValue();
            } else {
                out.value((long) value);
            }
        }

        @Override
        public Long read(JsonReader in) throws IOException {
            return readNull(in) ? Long.MAX_VALUE : LONG.read(in);
        }

        @Override
        public JsonObject schema(Map<String, JsonObject> components) {
            JsonObject schema = nullable(LONG.schema(components));
            schema.addProperty("description", "null is unlimited");
            return schema;
        }
    };

    private JsonTypes() {}

    /// The constants of an enum by their names.
    static <E extends Enum<E>> JsonCodec<E> enumeration(Class<E> type) {
        E[] constants = type.getEnumConstants();
        return new JsonCodec<>() {
            @Override
            public void write(JsonWriter out, E value) throws IOException {
                out.value(value.name());
            }

            @Override
            public E read(JsonReader in) throws IOException {
                String name = STRING.read(in);
                for (E constant : constants) {
                    if (constant.name().equals(name)) {
                        return constant;
                    }
                }
                throw new IllegalArgumentException("one of " + Arrays.toString(constants) + " expected, not " + name);
            }

            @Override
            public JsonObject schema(Map<String, JsonObject> components) {
                JsonArray names = new JsonArray();
                for (E constant : constants) {
                    names.add(constant.name());
                }
                JsonObject schema = new JsonObject();
                schema.addProperty("type", "string");
                schema.add("enum", names);
                return schema;
            }
        };
    }

    /// An array.
    static <T> JsonCodec<List<T>> list(JsonCodec<T> element) {
        return new JsonCodec<>() {
            @Override
            public void write(JsonWriter out, List<T> values) throws IOException {
                out.beginArray();
                for (T value : values) {
                    element.write(out, value);
                }
                out.endArray();
            }

            @Override
            public List<T> read(JsonReader in) throws IOException {
                List<T> values = new ArrayList<>();
                expect(in, JsonToken.BEGIN_ARRAY, "an array");
                in.beginArray();
                while (in.hasNext()) {
                    values.add(element.read(in));
                }
                in.endArray();
                return List.copyOf(values);
            }

            @Override
            public JsonObject schema(Map<String, JsonObject> components) {
                JsonObject schema = new JsonObject();
                schema.addProperty("type", "array");
                schema.add("items", element.schema(components));
                return schema;
            }
        };
    }

    /// An object whose names are data; written in the names' order.
    static <T> JsonCodec<Map<String, T>> map(JsonCodec<T> element) {
        return new JsonCodec<>() {
            @Override
            public void write(JsonWriter out, Map<String, T> values) throws IOException {
                out.beginObject();
                for (Map.Entry<String, T> entry : new TreeMap<>(values).entrySet()) {
                    out.name(entry.getKey());
                    element.write(out, entry.getValue());
                }
                out.endObject();
            }

            @Override
            public Map<String, T> read(JsonReader in) throws IOException {
                Map<String, T> values = new LinkedHashMap<>();
                expect(in, JsonToken.BEGIN_OBJECT, "an object");
                in.beginObject();
                while (in.hasNext()) {
                    String name = in.nextName();
                    if (values.put(name, element.read(in)) != null) {
                        throw new IllegalArgumentException(name + " is given twice");
                    }
                }
                in.endObject();
                return Map.copyOf(values);
            }

            @Override
            public JsonObject schema(Map<String, JsonObject> components) {
                JsonObject schema = new JsonObject();
                schema.addProperty("type", "object");
                schema.add("additionalProperties", element.schema(components));
                return schema;
            }
        };
    }

    /// A value, or `null`, or in a record no field at all.
    static <T> JsonCodec<Optional<T>> optional(JsonCodec<T> codec) {
        return new JsonCodec<>() {
            @Override
            public void write(JsonWriter out, Optional<T> value) throws IOException {
                if (value.isPresent()) {
                    codec.write(out, value.get());
                } else {
                    out.nullValue();
                }
            }

            @Override
            public Optional<T> read(JsonReader in) throws IOException {
                return readNull(in) ? Optional.empty() : Optional.of(codec.read(in));
            }

            @Override
            public JsonObject schema(Map<String, JsonObject> components) {
                return nullable(codec.schema(components));
            }

            @Override
            public Optional<T> absent() {
                return Optional.empty();
            }
        };
    }

    /// A field that may be left out.
    static <T> JsonCodec<T> orElse(JsonCodec<T> codec, T otherwise) {
        return new JsonCodec<>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                codec.write(out, value);
            }

            @Override
            public T read(JsonReader in) throws IOException {
                return codec.read(in);
            }

            @Override
            public JsonObject schema(Map<String, JsonObject> components) {
                return codec.schema(components);
            }

            @Override
            public @Nullable T absent() {
                return otherwise;
            }
        };
    }

    /// Refuses a value of another JSON type than the one needed.
    static void expect(JsonReader in, JsonToken token, String words) throws IOException {
        JsonToken found = in.peek();
        if (found != token) {
            throw new IllegalArgumentException(words + " expected, not " + found);
        }
    }

    private static BigDecimal decimal(JsonReader in) throws IOException {
        expect(in, JsonToken.NUMBER, "a number");
        String text = in.nextString();
        BigDecimal number = text.length() > MAX_NUMBER ? null : new BigDecimal(text);
        if (number == null || Math.abs((long) number.scale()) > 400) {
            throw new IllegalArgumentException("a number of at most " + MAX_NUMBER + " digits expected");
        }
        return number;
    }

    private static boolean readNull(JsonReader in) throws IOException {
        if (in.peek() != JsonToken.NULL) {
            return false;
        }
        in.nextNull();
        return true;
    }

    private static JsonObject nullable(JsonObject schema) {
        JsonObject none = new JsonObject();
        none.addProperty("type", "null");
        JsonArray choice = new JsonArray();
        choice.add(schema);
        choice.add(none);
        JsonObject result = new JsonObject();
        result.add("anyOf", choice);
        return result;
    }

    private static <T> JsonCodec<T> plain(String type, String format, Reading<T> reading, Writing<T> writing) {
        return new JsonCodec<>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                writing.write(out, value);
            }

            @Override
            public T read(JsonReader in) throws IOException {
                try {
                    return reading.read(in);
                } catch (ArithmeticException e) {
                    throw new IllegalArgumentException("the number is out of range", e);
                }
            }

            @Override
            public JsonObject schema(Map<String, JsonObject> components) {
                JsonObject schema = new JsonObject();
                schema.addProperty("type", type);
                if (!format.isEmpty()) {
                    schema.addProperty("format", format);
                }
                return schema;
            }
        };
    }

    private interface Reading<T> {
        T read(JsonReader in) throws IOException;
    }

    private interface Writing<T> {
        void write(JsonWriter out, T value) throws IOException;
    }
}
