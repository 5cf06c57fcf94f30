package org.vezere.linux.ffi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Files of the kernel's own filesystems (cgroup, proc, sysfs): small, read and written in one call each.
///
/// Each call returns its result or the negative errno. `java.nio.file` needs several calls and objects for the
/// same.
public final class SmallFiles {
    /// `openat(2)` relative to the working directory, which absolute paths ignore.
    public static final int AT_FDCWD = -100;

    /// `open(2)` flags.
    public static final int O_RDONLY = 0;

    public static final int O_WRONLY = 1;

    /// Differs between x86 and ARM (`arch/arm64/include/uapi/asm/fcntl.h`).
    public static final int O_DIRECTORY = Architecture.pick(0x10000, 0x4000);

    public static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int AT_REMOVEDIR = 0x200;

    private SmallFiles() {}

    /// `openat(2)`, close-on-exec.
    public static int open(int directory, String path, int flags) {
        try (Scratch scratch = Scratch.open()) {
            return (int)
                    Libc.call(Syscall.OPENAT, directory, scratch.string(path).address(), flags | O_CLOEXEC, 0);
        }
    }

    /// `mkdirat(2)` with mode 0755.
    public static int makeDirectory(int directory, String path) {
        try (Scratch scratch = Scratch.open()) {
            return (int)
                    Libc.call(Syscall.MKDIRAT, directory, scratch.string(path).address(), 0755);
        }
    }

    /// `unlinkat(2)` of a directory.
    public static int removeDirectory(int directory, String path) {
        try (Scratch scratch = Scratch.open()) {
            return (int)
                    Libc.call(Syscall.UNLINKAT, directory, scratch.string(path).address(), AT_REMOVEDIR);
        }
    }

    /// `fchownat(2)`.
    public static int changeOwner(int directory, String path, int user, int group) {
        try (Scratch scratch = Scratch.open()) {
            return (int)
                    Libc.call(Syscall.FCHOWNAT, directory, scratch.string(path).address(), user, group, 0);
        }
    }

    /// Opens, writes all in one `write(2)` and closes. A write that is cut short counts as EIO.
    public static int write(int directory, String path, byte[] content) {
        int file = open(directory, path, O_WRONLY);
        if (file < 0) {
            return file;
        }
        try (Scratch scratch = Scratch.open()) {
            Block raw = scratch.bytes(content);
            int written = (int) Libc.call(Syscall.WRITE, file, raw.address(), content.length);
            return written >= 0 && written < content.length ? -5 : written;
        } finally {
            Libc.once(Syscall.CLOSE, file);
        }
    }

    /// Opens, reads to the end and closes.
    public static Content read(int directory, String path) {
        int file = open(directory, path, O_RDONLY);
        if (file < 0) {
            return new Content(file, new byte[0]);
        }
        try (Scratch scratch = Scratch.open()) {
            Block raw = scratch.block(4096);
            byte[] all = new byte[0];
            while (true) {
                int length = (int) Libc.call(Syscall.READ, file, raw.address(), raw.size());
                if (length <= 0) {
                    return new Content(length, all);
                }
                int before = all.length;
                all = Arrays.copyOf(all, before + length);
                raw.get(0, all, before, length);
            }
        } finally {
            Libc.once(Syscall.CLOSE, file);
        }
    }

    /// What was read.
    public static final class Content {
        private final int result;
        private final byte[] bytes;

        Content(int result, byte[] bytes) {
            this.result = result;
            this.bytes = bytes;
        }

        /// 0, or the negative errno of the call that failed.
        public int result() {
            return result;
        }

        /// The file up to its end or to the failure, as Latin-1: these files are ASCII.
        public String text() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
