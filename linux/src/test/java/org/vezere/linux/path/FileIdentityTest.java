package org.vezere.linux.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class FileIdentityTest {
    private static final int SOMEBODY = 4711;

    @TempDir
    Path directory;

    @Test
    @EnabledIf("isRoot")
    void filesBelongToWhomTheyWereMadeAs() throws IOException {
        Files.setAttribute(directory, "unix:mode", 0777);
        Path file = directory.resolve("file");

        FileIdentity.runAs(SOMEBODY, SOMEBODY, () -> write(file));
        write(directory.resolve("ours"));

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(SOMEBODY);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(SOMEBODY);
        assertThat(Files.getAttribute(directory.resolve("ours"), "unix:uid")).isEqualTo(0);
    }

    @Test
    @EnabledIf("isRoot")
    void powersOverFilesAreLeftBehind() throws IOException {
        Files.setAttribute(directory, "unix:mode", 0700);

        assertThatThrownBy(() -> FileIdentity.runAs(SOMEBODY, SOMEBODY, () -> write(directory.resolve("file"))))
                .isInstanceOf(UncheckedIOException.class);
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "x");
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
