package org.vezere.engine.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.Ctid;

/// A node below a temporary directory, with the shipped configs.
final class Box {
    static final Ctid CTID = new Ctid(101);

    private final NodePaths paths;

    Box(Path prefix) {
        this.paths = new NodePaths(prefix);
        new FirstRun(paths).install();
    }

    NodePaths paths() {
        return paths;
    }

    GlobalConfig global() {
        return GlobalConfig.read(paths);
    }

    Samples samples() {
        return new Samples(paths.configs());
    }

    VeConfig config(String text) {
        return new VeConfig(CTID, global(), text(text));
    }

    Path write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static ConfigText text(String content) {
        return ConfigText.parse(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
