package org.vezere.engine.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// VE0's free disk space, of which a margin is never touched.
///
/// Images of VEs are sparse and share what VE0 has: when VE0's disk is full, every VE gets I/O errors. So
/// whoever adds something big asks here before.
///
/// @param margin bytes that must stay free on each filesystem
public record FreeSpace(long margin) {
    /// What stays free by default: 256 MiB.
    public static final long DEFAULT_MARGIN = 256L << 20;

    /// Free space with the usual margin.
    public static FreeSpace usual() {
        return new FreeSpace(DEFAULT_MARGIN);
    }

    /// Bytes that may still be used on the filesystem of a file that exists.
    public long usable(Path file) throws IOException {
        return Math.max(0, Files.getFileStore(file).getUsableSpace() - margin);
    }

    /// @throws VezereException [FailureKind#NO_SPACE] when fewer bytes may be used
    public void require(Path file, long bytes) throws IOException {
        long usable = usable(file);
        if (usable < bytes) {
            throw new VezereException(
                    FailureKind.NO_SPACE,
                    "Not enough disk space on the node at " + file + ": " + bytes + " bytes are needed, " + usable
                            + " may be used (" + margin + " always stay free)");
        }
    }
}
