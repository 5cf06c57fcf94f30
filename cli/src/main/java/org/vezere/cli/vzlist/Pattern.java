package org.vezere.cli.vzlist;

/// A shell pattern, as fnmatch(3) without flags takes it: `*`, `?`, `[a-z]`, `[!a-z]` and `\` before a character that
/// means itself. Everything else means itself, a dot and a slash too.
record Pattern(String pattern) {
    /// Whether the pattern is all of the text.
    ///
    /// Only the last star is ever taken back to, so the time is bounded by the product of the lengths.
    boolean matches(String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            int end = p < pattern.length() && pattern.charAt(p) != '*' ? one(p, text.charAt(t)) : -1;
            if (end >= 0) {
                p = end;
                t++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// Where the pattern goes on if its element at `p` matches the character, else -1.
    private int one(int p, char c) {
        char element = pattern.charAt(p);
        if (element == '?') {
            return p + 1;
        }
        if (element == '[') {
            int end = set(p, c);
            if (end != UNCLOSED) {
                return end;
            }
        }
        if (element == '\\' && p + 1 < pattern.length()) {
            return pattern.charAt(p + 1) == c ? p + 2 : -1;
        }
        return element == c ? p + 1 : -1;
    }

    private static final int UNCLOSED = -2;

    /// As [#one], or [#UNCLOSED] if no bracket closes the set: then the opening one means itself.
    private int set(int p, char c) {
        int i = p + 1;
        boolean not = i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^');
        if (not) {
            i++;
        }
        boolean found = false;
        boolean first = true;
        while (i < pattern.length() && (first || pattern.charAt(i) != ']')) {
            first = false;
            char low = pattern.charAt(i);
            char high = low;
            if (i + 2 < pattern.length() && pattern.charAt(i + 1) == '-' && pattern.charAt(i + 2) != ']') {
                high = pattern.charAt(i + 2);
                i += 2;
            }
            found |= low <= c && c <= high;
            i++;
        }
        if (i >= pattern.length()) {
            return UNCLOSED;
        }
        return found != not ? i + 1 : -1;
    }
}
