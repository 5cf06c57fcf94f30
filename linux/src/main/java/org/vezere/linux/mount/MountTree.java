package org.vezere.linux.mount;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.BitFlag;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.MountAttr;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.SmallFiles;
import org.vezere.linux.ffi.Syscall;

/// A mount, held by a descriptor that is open at its root, with those below it.
///
/// As long as it is attached nowhere nobody can reach it but through the descriptor, and closing that unmounts
/// it. Its
/// files can be opened below the descriptor meanwhile.
public final class MountTree implements AutoCloseable {
    private static final int CLONE = 1;
    private static final int CLOEXEC = 0x80000;
    private static final int EMPTY_PATH = 0x1000;
    private static final int RECURSIVE = 0x8000;
    private static final int NOFOLLOW = 0x100;
    private static final int FROM_EMPTY_PATH = 0x4;
    private static final int TO_EMPTY_PATH = 0x40;
    private static final long IDMAP = 0x100000;
    private static final long PRIVATE = 1 << 18;

    private final Fd descriptor;
    private final String name;
    /// Where it is attached so that it can be copied, on kernels that ask for it.
    private @Nullable String place;

    MountTree(Fd descriptor, String name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    /// A detached copy of what is mounted at a path of VE0, as a bind mount is.
    ///
    /// @param recursive with all mounts below
    /// @throws KernelException when the path is not there
    public static MountTree copyOf(String path, boolean recursive) {
        return open(SmallFiles.AT_FDCWD, path, CLONE | NOFOLLOW | (recursive ? RECURSIVE : 0), path);
    }

    /// A detached mount of a namespace, which holds it wherever it is attached (`man 7 namespaces`).
    ///
    /// @param namespace its descriptor
    public static MountTree ofNamespace(Fd namespace) {
        return open(namespace.number(), "", CLONE | EMPTY_PATH, "mount of " + namespace);
    }

    /// A detached copy of this mount alone, as a bind mount is.
    public MountTree copy() {
        return copyOf(descriptor);
    }

    /// A detached copy of a file or directory of this mount, as a bind mount is.
    ///
    /// @param inside open in this mount
    public MountTree copyOf(Fd inside) {
        try {
            return open(inside.number(), "", CLONE | EMPTY_PATH, "copy of " + inside);
        } catch (KernelException refused) {
            if (!refused.is(Errno.EINVAL)) {
                throw refused;
            }
            return copyOnStage(inside);
        }
    }

    private synchronized MountTree copyOnStage(Fd inside) {
        MountStage stage = MountStage.get();
        if (place == null) {
            place = stage.attach(this);
        }
        return stage.run(() -> open(inside.number(), "", CLONE | EMPTY_PATH, "copy of " + inside));
    }

    /// Opens a mount that is attached somewhere; closing it leaves it there.
    ///
    /// @param path its root
    public static MountTree at(String path) {
        return open(SmallFiles.AT_FDCWD, path, NOFOLLOW, path);
    }

    /// Open at the mount's root.
    public Fd descriptor() {
        return descriptor;
    }

    /// Sets and clears attributes. Of the access time flags the last one set holds.
    ///
    /// @throws KernelException EPERM when a user namespace locked what would be cleared
    public MountTree setAttributes(
            Collection<MountAttribute> set, Collection<MountAttribute> clear, boolean recursive) {
        long bits = BitFlag.of(set);
        boolean time = (bits & MountAttribute.ATIME_MASK) != 0;
        return change(
                bits,
                BitFlag.of(clear) | (time ? MountAttribute.ATIME_MASK : 0),
                0,
                0,
                recursive,
                "set " + BitFlag.words(set) + ", clear " + BitFlag.words(clear));
    }

    /// Sets attributes of this mount alone.
    public MountTree setAttributes(MountAttribute... set) {
        return setAttributes(List.of(set), List.of(), false);
    }

    /// Shows ids as a user namespace maps them: what is 0 on disk is seen, and created, as its root. Only
    /// before the
    /// mount is attached, and once.
    ///
    /// @throws KernelException EINVAL when the filesystem can't be idmapped, EPERM when it is attached already
    public MountTree idmap(Fd userNamespace, boolean recursive) {
        return change(IDMAP, 0, 0, userNamespace.number(), recursive, "idmap");
    }

    /// Cuts the mounts off from those that they were copied of.
    public MountTree makePrivate(boolean recursive) {
        return change(0, 0, PRIVATE, 0, recursive, "private");
    }

    /// Attaches it upon the file or directory that is open.
    ///
    /// @throws KernelException when it may not be mounted there
    public void attach(Fd target) {
        move(target.number(), "", FROM_EMPTY_PATH | TO_EMPTY_PATH, target.toString());
    }

    /// Attaches it upon a path of VE0.
    ///
    /// @throws KernelException when it may not be mounted there
    public void attach(String path) {
        move(SmallFiles.AT_FDCWD, path, FROM_EMPTY_PATH, path);
    }

    @Override
    public synchronized void close() {
        if (place != null) {
            MountStage.get().detach(place);
            place = null;
        }
        descriptor.close();
    }

    @Override
    public String toString() {
        return "mount " + name;
    }

    private void move(int directory, String path, int flags, String words) {
        try (Scratch scratch = Scratch.open()) {
            long empty = scratch.string("").address();
            long result = Libc.call(
                    Syscall.MOVE_MOUNT,
                    descriptor.number(),
                    empty,
                    directory,
                    scratch.string(path).address(),
                    flags);
            KernelException.check(result, "move_mount", () -> name + " -> " + words);
        }
    }

    private MountTree change(
            long set, long clear, long propagation, int userNamespace, boolean recursive, String words) {
        try (Scratch scratch = Scratch.open()) {
            Block attributes = scratch.block(MountAttr.STRUCT);
            MountAttr.ATTR_SET.put(attributes, set);
            MountAttr.ATTR_CLR.put(attributes, clear);
            MountAttr.PROPAGATION.put(attributes, propagation);
            MountAttr.USERNS_FD.put(attributes, userNamespace);
            long result = Libc.call(
                    Syscall.MOUNT_SETATTR,
                    descriptor.number(),
                    scratch.string("").address(),
                    EMPTY_PATH | (recursive ? RECURSIVE : 0),
                    attributes.address(),
                    attributes.size());
            KernelException.check(result, "mount_setattr", () -> name + ", " + words);
            return this;
        }
    }

    private static MountTree open(int directory, String path, int flags, String words) {
        try (Scratch scratch = Scratch.open()) {
            long result =
                    Libc.call(Syscall.OPEN_TREE, directory, scratch.string(path).address(), flags | CLOEXEC);
            return new MountTree(new Fd((int) KernelException.check(result, "open_tree", () -> words)), words);
        }
    }
}
