package org.vezere.model;

/// The number of a VE, 1 to 2147483644. Number 0 is VE0, the hardware node itself, and never a VE.
public record Ctid(int value) implements Comparable<Ctid> {
    /// The largest number that the reference accepts.
    public static final int MAX = 2_147_483_644;

    public Ctid {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException("a CTID is 1 to " + MAX + ", not " + value);
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
