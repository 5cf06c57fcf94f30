package org.vezere.linux.mount;

/// A run of ids inside a user namespace and the ids outside that they stand for; a line of `/proc/PID/uid_map`.
///
/// @param inside first id inside
/// @param outside first id outside
/// @param count how many, at least 1
public record IdRange(long inside, long outside, long count) {
    private static final long HIGHEST = 0xffffffffL;

    /// @throws IllegalArgumentException when an id is negative or above 2^32 - 2
    public IdRange {
        if (inside < 0 || outside < 0 || count < 1 || inside + count > HIGHEST || outside + count > HIGHEST) {
            throw new IllegalArgumentException("ids " + inside + " -> " + outside + ", " + count
                    + " of them: each end must be from 0 to " + (HIGHEST - 1));
        }
    }

    String line() {
        return inside + " " + outside + " " + count + "\n";
    }
}
