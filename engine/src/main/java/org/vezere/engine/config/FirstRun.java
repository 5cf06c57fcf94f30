package org.vezere.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Puts the shipped configs onto a node that has none. What is there already is never touched.
public final class FirstRun {
    private static final List<String> FILES = List.of(
            "vz.conf",
            "conf/0.conf",
            "conf/ve-basic.conf-sample",
            "conf/ve-light.conf-sample",
            "conf/ve-unlimited.conf-sample",
            "conf/ve-vswap-256m.conf-sample",
            "conf/ve-vswap-512m.conf-sample",
            "conf/ve-vswap-1024m.conf-sample",
            "conf/ve-vswap-1g.conf-sample",
            "conf/ve-vswap-2g.conf-sample",
            "conf/ve-vswap-4g.conf-sample");

    private final NodePaths paths;

    /// The configs of a node.
    public FirstRun(NodePaths paths) {
        this.paths = paths;
    }

    /// Makes the directories of configs and puts missing files there.
    ///
    /// @return the files that were put there
    /// @throws VezereException [FailureKind#SAVE_CONFIG] when one can't be written
    public List<Path> install() {
        List<Path> installed = new ArrayList<>();
        Path current = paths.etc();
        try {
            Files.createDirectories(paths.configs());
            Files.createDirectories(paths.names());
            for (String name : FILES) {
                current = paths.etc().resolve(name);
                if (!Files.exists(current, LinkOption.NOFOLLOW_LINKS)) {
                    write(name, current);
                    installed.add(current);
                }
            }
        } catch (IOException failure) {
            throw new VezereException(FailureKind.SAVE_CONFIG, current + ": " + failure.getMessage(), failure);
        }
        return List.copyOf(installed);
    }

    /// The shipped text of a file below `/etc/vz`.
    static byte[] shipped(String name) throws IOException {
        try (InputStream resource = FirstRun.class.getResourceAsStream("etc/" + name)) {
            if (resource == null) {
                throw new IllegalStateException("the program is not whole: " + name + " is missing in it");
            }
            return resource.readAllBytes();
        }
    }

    private static void write(String name, Path file) throws IOException {
        Path temporary = Files.createTempFile(file.getParent(), ".", ".new");
        try {
            Files.write(temporary, shipped(name));
            Files.setPosixFilePermissions(
                    temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException somebodyWasFaster) {
            return;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
