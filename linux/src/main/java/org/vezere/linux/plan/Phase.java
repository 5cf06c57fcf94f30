package org.vezere.linux.plan;

/// Where a plan failed.
public enum Phase {
    /// The operations that the keeper executes before it clones.
    KEEPER,
    /// The clone itself.
    CLONE,
    /// The operations of the child.
    CHILD;

    /// The phase of a number in a FAILED message.
    ///
    /// @throws IllegalArgumentException for a number that the format does not know
    public static Phase of(long number) {
        if (number < 0 || number >= values().length) {
            throw new IllegalArgumentException("phase " + number + " in the keeper's message: 0, 1 or 2 expected");
        }
        return values()[(int) number];
    }
}
