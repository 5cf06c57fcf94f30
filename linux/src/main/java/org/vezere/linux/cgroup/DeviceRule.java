package org.vezere.linux.cgroup;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Devices that a group may use, written as v1 does (`admin-guide/cgroup-v1/devices.rst`): `c 1:3 rwm`, `b *:*
/// m`, `a *:* rwm`.
///
/// @param type `b` block, `c` character, `a` both
/// @param major number, or [#ANY]
/// @param minor number, or [#ANY]
/// @param access some of `r` read, `w` write, `m` mknod, in this order
public record DeviceRule(char type, int major, int minor, String access) {
    /// Every number.
    public static final int ANY = -1;

    private static final Pattern FORM = Pattern.compile("([abc]) (\\*|\\d{1,9}):(\\*|\\d{1,9}) ([rwm]{1,3})");

    public DeviceRule {
        if ("abc".indexOf(type) < 0 || major < ANY || minor < ANY || access.isEmpty() || !access.matches("r?w?m?")) {
            throw new IllegalArgumentException(
                    "no device rule: " + type + " " + major + ":" + minor + " \"" + access + "\"");
        }
    }

    /// Reads the written form.
    ///
    /// @throws IllegalArgumentException naming the text when it is none
    public static DeviceRule parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no device rule like \"c 1:3 rwm\": \"" + text + "\"");
        }
        String access = matcher.group(4);
        return new DeviceRule(
                matcher.group(1).charAt(0),
                number(matcher.group(2)),
                number(matcher.group(3)),
                (access.contains("r") ? "r" : "")
                        + (access.contains("w") ? "w" : "")
                        + (access.contains("m") ? "m" : ""));
    }

    private static int number(String text) {
        return text.equals("*") ? ANY : Integer.parseInt(text);
    }

    private static String written(int number) {
        return number == ANY ? "*" : Integer.toString(number);
    }

    @Override
    public String toString() {
        return type + " " + written(major) + ":" + written(minor) + " " + access;
    }
}
