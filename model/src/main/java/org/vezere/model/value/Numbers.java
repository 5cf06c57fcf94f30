package org.vezere.model.value;

/// Whole numbers read strictly: decimal digits only, no sign, no blanks, no leading zeros, nothing behind.
///
/// `strtoul(3)` and its like take "0 evil" for 0 and 2^32 for something small; ids read that way reach the wrong owner.
public final class Numbers {
    private static final int MOST_DIGITS = 19;

    private Numbers() {}

    /// Reads a number of a range.
    ///
    /// @throws BadValueException when it is not one
    public static long parse(String text, long least, long most) {
        if (isPlain(text)) {
            try {
                long value = Long.parseLong(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException beyondLong) {
                throw new BadValueException(expected(least, most));
            }
        }
        throw new BadValueException(expected(least, most));
    }

    /// Reads a number of a range within `int`.
    ///
    /// @throws BadValueException when it is not one
    public static int parseInt(String text, int least, int most) {
        return (int) parse(text, least, most);
    }

    /// Whether the text is a number in this strict sense, in whatever range.
    public static boolean isPlain(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS || (text.length() > 1 && text.charAt(0) == '0')) {
            return false;
        }
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String expected(long least, long most) {
        return most == Long.MAX_VALUE ? "a whole number from " + least : "a whole number from " + least + " to " + most;
    }
}
