package org.vezere.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Where a listening Unix socket is found.
///
/// It is bound under another name and renamed when it listens and has mode 0600: whoever finds the name can connect,
/// nobody meets it half made, and one left behind by a vzd that was killed is replaced in the same step.
///
/// @param path where it is found
public record SocketPath(Path path) {
    /// Where to bind it.
    public Path prepare() throws IOException {
        NodeDirectories.makeFor(path);
        Path hidden = hidden();
        Files.deleteIfExists(hidden);
        return hidden;
    }

    /// Shows the socket, which listens already.
    public void publish() throws IOException {
        Path hidden = hidden();
        Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
        Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Takes the name away, so that nobody connects any more.
    public void remove() throws IOException {
        Files.deleteIfExists(path);
    }

    private Path hidden() {
        return path.resolveSibling("." + path.getFileName() + ".new");
    }
}
