package org.vezere.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The codec of a record: one row per field, read by name in any order, written in the order of the rows.
///
/// A field that is unknown, given twice or missing is refused by name.
final class RecordCodec<T> implements JsonCodec<T> {
    private final String name;
    private final String description;
    private final List<Field<T, ?>> fields;
    private final Function<Values<T>, T> maker;

    private RecordCodec(String name, String description, List<Field<T, ?>> fields, Function<Values<T>, T> maker) {
        this.name = name;
        this.description = description;
        this.fields = List.copyOf(fields);
        this.maker = maker;
    }

    /// Begins the table of a record's fields.
    static <T> Builder<T> of(String name, String description) {
        return new Builder<>(name, description);
    }

    @Override
    public void write(JsonWriter out, T value) throws IOException {
        out.beginObject();
        for (Field<T, ?> field : fields) {
            field.write(out, value);
        }
        out.endObject();
    }

    @Override
    public T read(JsonReader in) throws IOException {
        Values<T> values = new Values<>(new Object[fields.size()]);
        JsonTypes.expect(in, JsonToken.BEGIN_OBJECT, "an object");
        in.beginObject();
        while (in.hasNext()) {
            Field<T, ?> field = field(in.nextName());
            if (field.derived()) {
                in.skipValue();
            } else if (values.slots[field.index()] != null) {
                throw new IllegalArgumentException(field.name() + " is given twice");
            } else {
                values.slots[field.index()] = field.codec().read(in);
            }
        }
        in.endObject();
        for (Field<T, ?> field : fields) {
            if (!field.derived() && values.slots[field.index()] == null) {
                values.slots[field.index()] = field.codec().absent();
                if (values.slots[field.index()] == null) {
                    throw new IllegalArgumentException(name + " needs the field " + field.name());
                }
            }
        }
        return maker.apply(values);
    }

    @Override
    public JsonObject schema(Map<String, JsonObject> components) {
        if (!components.containsKey(name)) {
            JsonObject schema = new JsonObject();
            components.put(name, schema);
            schema.addProperty("type", "object");
            schema.addProperty("description", description);
            JsonObject properties = new JsonObject();
            JsonArray required = new JsonArray();
            for (Field<T, ?> field : fields) {
                properties.add(field.name(), field.schema(components));
                if (field.codec().absent() == null && !field.derived()) {
                    required.add(field.name());
                }
            }
            schema.add("properties", properties);
            if (!required.isEmpty()) {
                schema.add("required", required);
            }
            schema.addProperty("additionalProperties", false);
        }
        JsonObject reference = new JsonObject();
        reference.addProperty("$ref", "#/components/schemas/" + name);
        return reference;
    }

    private Field<T, ?> field(String wanted) {
        for (Field<T, ?> field : fields) {
            if (field.name().equals(wanted)) {
                return field;
            }
        }
        throw new IllegalArgumentException(name + " has no field " + wanted + ", but "
                + fields.stream().map(Field::name).toList());
    }

    /// One field of a record.
    ///
    /// @param derived follows from other fields: written for the reader's convenience, not read
    record Field<T, F>(
            String name, int index, JsonCodec<F> codec, Function<T, F> accessor, String description, boolean derived) {
        void write(JsonWriter out, T value) throws IOException {
            out.name(name);
            codec.write(out, accessor.apply(value));
        }

        JsonObject schema(Map<String, JsonObject> components) {
            JsonObject schema = codec.schema(components);
            if (!description.isEmpty()) {
                schema.addProperty("description", description);
            }
            if (derived) {
                schema.addProperty("readOnly", true);
            }
            return schema;
        }
    }

    /// The fields' values while a record is read.
    static final class Values<T> {
        private final @Nullable Object[] slots;

        private Values(@Nullable Object[] slots) {
            this.slots = slots;
        }

        /// The value of a field of the same record.
        @SuppressWarnings("unchecked") // the slot was filled by the field's own codec
        <F> F get(Field<T, F> field) {
            return (F) java.util.Objects.requireNonNull(slots[field.index()]);
        }
    }

    /// Collects the rows.
    static final class Builder<T> {
        private final String name;
        private final String description;
        private final List<Field<T, ?>> fields = new ArrayList<>();

        private Builder(String name, String description) {
            this.name = name;
            this.description = description;
        }

        /// A field that is written and read.
        <F> Field<T, F> field(String field, JsonCodec<F> codec, Function<T, F> accessor, String words) {
            return add(new Field<>(field, fields.size(), codec, accessor, words, false));
        }

        /// A field that is written only.
        <F> Builder<T> derived(String field, JsonCodec<F> codec, Function<T, F> accessor, String words) {
            var _ = add(new Field<>(field, fields.size(), codec, accessor, words, true));
            return this;
        }

        /// Ends the table.
        ///
        /// @param maker makes the record of its fields' values
        JsonCodec<T> build(Function<Values<T>, T> maker) {
            return new RecordCodec<>(name, description, fields, maker);
        }

        private <F> Field<T, F> add(Field<T, F> field) {
            fields.add(field);
            return field;
        }
    }
}
