package org.vezere.model.value;

import java.util.OptionalInt;

/// What a VE may do with a device, or with all devices of one major number.
///
/// @param block a block device, else a character device
/// @param minor without one, every minor number of the major
public record DeviceRule(boolean block, int major, OptionalInt minor, Permissions permissions) {
    private static final int LOOP = 7;
    private static final int MAJOR_MAX = 4095;
    private static final int MINOR_MAX = 1_048_575;

    /// Reads `b|c:MAJOR:MINOR|all:[r][w][q]|none`.
    ///
    /// @throws BadValueException when the text is no such rule, or is about loop devices, which hold VE0's images
    public static DeviceRule parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 4 || !(parts[0].equals("b") || parts[0].equals("c"))) {
            throw new BadValueException("b|c:MAJOR:MINOR|all:[r][w][q]|none, such as c:10:200:rw");
        }
        int major = Numbers.parseInt(parts[1], 0, MAJOR_MAX);
        if (major == LOOP) {
            throw new BadValueException("a device that is no loop device: those belong to the node");
        }
        OptionalInt minor =
                parts[2].equals("all") ? OptionalInt.empty() : OptionalInt.of(Numbers.parseInt(parts[2], 0, MINOR_MAX));
        return new DeviceRule(parts[0].equals("b"), major, minor, Permissions.parse(parts[3]));
    }

    /// Whether both are about the same device or devices, so that the later one replaces the earlier.
    public boolean sameDevice(DeviceRule other) {
        return block == other.block && major == other.major && minor.equals(other.minor);
    }

    @Override
    public String toString() {
        return (block ? "b:" : "c:") + major + ":" + (minor.isPresent() ? minor.getAsInt() : "all") + ":" + permissions;
    }
}
