package org.vezere.engine.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A file in the making: it appears under its name wholly written and on disk, or not at all.
public final class StagedFile implements AutoCloseable {
    private final Path target;
    private final Path staged;

    private StagedFile(Path target, Path staged) {
        this.target = target;
        this.staged = staged;
    }

    /// Begins a file; its directory is made where it is missing.
    ///
    /// The name in the meantime begins with a dot, so that no list of templates shows it, and is unique, so
    /// that two makers of one file don't meet.
    public static StagedFile of(Path target) throws IOException {
        Path directory = Files.createDirectories(target.getParent());
        Path staged = Files.createTempFile(
                directory,
                "." + target.getFileName(),
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        return new StagedFile(target, staged);
    }

    /// Takes away what nobody lived to commit, for whoever alone makes files of this name's end in a directory.
    ///
    /// @param end such as `.conf`
    public static void sweep(Path directory, String end) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        Pattern staged = Pattern.compile("\\..+" + Pattern.quote(end) + "\\d+\\.tmp");
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (staged.matcher(file.getFileName().toString()).matches()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// Where to write.
    public Path path() {
        return staged;
    }

    /// Makes the file appear under its name, replacing one that was there.
    public void commit() throws IOException {
        try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(staged);
    }
}
