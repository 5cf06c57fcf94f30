package org.vezere.linux.sysctl;

import java.util.Optional;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;
import org.vezere.linux.KernelFile;

/// A kernel parameter by its name, as `sysctl(8)` writes it.
///
/// Dots separate, unless a slash comes first: then slashes do, so that interfaces with dots have a name, too
/// (`net/ipv4/conf/eth0.5/rp_filter`). A slash in a name with dots stands for a dot
/// (`net.ipv4.conf.eth0/5.rp_filter`).
public record Sysctl(String name) {
    private static final String ROOT = "/proc/sys/";

    /// @throws IllegalArgumentException when the name is empty, has empty parts or leads out of `/proc/sys`
    public Sysctl {
        String path = relative(name);
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("\"" + name + "\" is not the name of a kernel parameter");
            }
        }
    }

    /// The file.
    public String path() {
        return ROOT + relative(name);
    }

    /// Its value without the last line feed; nothing when this kernel, or this namespace, does not have it.
    ///
    /// @throws KernelException when it may not be read
    public Optional<String> read() {
        try {
            return Optional.of(KernelFile.read(path()).stripTrailing());
        } catch (KernelException failure) {
            if (failure.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /// Sets it.
    ///
    /// @return what was there before, to go back to
    /// @throws KernelException ENOENT when there is no such parameter, EINVAL when the value is out of its
    /// range
    public Change set(String value) {
        String before = KernelFile.read(path()).stripTrailing();
        if (!normal(before).equals(normal(value))) {
            KernelFile.write(path(), value);
        }
        return new Change(this, before, value);
    }

    /// Raises a number that is lower; never lowers one.
    ///
    /// @return what was done, or nothing when the value is high enough
    /// @throws KernelException when it may not be written
    /// @throws NumberFormatException when the parameter is not a number
    public Optional<Change> raise(long least) {
        String before = KernelFile.read(path()).strip();
        if (Long.parseLong(before) >= least) {
            return Optional.empty();
        }
        return Optional.of(set(Long.toString(least)));
    }

    /// A parameter that was set.
    public record Change(Sysctl parameter, String before, String after) {

        /// Whether it was another value before.
        public boolean differs() {
            return !normal(before).equals(normal(after));
        }

        /// Sets the value that was there before.
        public void undo() {
            parameter.set(before);
        }
    }

    /// Several numbers are separated by tabs when they are read, and by anything when they are written.
    private static String normal(String value) {
        return String.join(" ", value.strip().split("\\s+", -1));
    }

    private static String relative(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (dot < 0 || (slash >= 0 && slash < dot)) {
            return name;
        }
        StringBuilder path = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            path.append(letter == '.' ? '/' : letter == '/' ? '.' : letter);
        }
        return path.toString();
    }
}
