package org.vezere.linux;

import java.nio.charset.StandardCharsets;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.SmallFiles;
import org.vezere.linux.ffi.Syscall;

/// Files of proc, sysfs and cgroups by absolute path: read and written whole, in one call, with the kernel's
/// own errno.
///
/// Not for files inside a VE: those go through `ConfinedRoot`.
public final class KernelFile {
    private static final int LONGEST_LINK = 4096;

    private KernelFile() {}

    /// The whole text, with its last line feed.
    ///
    /// @throws KernelException when it cannot be read
    public static String read(String path) {
        SmallFiles.Content content = SmallFiles.read(SmallFiles.AT_FDCWD, path);
        KernelException.check(content.result(), "read", () -> path);
        return content.text();
    }

    /// Writes a text in one call, as these files require.
    ///
    /// @throws KernelException when it is refused; the message names the text too
    public static void write(String path, String text) {
        int result = SmallFiles.write(SmallFiles.AT_FDCWD, path, text.getBytes(StandardCharsets.UTF_8));
        KernelException.check(result, "write", () -> path + ", \"" + text.strip() + "\"");
    }

    /// Where a symbolic link points.
    ///
    /// @throws KernelException when it is not a link or not there
    public static String readLink(String path) {
        try (Scratch scratch = Scratch.open()) {
            Block target = scratch.block(LONGEST_LINK);
            long length = Libc.call(
                    Syscall.READLINKAT,
                    SmallFiles.AT_FDCWD,
                    scratch.string(path).address(),
                    target.address(),
                    LONGEST_LINK);
            KernelException.check(length, "readlink", () -> path);
            return new String(target.bytes(0, (int) length), StandardCharsets.UTF_8);
        }
    }
}
