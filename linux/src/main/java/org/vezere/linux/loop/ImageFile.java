package org.vezere.linux.loop;

import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Syscall;

/// Files that hold filesystems: made sparse, enlarged, filled up in advance.
public final class ImageFile {
    private static final int KEEP_SIZE = 1;
    private static final int LOCK_EXCLUSIVE_NONBLOCKING = 2 | 4;

    private ImageFile() {}

    /// Makes a new sparse file of mode 0600.
    ///
    /// @param bytes its size
    /// @return open for reading and writing
    /// @throws KernelException EEXIST when it exists
    public static Fd create(String path, long bytes) {
        Fd file = OpenFile.create(path, 0600, OpenFlag.RDWR, OpenFlag.EXCL);
        try {
            resize(file, path, bytes);
        } catch (KernelException failure) {
            file.close();
            throw failure;
        }
        return file;
    }

    /// Opens one for reading and writing.
    public static Fd open(String path) {
        return OpenFile.at(path, OpenFlag.RDWR, OpenFlag.NOFOLLOW);
    }

    /// Claims the file for this open file alone, `flock(2)`. The claim lasts as long as the open file does, and
    /// that is beyond the descriptor: a loop device attached through it keeps it open. So who claims an image
    /// knows, without looking through all devices, that nobody who claims before attaching has it attached.
    ///
    /// @param words the file's name, for people
    /// @return false when it is claimed already
    public static boolean claim(Fd file, String words) {
        long result = Libc.call(Syscall.FLOCK, file.number(), LOCK_EXCLUSIVE_NONBLOCKING);
        if (result == -Errno.EAGAIN.number()) {
            return false;
        }
        KernelException.check(result, "flock", () -> words);
        return true;
    }

    /// Sets the size; what is added takes no space before it is written.
    ///
    /// @param words the file's name, for people
    /// @throws KernelException EFBIG when VE0's filesystem has no files of this size
    public static void resize(Fd file, String words, long bytes) {
        KernelException.check(
                Libc.call(Syscall.FTRUNCATE, file.number(), bytes),
                "ftruncate",
                () -> words + " to " + bytes + " bytes");
    }

    /// Takes the space for the whole file now, so that it can't be missing later.
    ///
    /// @param words the file's name, for people
    /// @throws KernelException ENOSPC when VE0's filesystem has less; EOPNOTSUPP when it can't
    public static void reserve(Fd file, String words, long bytes) {
        KernelException.check(
                Libc.call(Syscall.FALLOCATE, file.number(), KEEP_SIZE, 0, bytes),
                "fallocate",
                () -> words + ", " + bytes + " bytes");
    }
}
