package org.vezere.linux.probe;

import java.nio.file.Path;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.CLibrary;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Tries what images and quotas take.
public final class StorageProbe {
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int O_RDONLY_DIRECTORY_CLOEXEC = 0x90000;
    private static final int LOOP_CONFIGURE = 0x4C0A;
    private static final int LOOP_CONFIG_SIZE = 304;
    private static final int Q_GETINFO = 0x800005;
    private static final int PRJQUOTA = 2;

    private StorageProbe() {}

    /// Asks a loop device to take a file (LOOP_CONFIGURE, kernel 5.8) through a descriptor that cannot be open: a
    /// kernel that knows it answers EBADF before it looks at the device, an older one EINVAL.
    ///
    /// @param device any loop device, in use or not; nothing happens to it
    /// @throws org.vezere.linux.KernelException when the device cannot be opened or the kernel does not know it
    public static void loopConfigure(Path device) {
        try (Scratch scratch = Scratch.open();
                Fd loop = Attempt.open(scratch, device.toString(), O_RDONLY_CLOEXEC)) {
            Block config = scratch.block(LOOP_CONFIG_SIZE).putU32(0, Integer.MAX_VALUE);
            Attempt.refused(
                    Errno.EBADF, Syscall.IOCTL, "LOOP_CONFIGURE", loop.number(), LOOP_CONFIGURE, config.address());
        }
    }

    /// Asks for the state of project quota on the filesystem of a directory (`quotactl_fd(2)`, kernel 5.14).
    ///
    /// @throws org.vezere.linux.KernelException ESRCH when it is not switched on there, ENOSYS when the filesystem
    ///     or the kernel has none
    public static void projectQuota(Path directory) {
        try (Scratch scratch = Scratch.open();
                Fd inside = Attempt.open(scratch, directory.toString(), O_RDONLY_DIRECTORY_CLOEXEC)) {
            Attempt.checked(
                    Syscall.QUOTACTL_FD,
                    "project quota of " + directory,
                    inside.number(),
                    (long) Q_GETINFO << 8 | PRJQUOTA,
                    0,
                    scratch.block(64).address());
        }
    }

    /// Whether the dynamic linker finds a shared library, such as `libseccomp.so.2`.
    public static boolean hasLibrary(String name) {
        return CLibrary.load(name).isPresent();
    }
}
