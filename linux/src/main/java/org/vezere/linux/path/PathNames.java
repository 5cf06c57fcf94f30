package org.vezere.linux.path;

import java.nio.charset.StandardCharsets;

/// Paths taken apart.
final class PathNames {
    private PathNames() {}

    static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    /// A name that is one step down and nothing else.
    ///
    /// @throws IllegalArgumentException otherwise
    static byte[] single(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a single file");
        }
        return bytes(name);
    }

    /// The path without its last name; `.` for a path of one name.
    static String parent(String path) {
        String trimmed = trim(path);
        int slash = trimmed.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : trimmed.substring(0, slash);
    }

    /// The last name of a path.
    ///
    /// @throws IllegalArgumentException when that is empty, `.` or `..`
    static byte[] last(String path) {
        String trimmed = trim(path);
        String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("\"" + path + "\" does not end with a file's name");
        }
        return bytes(name);
    }

    static String trim(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
