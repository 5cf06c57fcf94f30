package org.vezere.linux.plan;

/// A place in the keeper that receives the result of an operation; later operations use it as an argument.
///
/// @param index 0 to 63
/// @param name for people, `r3` or `r3:proc`
public record Register(int index, String name) implements Descriptor {

    /// How many the keeper has.
    public static final int COUNT = 64;

    /// @throws IllegalArgumentException when the keeper has no such register
    public Register {
        if (index < 0 || index >= COUNT) {
            throw new IllegalArgumentException("register " + index + ": the keeper has 0 to " + (COUNT - 1));
        }
    }

    @Override
    public int kind() {
        return 2;
    }

    @Override
    public long word() {
        return index;
    }

    @Override
    public String words() {
        return name;
    }
}
