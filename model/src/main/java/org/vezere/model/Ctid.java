package org.vezere.model;

import org.vezere.model.value.BadValueException;
import org.vezere.model.value.Numbers;

/// The number of a VE, 1 to 2147483644. Number 0 is VE0, the hardware node itself, and never a VE.
public record Ctid(int value) implements Comparable<Ctid> {
    /// The largest number that the reference accepts.
    public static final int MAX = 2_147_483_644;

    public Ctid {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException("a CTID is 1 to " + MAX + ", not " + value);
        }
    }

    /// Reads a CTID strictly: decimal digits and nothing else.
    ///
    /// @throws VezereException [FailureKind#BAD_CTID] when the text is none
    public static Ctid parse(String text) {
        try {
            return new Ctid(Numbers.parseInt(text, 1, MAX));
        } catch (BadValueException noNumber) {
            throw new VezereException(FailureKind.BAD_CTID, text, noNumber);
        }
    }

    @Override
    public int compareTo(Ctid other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
