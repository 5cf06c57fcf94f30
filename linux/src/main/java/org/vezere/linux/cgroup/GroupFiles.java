package org.vezere.linux.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.SmallFiles;

/// Directories and files of a cgroup filesystem, by full path.
final class GroupFiles {
    private static final int EEXIST = 17;
    private static final int ENOENT = 2;
    private static final int ENODEV = 19;

    private GroupFiles() {}

    static void write(String path, String value) {
        int result = SmallFiles.write(SmallFiles.AT_FDCWD, path, value.getBytes(StandardCharsets.US_ASCII));
        if (result < 0) {
            throw new KernelException("write", path + ", \"" + value.strip() + "\"", -result);
        }
    }

    /// Nothing happens when the file is not there, because its group is gone or was never wholly made.
    static void writeIfThere(String path, String value) {
        try {
            write(path, value);
        } catch (KernelException failure) {
            if (failure.errno() != Errno.ENOENT && failure.errno() != Errno.ENODEV) {
                throw failure;
            }
        }
    }

    static String read(String path) {
        SmallFiles.Content content = SmallFiles.read(SmallFiles.AT_FDCWD, path);
        if (content.result() < 0) {
            throw new KernelException("read", path, -content.result());
        }
        return content.text();
    }

    /// Empty when the file is not there: not known to this kernel, or its group is gone meanwhile.
    static Optional<String> readIfThere(String path) {
        SmallFiles.Content content = SmallFiles.read(SmallFiles.AT_FDCWD, path);
        if (content.result() == -ENOENT || content.result() == -ENODEV) {
            return Optional.empty();
        }
        if (content.result() < 0) {
            throw new KernelException("read", path, -content.result());
        }
        return Optional.of(content.text());
    }

    /// Makes a directory, or keeps it.
    ///
    /// @return whether it was not there before
    static boolean make(String path) {
        int result = SmallFiles.makeDirectory(SmallFiles.AT_FDCWD, path);
        if (result < 0 && result != -EEXIST) {
            throw new KernelException("mkdirat", path, -result);
        }
        return result == 0;
    }

    /// Removes a directory.
    ///
    /// @return false while the kernel says it is in use
    static boolean remove(String path) {
        int result = SmallFiles.removeDirectory(SmallFiles.AT_FDCWD, path);
        if (result == 0 || result == -ENOENT) {
            return true;
        }
        if (Errno.of(-result) == Errno.EBUSY) {
            return false;
        }
        throw new KernelException("unlinkat", path, -result);
    }

    static void give(String path, int user, int group) {
        int result = SmallFiles.changeOwner(SmallFiles.AT_FDCWD, path, user, group);
        if (result < 0) {
            throw new KernelException("fchownat", path + ", " + user + ", " + group, -result);
        }
    }

    static Fd open(String path, int flags) {
        int result = SmallFiles.open(SmallFiles.AT_FDCWD, path, flags);
        if (result < 0) {
            throw new KernelException("openat", path, -result);
        }
        return new Fd(result);
    }

    /// Names of the groups inside a group; none when it is gone.
    static List<String> children(String path) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(path), Files::isDirectory)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException("list " + path, failure);
        }
        return names;
    }

    /// Process ids of a `cgroup.procs`, which has one per line.
    static List<Integer> pids(String group) {
        return readIfThere(group + "/cgroup.procs")
                .orElse("")
                .lines()
                .map(Integer::valueOf)
                .toList();
    }

    /// The value of a key in the first group, or the sum of it in the others when that is more.
    static long count(List<String> groups, String file, String key) {
        long own = 0;
        long below = 0;
        for (String group : groups) {
            long value = readIfThere(group + "/" + file)
                    .flatMap(text -> text.lines()
                            .filter(line -> line.startsWith(key + " "))
                            .findFirst())
                    .map(line -> Long.parseLong(line.substring(key.length() + 1).strip()))
                    .orElse(0L);
            if (group.equals(groups.getFirst())) {
                own = value;
            } else {
                below += value;
            }
        }
        return Math.max(own, below);
    }
}
