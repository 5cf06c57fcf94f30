package org.vezere.model.value;

import java.util.regex.Pattern;

/// Checks of names, paths and free text that come from outside: what they may hold, so that nothing behind them (a
/// shell, a kernel interface, a directory) understands more than was meant.
public final class Texts {
    /// The most bytes that any value may have.
    public static final int MAX = 65_535;

    private static final int HOST_MAX = 64;
    private static final int FILE_MAX = 255;
    private static final int PATH_MAX = 4095;
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+@-]{0,14}");
    private static final Pattern LABELS =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+:@-]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+.][A-Za-z0-9 _+.-]*");
    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}:.+");

    private Texts() {}

    /// A text that is one line: no control characters, nothing that UTF-8 can't write, at most [#MAX] bytes.
    ///
    /// @throws BadValueException when it is not
    public static String line(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new BadValueException("one line without control characters");
        }
        long bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (Character.getType(point) == Character.SURROGATE) {
                throw new BadValueException("text that UTF-8 can write");
            }
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            i += Character.charCount(point);
        }
        if (bytes > MAX) {
            throw new BadValueException("at most " + MAX + " bytes");
        }
        return text;
    }

    /// A name that the kernel gives to a network interface.
    ///
    /// @throws BadValueException when it is none
    public static String interfaceName(String text) {
        if (!INTERFACE.matcher(text).matches()) {
            throw new BadValueException(
                    "an interface name: 1 to 15 letters, digits and . _ + @ -, not beginning with . or -");
        }
        return text;
    }

    /// A host name as RFC 1123 has it (and underscores, which are in use), at most 64 bytes as sethostname(2) takes.
    ///
    /// @throws BadValueException when it is none
    public static String hostName(String text) {
        if (text.length() > HOST_MAX || !LABELS.matcher(text).matches()) {
            throw new BadValueException(
                    "a host name: letters, digits, - and dots, at most " + HOST_MAX + " characters");
        }
        return text;
    }

    /// A domain to search names in.
    ///
    /// @throws BadValueException when it is none
    public static String domain(String text) {
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (bare.length() > FILE_MAX || !LABELS.matcher(bare).matches()) {
            throw new BadValueException("a domain name: letters, digits, - and dots");
        }
        return text;
    }

    /// The name of a template, a sample or the like, which becomes part of a file's name in a fixed directory.
    ///
    /// @throws BadValueException when it is none
    public static String fileName(String text) {
        if (text.length() > FILE_MAX || !FILE.matcher(text).matches()) {
            throw new BadValueException("a name of letters, digits and . _ + : @ -, not beginning with . or -");
        }
        return text;
    }

    /// The name of a VE, or nothing to take the name away.
    ///
    /// @throws BadValueException when it is none
    public static String veName(String text) {
        boolean dots = text.equals(".") || text.equals("..");
        if (!text.isEmpty()
                && (dots || text.length() > FILE_MAX || !NAME.matcher(text).matches())) {
            throw new BadValueException("letters, digits, blanks and - + _ ., not beginning with a blank or -");
        }
        return text;
    }

    /// An absolute path without `..`; it may hold a literal `$VEID`.
    ///
    /// @throws BadValueException when it is none
    public static String path(String text) {
        line(text);
        boolean up = text.endsWith("/..") || text.contains("/../");
        if (!text.startsWith("/") || up || text.length() > PATH_MAX) {
            throw new BadValueException("an absolute path without ..");
        }
        return text;
    }

    /// A user's name and new password, `USER:PASSWORD`.
    ///
    /// @throws BadValueException when it is none
    public static String userPassword(String text) {
        line(text);
        if (!PASSWORD.matcher(text).matches()) {
            throw new BadValueException("USER:PASSWORD");
        }
        return text;
    }
}
