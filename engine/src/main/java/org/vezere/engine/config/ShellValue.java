package org.vezere.engine.config;

/// Values as `sh` writes them: configs are sourced by scripts, so what is written here must mean the same there.
///
/// POSIX.1-2024, XCU 2.2.3: within double quotes only `$`, backtick, `"`, backslash and newline have a meaning, and
/// a backslash takes it away from them.
final class ShellValue {
    private static final String SPECIAL = "\\\"$`";

    private ShellValue() {}

    /// A value in double quotes.
    ///
    /// @param keepVeid whether a literal `$VEID` stays one, to be expanded by whoever reads the value
    static String quote(String value, boolean keepVeid) {
        StringBuilder text = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (SPECIAL.indexOf(c) >= 0 && !(keepVeid && isVeid(value, i))) {
                text.append('\\');
            }
            text.append(c);
        }
        return text.append('"').toString();
    }

    /// The value of what stands behind `=` on a line.
    ///
    /// Text that `sh` takes for one word is read as `sh` reads it. Other programs have written quotes unescaped
    /// (`DESCRIPTION="{"a": 1}"`); there the last quote of the line closes, as the reference has it.
    static String unquote(String text) {
        String raw = text.strip();
        if (raw.startsWith("\"")) {
            int end = closing(raw);
            if (end > 0 && isRest(raw, end + 1)) {
                return unescape(raw.substring(1, end));
            }
            int last = raw.lastIndexOf('"');
            return unescape(raw.substring(1, last > 0 && isRest(raw, last + 1) ? last : raw.length()));
        }
        if (raw.startsWith("'")) {
            int end = raw.indexOf('\'', 1);
            if (end > 0 && isRest(raw, end + 1)) {
                return raw.substring(1, end);
            }
        }
        return unescapeAll(withoutComment(raw));
    }

    /// Replaces `$VEID` and `${VEID}`.
    static String expand(String value, int veid) {
        return value.indexOf('$') < 0
                ? value
                : value.replace("${VEID}", Integer.toString(veid)).replace("$VEID", Integer.toString(veid));
    }

    private static boolean isVeid(String value, int index) {
        if (value.startsWith("${VEID}", index)) {
            return true;
        }
        int end = index + "$VEID".length();
        return value.startsWith("$VEID", index)
                && (end == value.length()
                        || !(Character.isLetterOrDigit(value.charAt(end)) || value.charAt(end) == '_'));
    }

    private static int closing(String raw) {
        for (int i = 1; i < raw.length(); i++) {
            if (raw.charAt(i) == '\\') {
                i++;
            } else if (raw.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isRest(String raw, int index) {
        String rest = raw.substring(index);
        return rest.isBlank()
                || (Character.isWhitespace(rest.charAt(0)) && rest.strip().startsWith("#"));
    }

    private static String withoutComment(String raw) {
        for (int i = 1; i < raw.length(); i++) {
            if (raw.charAt(i) == '#' && Character.isWhitespace(raw.charAt(i - 1))) {
                return raw.substring(0, i).strip();
            }
        }
        return raw.startsWith("#") ? "" : raw;
    }

    private static String unescape(String quoted) {
        return unescape(quoted, SPECIAL);
    }

    private static String unescapeAll(String bare) {
        return unescape(bare, "");
    }

    /// @param special what a backslash has a meaning before; everything when empty
    private static String unescape(String text, String special) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder value = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean escapes = text.charAt(i) == '\\'
                    && i + 1 < text.length()
                    && (special.isEmpty() || special.indexOf(text.charAt(i + 1)) >= 0);
            value.append(text.charAt(escapes ? ++i : i));
        }
        return value.toString();
    }
}
