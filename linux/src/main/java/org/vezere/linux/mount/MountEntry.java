package org.vezere.linux.mount;

import java.util.List;

/// One mount, as a line of `/proc/PID/mountinfo` tells it (`proc_pid_mountinfo(5)`).
///
/// @param id of the mount
/// @param parent id of the mount that it lies on
/// @param major of the device
/// @param minor of the device
/// @param root the directory of the filesystem that is mounted
/// @param mountPoint where, as the process sees it
/// @param options of the mount
/// @param propagation such as `shared:1`; empty for private mounts
/// @param type of the filesystem
/// @param source the device, or whatever was given instead
/// @param superOptions of the filesystem
public record MountEntry(
        int id,
        int parent,
        int major,
        int minor,
        String root,
        String mountPoint,
        List<String> options,
        List<String> propagation,
        String type,
        String source,
        List<String> superOptions) {

    public MountEntry {
        options = List.copyOf(options);
        propagation = List.copyOf(propagation);
        superOptions = List.copyOf(superOptions);
    }

    /// Reads a line.
    ///
    /// @throws IllegalArgumentException when it has another form
    static MountEntry parse(String line) {
        String[] words = line.split(" ", -1);
        int separator = 6;
        while (separator < words.length && !words[separator].equals("-")) {
            separator++;
        }
        if (separator + 3 >= words.length) {
            throw new IllegalArgumentException("not a line of mountinfo: " + line);
        }
        int colon = words[2].indexOf(':');
        return new MountEntry(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2], 0, colon, 10),
                Integer.parseInt(words[2], colon + 1, words[2].length(), 10),
                unescape(words[3]),
                unescape(words[4]),
                List.of(words[5].split(",", -1)),
                List.of(words).subList(6, separator),
                unescape(words[separator + 1]),
                unescape(words[separator + 2]),
                List.of(words[separator + 3].split(",", -1)));
    }

    /// Space, tab, line feed and backslash are written as three octal digits after a backslash.
    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text, i + 1, i + 4, 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
