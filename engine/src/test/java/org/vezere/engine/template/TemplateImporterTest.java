package org.vezere.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.files.FreeSpace;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

class TemplateImporterTest {
    @TempDir
    Path directory;

    private TemplateCache cache;
    private TemplateImporter importer;

    @BeforeEach
    void openCache() {
        cache = new TemplateCache(directory.resolve("cache"));
        importer = new TemplateImporter(cache, new FreeSpace(0));
    }

    @Test
    void takesTheCompressionFromTheContent() throws IOException {
        Path source = Packed.as(Compression.XZ, TarMaker.system().bytes(), directory);
        Path misnamed = Files.move(source, directory.resolve("rootfs.bin"));

        Template template = importer.add(misnamed, "alpine");

        assertThat(template.file()).hasFileName("alpine.tar.xz").hasSameBinaryContentAs(misnamed);
    }

    @Test
    void leavesNothingOfARefusedArchive() throws IOException {
        Path source = new TarMaker().file("../evil", "x").write(directory.resolve("evil.tar"));

        assertThatThrownBy(() -> importer.add(source, "evil")).hasMessageContaining("has \"..\" in its name");
        assertThat(filesInCache()).isEmpty();
    }

    @Test
    void refusesAFileThatIsNoArchive() throws IOException {
        Path source = Files.writeString(directory.resolve("text"), "hello\n".repeat(1000));

        assertThatThrownBy(() -> importer.add(source, "text")).isInstanceOf(VezereException.class);
        assertThat(filesInCache()).isEmpty();
    }

    @Test
    void refusesAMissingFileAndADirectory() {
        assertThatThrownBy(() -> importer.add(directory, "x")).hasMessageEndingWith("is not a file");
        assertThatThrownBy(() -> importer.add(directory.resolve("none"), "x")).hasMessageEndingWith("is not a file");
    }

    @Test
    void replacesNothing() throws IOException {
        Path source = TarMaker.system().write(directory.resolve("system.tar"));
        importer.add(source, "one");

        assertThatThrownBy(() -> importer.add(source, "one")).hasMessageContaining("exists already");
    }

    @Test
    void keepsTheNodesMargin() throws IOException {
        Path source = TarMaker.system().write(directory.resolve("system.tar"));
        TemplateImporter careful = new TemplateImporter(cache, new FreeSpace(Long.MAX_VALUE / 2));

        assertThatThrownBy(() -> careful.add(source, "big"))
                .hasMessageContaining("Not enough disk space on the node")
                .extracting(e -> ((VezereException) e).kind())
                .isEqualTo(FailureKind.NO_SPACE);
        assertThat(filesInCache()).isEmpty();
    }

    private List<Path> filesInCache() throws IOException {
        try (Stream<Path> files = Files.list(cache.directory())) {
            return files.toList();
        }
    }
}
