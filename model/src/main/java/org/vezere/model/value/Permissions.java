package org.vezere.model.value;

/// What a VE may do with a device; none of the three takes the device away.
///
/// @param quota `q`: the VE may manage disk quotas on the device
public record Permissions(boolean read, boolean write, boolean quota) {
    /// Not even reading.
    public static final Permissions NONE = new Permissions(false, false, false);

    /// Reads any of the letters `r`, `w`, `q`, or `none`.
    ///
    /// @throws BadValueException when another letter is there, or nothing
    public static Permissions parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        if (text.isEmpty() || !text.chars().allMatch(c -> "rwq".indexOf(c) >= 0)) {
            throw new BadValueException("of the letters r w q, or none");
        }
        return new Permissions(text.indexOf('r') >= 0, text.indexOf('w') >= 0, text.indexOf('q') >= 0);
    }

    /// Whether nothing is allowed.
    public boolean none() {
        return equals(NONE);
    }

    @Override
    public String toString() {
        return none() ? "none" : (read ? "r" : "") + (write ? "w" : "") + (quota ? "q" : "");
    }
}
