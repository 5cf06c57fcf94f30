package org.vezere.engine.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.vezere.engine.files.StagedFile;

/// Which archive a layer was unpacked from, as far as one can tell without reading it.
///
/// The digest of the content names a layer: a touched or copied archive then finds its layer again, and a
/// rebuilt one gets a new layer while VEs go on standing on the old one. Digesting takes a third of a second
/// for each 100 MB, too long for each creation of a VE; so the file's size, inode and times are kept beside the
/// layer, and only when one of them differs is the archive read again. The change time catches what the
/// modification time can be made to hide.
///
/// @param size bytes
/// @param inode inode number
/// @param modified modification time in nanoseconds since 1970
/// @param changed change time in nanoseconds since 1970
record LayerSource(long size, long inode, long modified, long changed) {
    /// What a file looks like now.
    static LayerSource of(Path archive) throws IOException {
        return new LayerSource(
                Files.size(archive),
                number(Files.getAttribute(archive, "unix:ino")),
                nanoseconds(Files.getLastModifiedTime(archive)),
                nanoseconds((FileTime) Files.getAttribute(archive, "unix:ctime")));
    }

    /// What was written beside a layer; nothing when that is missing or not understood.
    static Optional<LayerSource> read(Path file) throws IOException {
        try {
            String[] fields = Files.readString(file).strip().split(" ", -1);
            return fields.length == 4
                    ? Optional.of(new LayerSource(
                            Long.parseLong(fields[0]),
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            Long.parseLong(fields[3])))
                    : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Writes this beside a layer.
    void write(Path file) throws IOException {
        try (StagedFile staged = StagedFile.of(file)) {
            Files.write(staged.path(), List.of(size + " " + inode + " " + modified + " " + changed));
            staged.commit();
        }
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static long nanoseconds(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
