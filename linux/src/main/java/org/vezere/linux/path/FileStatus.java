package org.vezere.linux.path;

import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.Statx;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// What `statx(2)` says of a file.
///
/// @param kind what it is
/// @param mode permission bits, with set-uid, set-gid and sticky
/// @param uid of its owner, as this mount shows it
/// @param gid of its group, as this mount shows it
/// @param size in bytes
/// @param allocated bytes on disk
/// @param inode its number in its filesystem
/// @param device major and minor of the filesystem
/// @param special major and minor of the device that it stands for
/// @param modified seconds since 1970
/// @param mountId the mount that it was reached by
public record FileStatus(
        FileKind kind,
        int mode,
        int uid,
        int gid,
        long size,
        long allocated,
        long inode,
        DeviceNumber device,
        DeviceNumber special,
        long modified,
        long mountId) {
    private static final int EMPTY_PATH = 0x1000;
    private static final int BASIC_AND_MOUNT_ID = 0x7ff | 0x1000;
    private static final int SECTOR = 512;

    /// A device's number.
    public record DeviceNumber(int major, int minor) {}

    /// Of an open file.
    ///
    /// @throws KernelException when the filesystem cannot tell
    public static FileStatus of(Fd file) {
        try (Scratch scratch = Scratch.open()) {
            Block status = scratch.block(Statx.STRUCT);
            long result = Libc.call(
                    Syscall.STATX,
                    file.number(),
                    scratch.string("").address(),
                    EMPTY_PATH,
                    BASIC_AND_MOUNT_ID,
                    status.address());
            KernelException.check(result, "statx", file::toString);
            int mode = (int) Statx.MODE.get(status);
            return new FileStatus(
                    FileKind.of(mode),
                    mode & 07777,
                    (int) Statx.UID.get(status),
                    (int) Statx.GID.get(status),
                    Statx.SIZE.get(status),
                    Statx.BLOCKS.get(status) * SECTOR,
                    Statx.INO.get(status),
                    new DeviceNumber((int) Statx.DEV_MAJOR.get(status), (int) Statx.DEV_MINOR.get(status)),
                    new DeviceNumber((int) Statx.RDEV_MAJOR.get(status), (int) Statx.RDEV_MINOR.get(status)),
                    Statx.MTIME_SEC.get(status),
                    Statx.MNT_ID.get(status));
        }
    }
}
