package org.vezere.linux.loop;

import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.Statfs;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// How full a filesystem is, `statfs(2)`.
///
/// @param total bytes
/// @param free bytes, those reserved for root included
/// @param available bytes for everybody
/// @param inodes in all; 0 where the filesystem has no fixed number
/// @param freeInodes that are free
/// @param type the filesystem's magic number, 0xef53 for ext4
public record Space(long total, long free, long available, long inodes, long freeInodes, long type) {

    /// Of the filesystem that a path lies on.
    ///
    /// @throws KernelException when the path is not there
    public static Space of(String path) {
        try (Scratch scratch = Scratch.open()) {
            Block statistics = scratch.block(Statfs.STRUCT);
            long result = Libc.call(Syscall.STATFS, scratch.string(path).address(), statistics.address());
            KernelException.check(result, "statfs", () -> path);
            return read(statistics);
        }
    }

    /// Of the filesystem that an open file lies on.
    public static Space of(Fd file) {
        try (Scratch scratch = Scratch.open()) {
            Block statistics = scratch.block(Statfs.STRUCT);
            long result = Libc.call(Syscall.FSTATFS, file.number(), statistics.address());
            KernelException.check(result, "fstatfs", file::toString);
            return read(statistics);
        }
    }

    /// Bytes in use.
    public long used() {
        return total - free;
    }

    /// Inodes in use.
    public long usedInodes() {
        return inodes - freeInodes;
    }

    private static Space read(Block statistics) {
        long unit = Statfs.FRSIZE.get(statistics);
        if (unit == 0) {
            unit = Statfs.BSIZE.get(statistics);
        }
        return new Space(
                Statfs.BLOCKS.get(statistics) * unit,
                Statfs.BFREE.get(statistics) * unit,
                Statfs.BAVAIL.get(statistics) * unit,
                Statfs.FILES.get(statistics),
                Statfs.FFREE.get(statistics),
                Statfs.TYPE.get(statistics));
    }
}
