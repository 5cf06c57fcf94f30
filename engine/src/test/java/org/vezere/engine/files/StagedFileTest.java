package org.vezere.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFileTest {
    @TempDir
    private Path directory;

    @Test
    void whatNobodyLivedToCommitIsSweptAndNothingElse() throws IOException {
        StagedFile abandoned = StagedFile.of(directory.resolve("101.conf"));
        StagedFile foreign = StagedFile.of(directory.resolve("101.mount"));
        Files.writeString(directory.resolve(".mine.tmp"), "");
        Files.writeString(directory.resolve("101.conf"), "");

        StagedFile.sweep(directory, ".conf");

        assertThat(abandoned.path()).doesNotExist();
        assertThat(directory).isDirectoryContaining(foreign.path()::equals);
        assertThat(directory.resolve(".mine.tmp")).exists();
        assertThat(directory.resolve("101.conf")).exists();
        StagedFile.sweep(directory.resolve("missing"), ".conf");
    }
}
