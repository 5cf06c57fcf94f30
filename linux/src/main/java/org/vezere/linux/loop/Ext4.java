package org.vezere.linux.loop;

import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// ext4 while it is mounted.
public final class Ext4 {
    /// The magic number that [Space#type] shows.
    public static final long MAGIC = 0xef53;

    private static final long EXT4_IOC_RESIZE_FS = 0x40086610;
    private static final long FITRIM = 0xc0185879L;

    private Ext4() {}

    /// Grows the filesystem; its device has been enlarged before.
    ///
    /// @param root open for reading anywhere in the filesystem
    /// @param blocks the new size in blocks of the filesystem
    /// @throws KernelException EPERM without CAP_SYS_RESOURCE, EINVAL when the device is too small or the
    /// filesystem would
    ///     shrink
    public static void grow(Fd root, long blocks) {
        try (Scratch scratch = Scratch.open()) {
            Block size = scratch.block(8).putU64(0, blocks);
            long result = Libc.call(Syscall.IOCTL, root.number(), EXT4_IOC_RESIZE_FS, size.address());
            KernelException.check(result, "ioctl", () -> "EXT4_IOC_RESIZE_FS, " + blocks + " blocks");
        }
    }

    /// Gives back to the image's file what the filesystem does not use.
    ///
    /// @param root open for reading anywhere in the filesystem
    /// @return bytes that were given back
    /// @throws KernelException EOPNOTSUPP when the device can't discard
    public static long trim(Fd root) {
        try (Scratch scratch = Scratch.open()) {
            // struct fstrim_range: start, length, smallest extent.
            Block range = scratch.block(24).putU64(8, Long.MAX_VALUE);
            long result = Libc.call(Syscall.IOCTL, root.number(), FITRIM, range.address());
            KernelException.check(result, "ioctl", () -> "FITRIM");
            return range.i64(8);
        }
    }
}
