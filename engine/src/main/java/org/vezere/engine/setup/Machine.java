package org.vezere.engine.setup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The files through which a machine tells of itself: `/proc`, `/sys`, `/lib/modules`, `/boot`, `/dev`.
///
/// What cannot be read is absent, whatever the reason: to a question about abilities that is the same.
///
/// @param root `/`, or a directory with copies for tests
public record Machine(Path root) {
    private static final int BUFFER = 65_536;

    /// The running machine.
    public static Machine running() {
        return new Machine(Path.of("/"));
    }

    /// Where an absolute path of the machine lies.
    public Path file(String path) {
        return root.resolve(path.substring(1));
    }

    /// Whether there is such a file.
    public boolean has(String path) {
        return Files.exists(file(path));
    }

    /// What a small file says, without surrounding white space; kernel files fit into memory.
    public Optional<String> text(String path) {
        // Not Files.readString: it asks files of unknown size for one byte first, and a sysctl that is read by
        // single bytes gives its first digit and then ends (proc_dointvec, kernel/sysctl.c).
        try (InputStream input = Files.newInputStream(file(path))) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int count = input.read(buffer); count > 0; count = input.read(buffer)) {
                content.write(buffer, 0, count);
            }
            return Optional.of(content.toString(StandardCharsets.UTF_8).strip());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /// The lines of a small file; none when it is absent.
    public List<String> lines(String path) {
        return text(path).map(text -> text.lines().toList()).orElse(List.of());
    }

    /// The number in a file; absent also when the file says something else. Numbers beyond `long` are its maximum.
    public OptionalLong number(String path) {
        Optional<String> text = text(path);
        if (text.isEmpty() || !text.get().matches("-?[0-9]{1,20}")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException beyond) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }

    /// The names in a directory, sorted; none when it is absent.
    public List<String> names(String directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(file(directory))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot list " + file(directory), unreadable);
        }
        names.sort(null);
        return names;
    }

    /// Writes into a kernel file that exists.
    ///
    /// @throws IOException when the kernel refuses, with its reason
    public void write(String path, String value) throws IOException {
        Files.writeString(file(path), value + "\n", StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /// The kernel's release, as `uname -r` prints it.
    public String release() {
        return text("/proc/sys/kernel/osrelease").orElse("unknown");
    }

    /// Whether the kernel is of this version or a later one; false when its release cannot be read.
    public boolean atLeast(int major, int minor) {
        String[] parts = release().split("[^0-9]+", 3);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            return false;
        }
        int its = Integer.parseInt(parts[0]);
        return its > major || (its == major && Integer.parseInt(parts[1]) >= minor);
    }
}
