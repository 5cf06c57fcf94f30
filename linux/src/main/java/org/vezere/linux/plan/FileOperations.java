package org.vezere.linux.plan;

import static org.vezere.linux.plan.Operations.number;
import static org.vezere.linux.plan.Operations.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ResolveFlag;
import org.vezere.linux.ffi.Syscall;

/// Operations on files, directories and descriptors. Names are those of section 2 of the manual.
public final class FileOperations {
    private static final Set<ResolveFlag> CONFINED = Set.of(ResolveFlag.IN_ROOT, ResolveFlag.NO_MAGICLINKS);

    private final Operations operations;

    FileOperations(Operations operations) {
        this.operations = operations;
    }

    /// Opens a file below a directory that serves as the root of all links on the way; links of `/proc` are
    /// refused. The
    /// descriptor closes on exec.
    public Step openInRoot(Descriptor root, String path, OpenFlag... flags) {
        return openat2(root, path, 0, CONFINED, flags);
    }

    /// Creates and opens a file as [#openInRoot] does.
    ///
    /// @param mode permission bits of the new file
    public Step createInRoot(Descriptor root, String path, int mode, OpenFlag... flags) {
        OpenFlag[] all = java.util.Arrays.copyOf(flags, flags.length + 1);
        all[flags.length] = OpenFlag.CREAT;
        return openat2(root, path, mode, CONFINED, all);
    }

    /// Opens a file with the resolution that is asked for. The descriptor closes on exec.
    ///
    /// @param mode permission bits when a file is created, else 0
    public Step openat2(Descriptor at, String path, int mode, Set<ResolveFlag> resolve, OpenFlag... flags) {
        List<OpenFlag> all = new ArrayList<>(flags.length + 1);
        all.addAll(List.of(flags));
        all.add(OpenFlag.CLOEXEC);
        Operand.Flags joined = Operand.Flags.of(all);
        Operand.Flags resolved = Operand.Flags.of(resolve);
        byte[] how = PlanData.buffer(24)
                .putLong(joined.value())
                .putLong(mode)
                .putLong(resolved.value())
                .array();
        return operations.syscall(
                Syscall.OPENAT2,
                at,
                operations.string(path),
                operations.data().bytes(how, new How(joined, resolved)),
                symbol(how.length, "24"));
    }

    /// Makes a directory.
    public Step mkdirat(Descriptor at, String path, int mode) {
        return operations.syscall(Syscall.MKDIRAT, at, operations.string(path), octal(mode));
    }

    /// Makes a symbolic link `path` that points to `target`.
    public Step symlinkat(String target, Descriptor at, String path) {
        return operations.syscall(Syscall.SYMLINKAT, operations.string(target), at, operations.string(path));
    }

    /// Removes a name that is not a directory.
    public Step unlinkat(Descriptor at, String path) {
        return operations.syscall(Syscall.UNLINKAT, at, operations.string(path), number(0));
    }

    /// Sets permission bits of a file that is open.
    public Step fchmod(Descriptor file, int mode) {
        return operations.syscall(Syscall.FCHMOD, file, octal(mode));
    }

    /// Sets owner and group of a file that is open; -1 leaves one as it is.
    public Step fchown(Descriptor file, int uid, int gid) {
        return operations.syscall(Syscall.FCHOWN, file, number(uid), number(gid));
    }

    /// Sets owner and group of a name, without following a link at its end.
    public Step fchownat(Descriptor at, String path, int uid, int gid) {
        return operations.syscall(
                Syscall.FCHOWNAT, at, operations.string(path), number(uid), number(gid), symbol(0x100, "nofollow"));
    }

    /// Makes a directory the current one.
    public Step fchdir(Descriptor directory) {
        return operations.syscall(Syscall.FCHDIR, directory);
    }

    /// Makes a directory the current one.
    public Step chdir(String path) {
        return operations.syscall(Syscall.CHDIR, operations.string(path));
    }

    /// Writes a text in one call, as files of proc and cgroups want it.
    public Step write(Descriptor file, String text) {
        int length = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return operations.syscall(Syscall.WRITE, file, operations.string(text), number(length));
    }

    /// Moves the child itself into a cgroup.
    ///
    /// Writing "0" moves the writer. Into v1's `tasks` that is one thread, which costs nothing; `cgroup.procs`
    /// moves a process and waits for a grace period first, milliseconds.
    ///
    /// @param procs the group's `tasks` or `cgroup.procs`, open for writing
    public Step enterCgroup(Descriptor procs) {
        return write(procs, "0").as("enter the cgroup");
    }

    /// Makes `number` a copy of an open descriptor; the copy stays open on exec.
    public Step dup3(Descriptor descriptor, int number) {
        return operations.syscall(Syscall.DUP3, descriptor, number(number), number(0));
    }

    /// Closes one descriptor.
    public Step close(Descriptor descriptor) {
        return operations.syscall(Syscall.CLOSE, descriptor);
    }

    /// Closes all descriptors from `first` to `last`.
    public Step closeRange(int first, int last) {
        return operations.syscall(Syscall.CLOSE_RANGE, number(first), number(last), number(0));
    }

    /// Closes all descriptors from `first` on at the next successful `execve`: what the list itself still uses
    /// stays open.
    public Step closeFromOnExec(int first) {
        return operations.syscall(
                Syscall.CLOSE_RANGE, number(first), symbol(0xffffffffL, "all"), symbol(1L << 2, "cloexec"));
    }

    private static Operand octal(int mode) {
        return symbol(mode, "0" + Integer.toOctalString(mode));
    }

    private record How(Operand.Flags flags, Operand.Flags resolve) {
        @Override
        public String toString() {
            return flags.words() + " resolving " + resolve.words();
        }
    }
}
