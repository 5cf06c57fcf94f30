package org.vezere.linux.path;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.vezere.linux.BitFlag;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ResolveFlag;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// THE door to the files of a VE: whatever VE0 reads or writes inside one goes through here.
///
/// The tree belongs to people who are not trusted. Paths are resolved by the kernel with the directory as the
/// root of
/// everything (`RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS`): `..` and symbolic links, absolute ones too, stay
/// inside.
/// Devices, FIFOs and sockets are looked at but never opened: nothing planted here can hang VE0 or act in its
/// name.
/// Every method throws [KernelException] for what the kernel refuses.
public final class ConfinedRoot implements AutoCloseable {
    private static final long PLACE = OpenFlag.PATH.bits();
    private static final long PLACE_NOFOLLOW = PLACE | OpenFlag.NOFOLLOW.bits();
    private static final long PLACE_DIRECTORY = PLACE | OpenFlag.DIRECTORY.bits();
    private static final long NEW_FILE = BitFlag.of(OpenFlag.WRONLY, OpenFlag.CREAT, OpenFlag.EXCL, OpenFlag.NOFOLLOW);
    private static final AtomicLong TEMPORARY = new AtomicLong();

    private final Fd root;

    /// Takes over a directory that is open, as a place or for reading.
    public ConfinedRoot(Fd root) {
        this.root = root;
    }

    /// Opens a directory of VE0 as a root.
    public static ConfinedRoot open(String path) {
        return new ConfinedRoot(OpenFile.directory(path));
    }

    /// The directory itself.
    public Fd descriptor() {
        return root;
    }

    /// Reads a regular file, following links inside.
    ///
    /// @param most bytes that it may have
    /// @return nothing when it does not exist
    /// @throws KernelException EFBIG when it has more, EOPNOTSUPP when it is not a regular file
    public Optional<byte[]> read(String path, int most) {
        long place = resolve(path, PLACE);
        if (isAbsent(place)) {
            return Optional.empty();
        }
        try (Fd file = checked(place, path);
                Fd opened = reopen(file, path)) {
            return Optional.of(read(opened, path, most));
        }
    }

    /// Reads a text in UTF-8, as [#read] does; what is not UTF-8 is replaced.
    public Optional<String> readText(String path, int most) {
        return read(path, most).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /// What a name stands for; a link at the end of the path is not followed.
    ///
    /// @return nothing when it does not exist
    public Optional<FileStatus> status(String path) {
        long place = resolve(path, PLACE_NOFOLLOW);
        if (isAbsent(place)) {
            return Optional.empty();
        }
        try (Fd file = checked(place, path)) {
            return Optional.of(FileStatus.of(file));
        }
    }

    /// What a path leads to, links followed.
    ///
    /// @return nothing when it leads nowhere
    public Optional<FileStatus> target(String path) {
        long place = resolve(path, PLACE);
        if (isAbsent(place)) {
            return Optional.empty();
        }
        try (Fd file = checked(place, path)) {
            return Optional.of(FileStatus.of(file));
        }
    }

    /// Whether a path leads to something, links followed.
    public boolean exists(String path) {
        long place = resolve(path, PLACE);
        if (isAbsent(place)) {
            return false;
        }
        checked(place, path).close();
        return true;
    }

    /// Where a symbolic link points, as it stands there.
    ///
    /// @throws KernelException EINVAL when it is not a link
    public String readLink(String path) {
        try (Fd link = checked(resolve(path, PLACE_NOFOLLOW), path);
                Scratch scratch = Scratch.open()) {
            Block target = scratch.block(4096);
            long length = Libc.call(
                    Syscall.READLINKAT, link.number(), scratch.string("").address(), target.address(), target.size());
            KernelException.check(length, "readlinkat", () -> path);
            return new String(target.bytes(0, (int) length), StandardCharsets.UTF_8);
        }
    }

    /// The names in a directory, sorted. Names that are not UTF-8 appear with replaced characters.
    public List<String> list(String path) {
        try (Fd directory = openDirectory(path)) {
            List<String> names = new ArrayList<>();
            for (byte[] name : Directory.names(directory)) {
                names.add(new String(name, StandardCharsets.UTF_8));
            }
            names.sort(null);
            return names;
        }
    }

    /// Opens a directory for reading, following links inside.
    public Fd openDirectory(String path) {
        return checked(resolve(path, OpenFlag.DIRECTORY.bits()), path);
    }

    /// Writes a regular file as a whole: readers see the old one or the new one. A link at the end of the path
    /// is
    /// replaced, not followed; the directory must exist.
    ///
    /// @param mode permission bits
    /// @param uid owner as this mount shows it, 0 for the VE's root on disk
    /// @throws KernelException EISDIR when it is a directory
    public void write(String path, byte[] content, int mode, int uid, int gid) {
        byte[] name = PathNames.last(path);
        byte[] temporary =
                PathNames.bytes(".vezere-" + ProcessHandle.current().pid() + "-" + TEMPORARY.incrementAndGet());
        try (Fd directory = openPlace(PathNames.parent(path))) {
            long created =
                    Directory.open(directory, temporary, NEW_FILE, 0600, ResolveFlag.BENEATH, ResolveFlag.NO_SYMLINKS);
            try (Fd file = checked(created, path)) {
                fill(file, path, content);
                Directory.changeOwner(file, uid, gid);
                KernelException.check(Libc.call(Syscall.FCHMOD, file.number(), mode), "fchmod", () -> path);
                KernelException.check(Directory.rename(directory, temporary, directory, name), "renameat2", () -> path);
            } catch (KernelException failure) {
                Directory.remove(directory, temporary, 0);
                throw failure;
            }
        }
    }

    /// Writes a text in UTF-8 as [#write] does, keeping mode and owner of the regular file that is there; a new
    /// one is
    /// root's, with mode 0644.
    public void replace(String path, String text) {
        Optional<FileStatus> before = status(path).filter(status -> status.kind() == FileKind.REGULAR);
        write(
                path,
                text.getBytes(StandardCharsets.UTF_8),
                before.map(FileStatus::mode).orElse(0644),
                before.map(FileStatus::uid).orElse(0),
                before.map(FileStatus::gid).orElse(0));
    }

    /// Makes a directory and those above it that are missing. Existing ones stay as they are.
    ///
    /// @param mode permission bits of new ones
    public void makeDirectories(String path, int mode, int uid, int gid) {
        String trimmed = PathNames.trim(path);
        for (int slash = trimmed.indexOf('/', 1); slash >= 0; slash = trimmed.indexOf('/', slash + 1)) {
            makeDirectory(trimmed.substring(0, slash), mode, uid, gid);
        }
        makeDirectory(trimmed, mode, uid, gid);
    }

    /// Makes a symbolic link; what it points to is not looked at.
    ///
    /// @throws KernelException EEXIST when the name is taken
    public void symlink(String target, String path) {
        byte[] name = PathNames.last(path);
        try (Fd directory = openPlace(PathNames.parent(path))) {
            long result = Directory.symlink(PathNames.bytes(target), directory, name);
            KernelException.check(result, "symlinkat", () -> path + " -> " + target);
        }
    }

    /// Removes a name that is not a directory; a link itself, not what it points to.
    ///
    /// @return false when it did not exist
    public boolean remove(String path) {
        byte[] name = PathNames.last(path);
        long place = resolve(PathNames.parent(path), PLACE_DIRECTORY);
        if (isAbsent(place)) {
            return false;
        }
        try (Fd directory = checked(place, path)) {
            long result = Directory.remove(directory, name, 0);
            if (isAbsent(result)) {
                return false;
            }
            KernelException.check(result, "unlinkat", () -> path);
            return true;
        }
    }

    /// Removes a name and all below it, if it exists, as [FileTree#delete] does.
    public void removeTree(String path) {
        String name = new String(PathNames.last(path), StandardCharsets.UTF_8);
        long place = resolve(PathNames.parent(path), PLACE_DIRECTORY);
        if (!isAbsent(place)) {
            try (Fd directory = checked(place, path)) {
                FileTree.delete(directory, name);
            }
        }
    }

    @Override
    public void close() {
        root.close();
    }

    private void makeDirectory(String path, int mode, int uid, int gid) {
        long place = resolve(path, PLACE_DIRECTORY);
        if (place >= 0) {
            new Fd((int) place).close();
            return;
        }
        if (!isAbsent(place)) {
            throw new KernelException("openat2", path, (int) -place);
        }
        byte[] name = PathNames.last(path);
        try (Fd parent = openPlace(PathNames.parent(path))) {
            KernelException.check(Directory.makeDirectory(parent, name, mode), "mkdirat", () -> path);
            long made = Directory.open(
                    parent,
                    name,
                    OpenFlag.DIRECTORY.bits() | OpenFlag.NOFOLLOW.bits(),
                    0,
                    ResolveFlag.BENEATH,
                    ResolveFlag.NO_SYMLINKS);
            try (Fd directory = checked(made, path)) {
                Directory.changeOwner(directory, uid, gid);
                // The umask took its part of the mode that mkdirat was given.
                KernelException.check(Libc.call(Syscall.FCHMOD, directory.number(), mode), "fchmod", () -> path);
            }
        }
    }

    private Fd openPlace(String path) {
        return checked(resolve(path, PLACE_DIRECTORY), path);
    }

    private long resolve(String path, long flags) {
        return Directory.open(root, PathNames.bytes(path), flags, 0, ResolveFlag.IN_ROOT, ResolveFlag.NO_MAGICLINKS);
    }

    /// Opens for reading what is open as a place, after a look at what it is: opening a device can have
    /// effects.
    private static Fd reopen(Fd place, String path) {
        FileKind kind = FileStatus.of(place).kind();
        if (kind != FileKind.REGULAR) {
            throw new KernelException(
                    "read",
                    path + ", which is " + kind.words() + " where a regular file is expected",
                    Errno.EOPNOTSUPP.number());
        }
        return OpenFile.at(place.procPath(), OpenFlag.NONBLOCK, OpenFlag.NOCTTY);
    }

    private static byte[] read(Fd file, String path, int most) {
        try (Scratch scratch = Scratch.open()) {
            // One more than allowed: files of proc and sysfs do not tell their size.
            long size = Math.min(FileStatus.of(file).size(), most);
            Block buffer = scratch.block(Math.max(size + 1, 4096));
            byte[] all = new byte[0];
            while (true) {
                long count = Libc.call(Syscall.READ, file.number(), buffer.address(), buffer.size());
                KernelException.check(count, "read", () -> path);
                if (count == 0) {
                    return all;
                }
                if (all.length + count > most) {
                    throw new KernelException(
                            "read", path + ", which has more than " + most + " bytes", Errno.EFBIG.number());
                }
                int before = all.length;
                all = Arrays.copyOf(all, before + (int) count);
                buffer.get(0, all, before, (int) count);
            }
        }
    }

    private static void fill(Fd file, String path, byte[] content) {
        try (Scratch scratch = Scratch.open()) {
            Block block = scratch.bytes(content);
            long written = 0;
            while (written < content.length) {
                long count = Libc.call(Syscall.WRITE, file.number(), block.address(written), content.length - written);
                written += KernelException.check(count, "write", () -> path);
            }
        }
    }

    private static boolean isAbsent(long result) {
        return result == -Errno.ENOENT.number() || result == -Errno.ENOTDIR.number();
    }

    private static Fd checked(long result, String path) {
        return new Fd((int) KernelException.check(result, "openat2", () -> path));
    }
}
