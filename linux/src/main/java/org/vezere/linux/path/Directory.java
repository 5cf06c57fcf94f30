package org.vezere.linux.path;

import java.util.ArrayList;
import java.util.List;
import org.vezere.linux.BitFlag;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ResolveFlag;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.Dirent;
import org.vezere.linux.ffi.Layouts.OpenHow;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// The calls on names below an open directory. Names are bytes: not all file names are text.
final class Directory {
    static final int REMOVE_DIRECTORY = 0x200;

    private static final int BUFFER_BYTES = 65536;
    private static final int EMPTY_PATH = 0x1000;

    private Directory() {}

    /// `openat2`; close-on-exec. Returns the descriptor or the negative errno.
    static long open(Fd directory, byte[] path, long flags, int mode, ResolveFlag... resolve) {
        try (Scratch scratch = Scratch.open()) {
            Block how = scratch.block(OpenHow.STRUCT);
            OpenHow.FLAGS.put(how, flags | OpenFlag.CLOEXEC.bits());
            OpenHow.MODE.put(how, mode);
            OpenHow.RESOLVE.put(how, BitFlag.of(resolve));
            return Libc.call(
                    Syscall.OPENAT2, directory.number(), scratch.string(path).address(), how.address(), how.size());
        }
    }

    /// `mkdirat`. Returns 0 or the negative errno.
    static long makeDirectory(Fd directory, byte[] name, int mode) {
        try (Scratch scratch = Scratch.open()) {
            return Libc.call(
                    Syscall.MKDIRAT, directory.number(), scratch.string(name).address(), mode);
        }
    }

    /// `unlinkat`. Returns 0 or the negative errno.
    static long remove(Fd directory, byte[] name, int flags) {
        try (Scratch scratch = Scratch.open()) {
            return Libc.call(
                    Syscall.UNLINKAT, directory.number(), scratch.string(name).address(), flags);
        }
    }

    /// `renameat2`. Returns 0 or the negative errno.
    static long rename(Fd from, byte[] name, Fd to, byte[] newName) {
        try (Scratch scratch = Scratch.open()) {
            return Libc.call(
                    Syscall.RENAMEAT2,
                    from.number(),
                    scratch.string(name).address(),
                    to.number(),
                    scratch.string(newName).address(),
                    0);
        }
    }

    /// `symlinkat`. Returns 0 or the negative errno.
    static long symlink(byte[] target, Fd directory, byte[] name) {
        try (Scratch scratch = Scratch.open()) {
            return Libc.call(
                    Syscall.SYMLINKAT,
                    scratch.string(target).address(),
                    directory.number(),
                    scratch.string(name).address());
        }
    }

    /// `fchownat` of the very file that is open, also when it is open as a place only.
    static void changeOwner(Fd file, int uid, int gid) {
        try (Scratch scratch = Scratch.open()) {
            long result = Libc.call(
                    Syscall.FCHOWNAT, file.number(), scratch.string("").address(), uid, gid, EMPTY_PATH);
            KernelException.check(result, "fchownat", () -> file + " to " + uid + ":" + gid);
        }
    }

    /// All names but `.` and `..`.
    ///
    /// @param directory open for reading
    static List<byte[]> names(Fd directory) {
        Libc.call(Syscall.LSEEK, directory.number(), 0, 0);
        List<byte[]> names = new ArrayList<>();
        try (Scratch scratch = Scratch.open()) {
            Block records = scratch.block(BUFFER_BYTES);
            while (true) {
                long length = Libc.call(Syscall.GETDENTS64, directory.number(), records.address(), BUFFER_BYTES);
                KernelException.check(length, "getdents64", directory::toString);
                if (length == 0) {
                    return names;
                }
                for (long at = 0; at < length; at += Dirent.RECLEN.getAt(records, at)) {
                    byte[] name = records.untilZero(at + Dirent.NAME.offset());
                    if (!isDots(name)) {
                        names.add(name);
                    }
                }
            }
        }
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }
}
