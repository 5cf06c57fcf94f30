package org.vezere.linux.probe;

import java.nio.file.Path;
import org.vezere.linux.Fd;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Tries mounts that are never attached anywhere: they end with their descriptor.
public final class MountProbe {
    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSMOUNT_CLOEXEC = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int OPEN_TREE_CLONE = 1;
    private static final int OPEN_TREE_CLOEXEC = 0x80000;
    private static final long MOUNT_ATTR_RDONLY = 0x1;
    private static final long MOUNT_ATTR_IDMAP = 0x100000;

    /// `struct mount_attr`: attr_set, attr_clr, propagation, userns_fd, 64 bits each.
    private static final int MOUNT_ATTR_SIZE = 32;

    private MountProbe() {}

    /// Makes a detached tmpfs through `fsopen`, `fsconfig`, `fsmount` (kernel 5.2) and makes it read-only through
    /// `mount_setattr` (kernel 5.12).
    ///
    /// @throws org.vezere.linux.KernelException naming the call that this kernel does not know or does not allow
    public static void detachedMount() {
        try (Scratch scratch = Scratch.open();
                Fd context = Attempt.descriptor(
                        Syscall.FSOPEN, "tmpfs", scratch.string("tmpfs").address(), FSOPEN_CLOEXEC)) {
            Attempt.checked(Syscall.FSCONFIG, "create tmpfs", context.number(), FSCONFIG_CMD_CREATE, 0, 0, 0);
            try (Fd mount = Attempt.descriptor(Syscall.FSMOUNT, "tmpfs", context.number(), FSMOUNT_CLOEXEC, 0)) {
                setAttribute(scratch, mount, MOUNT_ATTR_RDONLY, 0, "read-only tmpfs");
            }
        }
    }

    /// Makes a detached, id-mapped view of a directory (`mount_setattr(2)`, MOUNT_ATTR_IDMAP): works or not by the
    /// filesystem the directory is on.
    ///
    /// @param userNamespace a file `/proc/PID/ns/user` of a user namespace with a map, not the initial one
    /// @throws org.vezere.linux.KernelException EINVAL where the filesystem cannot do it
    public static void idmappedMount(Path directory, Path userNamespace) {
        try (Scratch scratch = Scratch.open();
                Fd namespace = Attempt.open(scratch, userNamespace.toString(), O_RDONLY_CLOEXEC);
                Fd mount = Attempt.descriptor(
                        Syscall.OPEN_TREE,
                        "clone of " + directory,
                        AT_FDCWD,
                        scratch.string(directory.toString()).address(),
                        OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)) {
            setAttribute(scratch, mount, MOUNT_ATTR_IDMAP, namespace.number(), "idmap of " + directory);
        }
    }

    private static void setAttribute(Scratch scratch, Fd mount, long attribute, int namespace, String words) {
        Block attributes = scratch.block(MOUNT_ATTR_SIZE).putU64(0, attribute).putU64(24, namespace);
        Attempt.checked(
                Syscall.MOUNT_SETATTR,
                words,
                mount.number(),
                scratch.string("").address(),
                AT_EMPTY_PATH,
                attributes.address(),
                MOUNT_ATTR_SIZE);
    }
}
