package org.vezere.engine.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Config files on disk: read whole, saved whole or not at all.
public final class ConfigFile {
    /// More than any config has; a file that exceeds it is something else.
    private static final long MOST_BYTES = 8L << 20;

    private static final int MOST_LINKS = 40;

    private ConfigFile() {}

    /// Reads a config.
    ///
    /// @return nothing when there is no such file
    /// @throws VezereException [FailureKind#BAD_CONFIG] when it can't be read
    public static Optional<ConfigText> read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES || Files.isDirectory(file)) {
                throw new VezereException(FailureKind.BAD_CONFIG, file + " is no config: " + size + " bytes");
            }
            return Optional.of(ConfigText.parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new VezereException(FailureKind.BAD_CONFIG, "Unable to read " + failure.getMessage(), failure);
        }
    }

    /// Saves a config: into a temporary file beside it, onto the disk, then in its place. A link is followed; owner and
    /// mode of a file that was there stay.
    ///
    /// @return whether anything was written: a file that holds this text already is left alone
    /// @throws VezereException [FailureKind#SAVE_CONFIG] when it can't be saved; the file is then as it was
    public static boolean save(Path file, ConfigText text) {
        byte[] bytes = text.bytes();
        Path temporary = file;
        try {
            Path target = target(file);
            if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), bytes)) {
                return false;
            }
            temporary = target.resolveSibling(target.getFileName() + ".tmp");
            Files.deleteIfExists(temporary);
            write(temporary, bytes);
            keepOwnerAndMode(target, temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory(target);
            return true;
        } catch (IOException failure) {
            if (!temporary.equals(file)) {
                discard(temporary, failure);
            }
            throw new VezereException(FailureKind.SAVE_CONFIG, file + ": " + failure.getMessage(), failure);
        }
    }

    private static Path target(Path file) throws IOException {
        Path target = file;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new IOException("too many symbolic links");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void keepOwnerAndMode(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (!Files.exists(from)) {
            view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributes have = view.readAttributes();
        if (!wanted.owner().equals(have.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!wanted.group().equals(have.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }

    /// A rename lasts only once its directory is on the disk.
    private static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void discard(Path temporary, IOException cause) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException failure) {
            cause.addSuppressed(failure);
        }
    }
}
