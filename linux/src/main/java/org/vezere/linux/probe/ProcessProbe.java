package org.vezere.linux.probe;

import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Tries what starting and holding a process of a VE takes, without starting one.
public final class ProcessProbe {
    private static final int AT_FDCWD = -100;
    private static final int O_PATH_CLOEXEC = 0x280000;
    private static final long RESOLVE_NO_MAGICLINKS = 0x02;
    private static final long RESOLVE_IN_ROOT = 0x10;
    private static final long CLONE_NEWUTS = 0x0400_0000;
    private static final long CLONE_INTO_CGROUP = 0x2_0000_0000L;

    /// `struct clone_args` up to and with `cgroup`.
    private static final int CLONE_ARGS_SIZE = 88;

    private static final int SIGCHLD = 17;
    private static final int NEVER_OPEN = Integer.MAX_VALUE;
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;

    private ProcessProbe() {}

    /// Opens a path confined to a root (`openat2(2)`, kernel 5.6).
    ///
    /// @throws KernelException when the kernel refuses
    public static void confinedOpen() {
        try (Scratch scratch = Scratch.open()) {
            Block how = scratch.block(24).putU64(0, O_PATH_CLOEXEC).putU64(16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
            Attempt.descriptor(
                            Syscall.OPENAT2,
                            "/ with RESOLVE_IN_ROOT",
                            AT_FDCWD,
                            scratch.string("/").address(),
                            how.address(),
                            how.size())
                    .close();
        }
    }

    /// Opens a pidfd of this process (`pidfd_open(2)`, kernel 5.3) and joins a namespace through it (`setns(2)`,
    /// kernel 5.8): this process's own, so nothing changes.
    ///
    /// @throws KernelException when the kernel refuses
    public static void pidfd() {
        try (Fd self = Attempt.descriptor(
                Syscall.PIDFD_OPEN, "this process", ProcessHandle.current().pid(), 0)) {
            Attempt.checked(Syscall.SETNS, "a pidfd, CLONE_NEWUTS", self.number(), CLONE_NEWUTS);
        }
    }

    /// Asks `clone3(2)` for a child in a cgroup (kernel 5.7) that is named by a descriptor which cannot be open. A
    /// kernel that knows CLONE_INTO_CGROUP answers EBADF, an older one EINVAL or ENOSYS; a child never comes to be.
    ///
    /// @throws KernelException when the kernel does not know it
    public static void cloneIntoCgroup() {
        try (Scratch scratch = Scratch.open()) {
            Block arguments = scratch.block(CLONE_ARGS_SIZE)
                    .putU64(0, CLONE_INTO_CGROUP)
                    .putU64(32, SIGCHLD)
                    .putU64(80, NEVER_OPEN);
            Attempt.refused(Errno.EBADF, Syscall.CLONE3, "CLONE_INTO_CGROUP", arguments.address(), CLONE_ARGS_SIZE);
        }
    }

    /// Makes an executable memory file (`memfd_create(2)`). MFD_EXEC is needed from kernel 6.3 on, where the sysctl
    /// vm.memfd_noexec may refuse it, and unknown before.
    ///
    /// @throws KernelException when the kernel refuses
    public static void executableMemoryFile() {
        try (Scratch scratch = Scratch.open()) {
            long name = scratch.string("vezere-probe").address();
            try {
                Attempt.descriptor(Syscall.MEMFD_CREATE, "MFD_EXEC", name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC)
                        .close();
            } catch (KernelException older) {
                if (!older.is(Errno.EINVAL)) {
                    throw older;
                }
                Attempt.descriptor(Syscall.MEMFD_CREATE, "sealable", name, MFD_CLOEXEC | MFD_ALLOW_SEALING)
                        .close();
            }
        }
    }

    /// Loads a BPF program of the kind that decides about devices of a cgroup v2, and drops it: `r0 = 1; exit`.
    ///
    /// @throws KernelException when the kernel refuses
    public static void deviceProgram() {
        try (Scratch scratch = Scratch.open()) {
            Block program = scratch.block(16)
                    .putU8(0, 0xb7) // BPF_ALU64 | BPF_MOV | BPF_K, r0
                    .putU32(4, 1)
                    .putU8(8, 0x95); // BPF_JMP | BPF_EXIT
            Block attributes = scratch.block(128)
                    .putU32(0, BPF_PROG_TYPE_CGROUP_DEVICE)
                    .putU32(4, 2)
                    .putU64(8, program.address())
                    .putU64(16, scratch.string("Apache-2.0").address());
            Attempt.descriptor(
                            Syscall.BPF,
                            "BPF_PROG_TYPE_CGROUP_DEVICE",
                            BPF_PROG_LOAD,
                            attributes.address(),
                            attributes.size())
                    .close();
        }
    }
}
