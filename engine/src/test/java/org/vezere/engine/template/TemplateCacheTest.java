package org.vezere.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

class TemplateCacheTest {
    @TempDir
    Path directory;

    private TemplateCache cache;

    @BeforeEach
    void openCache() {
        cache = new TemplateCache(directory);
    }

    @Test
    void findsArchivesInTheReferencesOrder() throws IOException {
        for (String suffix : new String[] {".zst", ".xz", ".bz2", ".gz", ""}) {
            Path file = Files.createFile(directory.resolve("debian-7.0-x86_64.tar" + suffix));

            assertThat(cache.require("debian-7.0-x86_64").file()).isEqualTo(file);
        }
    }

    @Test
    void listsEachNameOnceAndNothingElse() throws IOException {
        Files.writeString(directory.resolve("b.tar.gz"), "12345");
        Files.createFile(directory.resolve("b.tar.zst"));
        Files.createFile(directory.resolve("a.tar"));
        Files.createFile(directory.resolve(".c.tar.gz.tmp"));
        Files.createFile(directory.resolve("notes.txt"));
        Files.createDirectory(directory.resolve("d.tar"));

        assertThat(cache.list()).extracting(Template::name).containsExactly("a", "b");
        assertThat(cache.list().getLast().bytes()).isEqualTo(5);
    }

    @Test
    void isEmptyWithoutADirectory() {
        assertThat(new TemplateCache(directory.resolve("none")).list()).isEmpty();
    }

    @Test
    void saysWhichFileIsMissingInTheReferencesWords() {
        assertThatThrownBy(() -> cache.require("centos-6-x86"))
                .hasMessage("Cached OS template " + directory + "/centos-6-x86.tar[.gz|.bz2|.xz] not found")
                .extracting(e -> ((VezereException) e).kind().exitCode())
                .isEqualTo(91);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../etc/passwd", "a/b", "-rf", ".hidden", "a\nb", "a\0b", "a b"})
    void refusesNamesThatAreNoFileNames(String name) {
        assertThatThrownBy(() -> cache.find(name))
                .isInstanceOf(VezereException.class)
                .hasMessageStartingWith("Bad OS template name \"")
                .extracting(e -> ((VezereException) e).kind())
                .isEqualTo(FailureKind.BAD_PARAMETER);
    }
}
