package org.vezere.linux;

import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.OpenHow;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.SmallFiles;
import org.vezere.linux.ffi.Syscall;

/// Opens files of VE0 as descriptors, which always close on exec.
///
/// Not for files inside a VE: those go through `ConfinedRoot`.
public final class OpenFile {
    private OpenFile() {}

    /// Opens a path.
    ///
    /// @throws KernelException when it cannot be opened
    public static Fd at(String path, OpenFlag... flags) {
        return open(SmallFiles.AT_FDCWD, path, 0, 0, flags);
    }

    /// Creates a file that must not exist, or opens one that may, depending on the flags.
    ///
    /// @param mode permission bits of a new file
    /// @throws KernelException when it cannot be opened
    public static Fd create(String path, int mode, OpenFlag... flags) {
        return open(SmallFiles.AT_FDCWD, path, OpenFlag.CREAT.bits(), mode, flags);
    }

    /// Opens a directory as a place in the tree only.
    ///
    /// @throws KernelException when it is not a directory or not there
    public static Fd directory(String path) {
        return at(path, OpenFlag.PATH, OpenFlag.DIRECTORY);
    }

    /// Opens a name relative to a directory.
    ///
    /// @throws KernelException when it cannot be opened
    public static Fd below(Fd directory, String path, OpenFlag... flags) {
        return open(directory.number(), path, 0, 0, flags);
    }

    private static Fd open(int directory, String path, long more, int mode, OpenFlag... flags) {
        try (Scratch scratch = Scratch.open()) {
            Block how = scratch.block(OpenHow.STRUCT);
            OpenHow.FLAGS.put(how, BitFlag.of(flags) | OpenFlag.CLOEXEC.bits() | more);
            OpenHow.MODE.put(how, mode);
            long result =
                    Libc.call(Syscall.OPENAT2, directory, scratch.string(path).address(), how.address(), how.size());
            return new Fd((int) KernelException.check(result, "openat2", () -> path));
        }
    }
}
