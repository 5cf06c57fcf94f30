package org.vezere.linux.process;

import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Files that exist in memory only and can't be changed once they are made (`memfd_create(2)`, sealed).
///
/// A program that runs from one can't be overwritten by what it starts (CVE-2019-5736). Nor can it be opened for
/// writing by anybody but VE0's root: a seal refuses the write but not the open, and a program that anyone has
/// open for writing can't be executed (ETXTBSY) by anyone else.
public final class MemoryFile {
    private static final int CLOEXEC = 1;
    private static final int ALLOW_SEALING = 2;
    private static final int NOEXEC_SEAL = 8;
    private static final int EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    private static final int SEAL_ALL = 1 | 2 | 4 | 8;
    private static final int OWNER_READS = 0400;
    private static final int OWNER_EXECUTES = 0500;

    private MemoryFile() {}

    /// A file with data, which nobody can execute.
    ///
    /// @param name shown in `/proc/PID/maps` only
    /// @throws KernelException when there is no memory for it
    public static Fd data(String name, byte[] content) {
        return make(name, content, NOEXEC_SEAL);
    }

    /// A file with a program.
    ///
    /// @throws KernelException when there is no memory for it, or EACCES when `vm.memfd_noexec` is 2
    public static Fd program(String name, byte[] content) {
        return make(name, content, EXEC);
    }

    private static Fd make(String name, byte[] content, int kind) {
        try (Scratch scratch = Scratch.open()) {
            Block text = scratch.string(name);
            long result = Libc.call(Syscall.MEMFD_CREATE, text.address(), CLOEXEC | ALLOW_SEALING | kind);
            if (result == -Errno.EINVAL.number()) {
                // Kernels before 6.3 know neither flag; there every such file can be executed.
                result = Libc.call(Syscall.MEMFD_CREATE, text.address(), CLOEXEC | ALLOW_SEALING);
            }
            Fd file = new Fd((int) KernelException.check(
                    result,
                    "memfd_create",
                    () -> kind == EXEC ? name + ", executable; see sysctl vm.memfd_noexec" : name));
            try {
                fill(file, name, scratch.bytes(content));
                KernelException.check(
                        Libc.call(Syscall.FCHMOD, file.number(), kind == EXEC ? OWNER_EXECUTES : OWNER_READS),
                        "fchmod",
                        () -> "memory file " + name);
            } catch (KernelException failure) {
                file.close();
                throw failure;
            }
            return file;
        }
    }

    private static void fill(Fd file, String name, Block content) {
        long written = 0;
        while (written < content.size()) {
            long count = Libc.call(Syscall.WRITE, file.number(), content.address(written), content.size() - written);
            written += KernelException.check(count, "write", () -> "memory file " + name);
        }
        KernelException.check(
                Libc.call(Syscall.FCNTL, file.number(), F_ADD_SEALS, SEAL_ALL),
                "fcntl",
                () -> "seal memory file " + name);
    }
}
