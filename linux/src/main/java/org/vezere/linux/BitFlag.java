package org.vezere.linux;

import java.util.Locale;

/// One flag of a kernel interface: a constant of an enum, together with the bits that the kernel knows it by.
public interface BitFlag {

    /// The bits; more than one where the kernel defines the flag so.
    long bits();

    /// The constant's name.
    String name();

    /// All bits of several flags.
    @SafeVarargs
    static <F extends BitFlag> long of(F... flags) {
        long bits = 0;
        for (F flag : flags) {
            bits |= flag.bits();
        }
        return bits;
    }

    /// All bits of several flags.
    static long of(Iterable<? extends BitFlag> flags) {
        long bits = 0;
        for (BitFlag flag : flags) {
            bits |= flag.bits();
        }
        return bits;
    }

    /// The flags' names for a person, `nosuid|nodev`; `0` for none.
    static String words(Iterable<? extends BitFlag> flags) {
        StringBuilder words = new StringBuilder();
        for (BitFlag flag : flags) {
            words.append(words.isEmpty() ? "" : "|").append(flag.name().toLowerCase(Locale.ROOT));
        }
        return words.isEmpty() ? "0" : words.toString();
    }
}
