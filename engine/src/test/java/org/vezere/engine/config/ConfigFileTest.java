package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;

class ConfigFileTest {
    @TempDir
    Path directory;

    @Test
    void aMissingFileIsNothing() {
        assertThat(ConfigFile.read(directory.resolve("1.conf"))).isEmpty();
    }

    @Test
    void whatIsNoFileCannotBeRead() {
        assertThatThrownBy(() -> ConfigFile.read(directory))
                .isInstanceOf(VezereException.class)
                .extracting(thrown -> ((VezereException) thrown).kind())
                .isEqualTo(FailureKind.BAD_CONFIG);
    }

    @Test
    void savesAndLeavesNothingBeside() throws Exception {
        Path file = directory.resolve("101.conf");

        assertThat(ConfigFile.save(file, Box.text("CPUS=\"1\"\n"))).isTrue();

        assertThat(file).hasContent("CPUS=\"1\"\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(directory).isDirectoryContaining("glob:**101.conf");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void unchangedIsNotWritten() throws Exception {
        Path file = Files.writeString(directory.resolve("101.conf"), "CPUS=\"1\"");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));

        assertThat(ConfigFile.save(file, ConfigFile.read(file).orElseThrow().with(Parameter.CPUS, "1")))
                .isFalse();

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(1000));
    }

    @Test
    void modesStay() throws Exception {
        Path file = Files.writeString(directory.resolve("101.conf"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        ConfigFile.save(file, Box.text("CPUS=\"1\"\n"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void linksAreFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("private")).resolve("ve.conf");
        Files.writeString(elsewhere, "CPUS=\"1\"\n");
        Path link = Files.createSymbolicLink(directory.resolve("101.conf"), Path.of("private/ve.conf"));

        ConfigFile.save(link, Box.text("CPUS=\"2\"\n"));

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(elsewhere).hasContent("CPUS=\"2\"\n");
    }

    @Test
    void linksThatLeadNowhereYetAreFollowed() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("101.conf"), directory.resolve("new.conf"));

        ConfigFile.save(link, Box.text("CPUS=\"2\"\n"));

        assertThat(directory.resolve("new.conf")).hasContent("CPUS=\"2\"\n");
    }

    @Test
    void aTemporaryFileLeftBehindIsReplacedNotFollowed() throws Exception {
        Path victim = Files.writeString(directory.resolve("victim"), "keep");
        Files.createSymbolicLink(directory.resolve("101.conf.tmp"), victim);

        ConfigFile.save(directory.resolve("101.conf"), Box.text("CPUS=\"2\"\n"));

        assertThat(victim).hasContent("keep");
        assertThat(Files.isRegularFile(directory.resolve("101.conf"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void whatCannotBeSavedIsSaid() {
        Path file = directory.resolve("missing/101.conf");

        assertThatThrownBy(() -> ConfigFile.save(file, Box.text("CPUS=\"2\"\n")))
                .isInstanceOf(VezereException.class)
                .hasMessageStartingWith("Unable to save configuration file " + file)
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(139);
    }

    @Test
    void linksInACircleAreRefused() throws Exception {
        Path one = directory.resolve("one");
        Files.createSymbolicLink(one, directory.resolve("two"));
        Files.createSymbolicLink(directory.resolve("two"), one);

        assertThatThrownBy(() -> ConfigFile.save(one, Box.text("CPUS=\"2\"\n"))).isInstanceOf(VezereException.class);
    }
}
