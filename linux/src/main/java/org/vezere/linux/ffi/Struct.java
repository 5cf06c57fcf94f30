package org.vezere.linux.ffi;

import java.util.ArrayList;
import java.util.List;

/// How C lays out a structure that we share with the kernel: names, offsets and widths of its fields.
///
/// Each one is compared with the system's headers by a test that lets the C compiler assert offsets and sizes.
///
/// @param cName as C declares it, `struct open_how`
/// @param headers to include, in order
/// @param fields those that Vezere names; C may have more
/// @param size in bytes
public record Struct(String cName, List<String> headers, List<Field> fields, int size) {

    public Struct {
        headers = List.copyOf(headers);
        fields = List.copyOf(fields);
    }

    /// Begins the description of a structure.
    public static Builder named(String cName, String... headers) {
        return new Builder(cName, List.of(headers), false);
    }

    /// Begins the description of a structure without padding between fields (`__attribute__((packed))`).
    public static Builder packed(String cName, String... headers) {
        return new Builder(cName, List.of(headers), true);
    }

    /// One field.
    ///
    /// @param name as in C; nested ones with dots
    /// @param offset in bytes from the structure's beginning
    /// @param width in bytes; more than 8 for arrays
    public record Field(String name, int offset, int width) {

        /// Stores the low bits of a number.
        public void put(Block block, long value) {
            putAt(block, 0, value);
        }

        /// Stores a number in a structure that begins at `base` of the block.
        public void putAt(Block block, long base, long value) {
            switch (width) {
                case 1 -> block.putU8(base + offset, value);
                case 2 -> block.putU16(base + offset, value);
                case 4 -> block.putU32(base + offset, value);
                case 8 -> block.putU64(base + offset, value);
                default -> throw new IllegalStateException(name + " is not a number");
            }
        }

        /// Reads a number; narrower ones than 64 bits as unsigned.
        public long get(Block block) {
            return getAt(block, 0);
        }

        /// Reads a number from a structure that begins at `base` of the block.
        public long getAt(Block block, long base) {
            return switch (width) {
                case 1 -> block.u8(base + offset);
                case 2 -> block.u16(base + offset);
                case 4 -> block.u32(base + offset);
                case 8 -> block.i64(base + offset);
                default -> throw new IllegalStateException(name + " is not a number");
            };
        }
    }

    /// Collects fields in the order in which C declares them and aligns them as C does.
    public static final class Builder {
        private final String cName;
        private final List<String> headers;
        private final boolean packed;
        private final List<Field> fields = new ArrayList<>();
        private int end;
        private int alignment = 1;

        private Builder(String cName, List<String> headers, boolean packed) {
            this.cName = cName;
            this.headers = headers;
            this.packed = packed;
        }

        /// A field of one byte.
        public Field u8(String name) {
            return add(name, 1, 1);
        }

        /// A field of two bytes.
        public Field u16(String name) {
            return add(name, 2, 2);
        }

        /// A field of four bytes.
        public Field u32(String name) {
            return add(name, 4, 4);
        }

        /// A field of eight bytes, pointers included.
        public Field u64(String name) {
            return add(name, 8, 8);
        }

        /// An array.
        ///
        /// @param element width of one element, which decides the alignment
        public Field array(String name, int element, int count) {
            return add(name, element * count, element);
        }

        /// Leaves out bytes that Vezere has no name for.
        public Builder skip(int bytes) {
            end += bytes;
            return this;
        }

        private Field add(String name, int width, int align) {
            if (!packed) {
                alignment = Math.max(alignment, align);
                end = (end + align - 1) / align * align;
            }
            Field field = new Field(name, end, width);
            fields.add(field);
            end += width;
            return field;
        }

        /// The structure, padded at its end as C does it.
        public Struct build() {
            return new Struct(cName, headers, fields, (end + alignment - 1) / alignment * alignment);
        }
    }
}
