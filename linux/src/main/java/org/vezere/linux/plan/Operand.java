package org.vezere.linux.plan;

import org.vezere.linux.BitFlag;

/// One argument of an operation.
public sealed interface Operand permits Descriptor, Operand.Constant, Operand.Flags, Operand.Symbol, Operand.Data {

    /// How the plan encodes it: 0 number, 1 offset in the plan, 2 a register's value.
    int kind();

    /// The 64 bits in the operation.
    long word();

    /// The argument for a person.
    String words();

    /// A plain number.
    record Constant(long value) implements Operand {
        @Override
        public int kind() {
            return 0;
        }

        @Override
        public long word() {
            return value;
        }

        @Override
        public String words() {
            return Long.toString(value);
        }
    }

    /// A number with a name of its own, such as a command of `prctl`.
    record Symbol(long value, String name) implements Operand {
        @Override
        public int kind() {
            return 0;
        }

        @Override
        public long word() {
            return value;
        }

        @Override
        public String words() {
            return name;
        }
    }

    /// Flags joined to one number.
    record Flags(long value, Iterable<? extends BitFlag> flags) implements Operand {

        /// Joins them.
        public static Flags of(Iterable<? extends BitFlag> flags) {
            return new Flags(BitFlag.of(flags), flags);
        }

        @Override
        public int kind() {
            return 0;
        }

        @Override
        public long word() {
            return value;
        }

        @Override
        public String words() {
            return BitFlag.words(flags);
        }
    }

    /// Bytes in the plan, passed by address.
    ///
    /// @param offset from the beginning of the plan's data
    /// @param meaning for a person: a quoted string, a structure's fields
    record Data(long offset, Object meaning) implements Operand {
        @Override
        public int kind() {
            return 1;
        }

        @Override
        public long word() {
            return offset;
        }

        @Override
        public String words() {
            return meaning.toString();
        }
    }
}
