package org.vezere.linux.path;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ResolveFlag;

/// Deletes whole trees that somebody else may be changing: by descriptors, so that no link is followed, and
/// never across a
/// mount.
///
/// However deep the tree is, at most [#DEEPEST] directories are open: what lies deeper is first moved up to the
/// top.
public final class FileTree {
    private static final int DEEPEST = 64;
    private static final int ENOENT = -2;
    private static final int EISDIR = -21;
    private static final int EEXIST = -17;
    private static final int ENOTEMPTY = -39;

    private final Fd top;
    private int moved;

    private FileTree(Fd top) {
        this.top = top;
    }

    /// Deletes a name and all below it; that it does not exist is no error.
    ///
    /// @param directory open as a place is enough
    /// @param name without a slash
    /// @throws KernelException EXDEV or EBUSY when something is mounted inside; what was deleted before is gone
    public static void delete(Fd directory, String name) {
        byte[] bytes = PathNames.single(name);
        long result = Directory.remove(directory, bytes, 0);
        if (result == 0 || result == ENOENT) {
            return;
        }
        if (result != EISDIR) {
            throw new KernelException("unlinkat", name, (int) -result);
        }
        try (Fd top = open(directory, bytes)) {
            new FileTree(top).empty(top, 0);
        }
        result = Directory.remove(directory, bytes, Directory.REMOVE_DIRECTORY);
        KernelException.check(result, "unlinkat", () -> name);
    }

    /// Deletes all that is in a directory, but not the directory.
    ///
    /// @param directory open for reading
    /// @throws KernelException EXDEV or EBUSY when something is mounted inside
    public static void clear(Fd directory) {
        new FileTree(directory).empty(directory, 0);
    }

    private void empty(Fd directory, int depth) {
        List<byte[]> names = Directory.names(directory);
        while (!names.isEmpty()) {
            for (byte[] name : names) {
                remove(directory, name, depth);
            }
            // What was moved up meanwhile, or made by somebody else.
            names = Directory.names(directory);
        }
    }

    private void remove(Fd directory, byte[] name, int depth) {
        long result = Directory.remove(directory, name, 0);
        if (result == EISDIR) {
            result = Directory.remove(directory, name, Directory.REMOVE_DIRECTORY);
        }
        if (result == ENOTEMPTY || result == EEXIST) {
            result = descend(directory, name, depth);
        }
        if (result != 0 && result != ENOENT) {
            throw failure(name, (int) -result);
        }
    }

    private long descend(Fd directory, byte[] name, int depth) {
        if (depth >= DEEPEST) {
            return Directory.rename(directory, name, top, PathNames.bytes(".vezere-deleting-" + moved++));
        }
        try (Fd below = open(directory, name)) {
            empty(below, depth + 1);
        }
        return Directory.remove(directory, name, Directory.REMOVE_DIRECTORY);
    }

    private static Fd open(Fd directory, byte[] name) {
        long result = Directory.open(
                directory,
                name,
                OpenFlag.DIRECTORY.bits() | OpenFlag.NOFOLLOW.bits(),
                0,
                ResolveFlag.NO_XDEV,
                ResolveFlag.BENEATH,
                ResolveFlag.NO_SYMLINKS);
        if (result < 0) {
            throw failure(name, (int) -result);
        }
        return new Fd((int) result);
    }

    private static KernelException failure(byte[] name, int errno) {
        String words = new String(name, StandardCharsets.UTF_8);
        boolean mounted = errno == Errno.EXDEV.number() || errno == Errno.EBUSY.number();
        return new KernelException("delete", words + (mounted ? ", where something is mounted" : ""), errno);
    }
}
