package org.vezere.model.value;

import java.util.regex.Pattern;

/// A device of VE0, by its path below `/dev`, that a VE gets as well.
public record DeviceNode(String path, Permissions permissions) {
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+:-]*(/[A-Za-z0-9_][A-Za-z0-9_.+:-]*)*");

    /// Reads `net/tun:rw`.
    ///
    /// @throws BadValueException when the text is no such thing, or the path could leave `/dev`
    public static DeviceNode parse(String text) {
        int colon = text.lastIndexOf(':');
        String path = colon < 0 ? "" : text.substring(0, colon);
        if (!PATH.matcher(path).matches() || path.length() > 255) {
            throw new BadValueException("a path below /dev and its permissions, such as net/tun:rw");
        }
        return new DeviceNode(path, Permissions.parse(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return path + ":" + permissions;
    }
}
