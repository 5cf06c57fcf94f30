package org.vezere.linux.process;

import org.vezere.linux.KernelFile;

/// The namespaces that a process lives in, by the inode numbers that `/proc/PID/ns` shows. Equal numbers are
/// the same
/// namespace.
public record NamespaceIds(long user, long mount, long pid, long network, long uts, long ipc, long cgroup) {

    /// Those of a process.
    ///
    /// @throws org.vezere.linux.KernelException ENOENT or ESRCH when there is no such process
    public static NamespaceIds of(int pid) {
        return at("/proc/" + pid + "/ns/");
    }

    /// Those of this process.
    public static NamespaceIds own() {
        return at("/proc/self/ns/");
    }

    private static NamespaceIds at(String directory) {
        return new NamespaceIds(
                id(directory + "user"),
                id(directory + "mnt"),
                id(directory + "pid"),
                id(directory + "net"),
                id(directory + "uts"),
                id(directory + "ipc"),
                id(directory + "cgroup"));
    }

    /// The link reads `user:[4026531837]`.
    private static long id(String path) {
        String link = KernelFile.readLink(path);
        int open = link.indexOf('[');
        return Long.parseLong(link, open + 1, link.length() - 1, 10);
    }
}
