package org.vezere.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Directories of a node that are nobody's but root's.
final class NodeDirectories {
    private NodeDirectories() {}

    /// Makes the directory of a file where it is missing.
    static void makeFor(Path file) throws IOException {
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
