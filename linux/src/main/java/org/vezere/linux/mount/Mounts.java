package org.vezere.linux.mount;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.vezere.linux.KernelException;
import org.vezere.linux.KernelFile;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// What is mounted, and unmounting it.
public final class Mounts {
    private static final int DETACH = 2;
    private static final int NOFOLLOW = 8;

    private Mounts() {}

    /// The mounts that the calling thread sees, in the order in which they were made.
    public static List<MountEntry> current() {
        return parse(KernelFile.read("/proc/thread-self/mountinfo"));
    }

    /// The mounts that another process sees.
    ///
    /// @throws KernelException when there is no such process
    public static List<MountEntry> of(int pid) {
        return parse(KernelFile.read("/proc/" + pid + "/mountinfo"));
    }

    /// The topmost mount at exactly this path.
    public static Optional<MountEntry> at(String mountPoint) {
        return current().stream()
                .filter(entry -> entry.mountPoint().equals(mountPoint))
                .reduce((first, second) -> second);
    }

    /// The mounts at a path and below it, the last one made first: in this order they can be unmounted.
    public static List<MountEntry> under(String path) {
        return current().stream()
                .filter(entry -> entry.mountPoint().equals(path)
                        || entry.mountPoint().startsWith(path.endsWith("/") ? path : path + "/"))
                .toList()
                .reversed();
    }

    /// Unmounts a path; a link at its end is not followed.
    ///
    /// @throws KernelException EBUSY when it is in use, EINVAL when nothing is mounted there
    public static void unmount(String path) {
        unmount(path, NOFOLLOW);
    }

    /// Takes a mount away at once; it ends when its last user does.
    ///
    /// @throws KernelException EINVAL when nothing is mounted there
    public static void detach(String path) {
        unmount(path, NOFOLLOW | DETACH);
    }

    static List<MountEntry> parse(String text) {
        // KernelFile reads Latin-1; mount points are bytes that are UTF-8 by custom.
        String decoded = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return decoded.lines().map(MountEntry::parse).toList();
    }

    private static void unmount(String path, int flags) {
        try (Scratch scratch = Scratch.open()) {
            long result = Libc.call(Syscall.UMOUNT2, scratch.string(path).address(), flags);
            KernelException.check(result, "umount2", () -> path);
        }
    }
}
