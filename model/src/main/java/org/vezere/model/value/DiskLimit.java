package org.vezere.model.value;

/// Soft and hard limit of a disk quota, in KiB or inodes.
///
/// Use may go beyond `soft` for the grace time, never beyond `hard`.
public record DiskLimit(long soft, long hard) {
    public DiskLimit {
        if (soft < 0 || hard < 0) {
            throw new IllegalArgumentException("limits are not negative: " + soft + ":" + hard);
        }
    }

    /// Reads `SOFT:HARD`, or one value for both. There is no `unlimited`: a disk always has an end.
    ///
    /// @throws BadValueException when the text is none or the soft limit lies above the hard one
    public static DiskLimit parse(String text, Unit unit) {
        int colon = text.indexOf(':');
        long soft = Quantity.parse(colon < 0 ? text : text.substring(0, colon), unit);
        long hard = colon < 0 ? soft : Quantity.parse(text.substring(colon + 1), unit);
        if (soft > hard) {
            throw new BadValueException("the soft limit comes first and is not above the hard one");
        }
        return new DiskLimit(soft, hard);
    }

    /// The form that is saved, always with both numbers.
    @Override
    public String toString() {
        return soft + ":" + hard;
    }
}
