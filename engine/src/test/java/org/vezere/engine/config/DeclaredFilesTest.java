package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.model.VezereException;
import org.vezere.model.value.BadValueException;

class DeclaredFilesTest {
    /// A thing is its name and a word.
    private static final DeclaredFiles.Form<Map.Entry<String, String>> FORM = new DeclaredFiles.Form<>() {
        @Override
        public String name(Map.Entry<String, String> thing) {
            return thing.getKey();
        }

        @Override
        public Map<String, String> write(Map.Entry<String, String> thing) {
            return Map.of("WORD", thing.getValue());
        }

        @Override
        public Map.Entry<String, String> read(String name, DeclaredFiles.Values values) {
            return Map.entry(name, values.word("WORD").orElseThrow(() -> new BadValueException("a word")));
        }
    };

    @TempDir
    private Path directory;

    @Test
    void aMistakeInOneFileTakesNothingAway() throws IOException {
        DeclaredFiles<Map.Entry<String, String>> files = new DeclaredFiles<>(directory, "thing", FORM);
        files.write(Map.entry("one", "first"));
        files.write(Map.entry("two", "second"));
        assertThat(files.inForce()).hasSize(2);

        Files.writeString(directory.resolve("one.conf"), "WROD=\"else\"\n");
        Files.createDirectory(directory.resolve("never.conf"));

        List<VezereException> wrong = new ArrayList<>();
        assertThat(files.inForce(wrong::add)).containsExactly(Map.entry("one", "first"), Map.entry("two", "second"));
        assertThat(wrong)
                .extracting(VezereException::getMessage)
                .satisfiesExactly(
                        never -> assertThat(never).startsWith(directory + "/never.conf can't be read"),
                        one -> assertThat(one).isEqualTo(directory + "/one.conf declares no thing: wanted is a word"));
        assertThatThrownBy(files::all).isInstanceOf(VezereException.class);

        files.delete("one");
        assertThat(files.inForce()).containsExactly(Map.entry("two", "second"));
    }

    @Test
    void whatWasNeverReadIsLeftOut() throws IOException {
        new DeclaredFiles<>(directory, "thing", FORM).write(Map.entry("two", "second"));
        Files.writeString(directory.resolve("one.conf"), "");

        assertThat(new DeclaredFiles<>(directory, "thing", FORM).inForce()).containsExactly(Map.entry("two", "second"));
    }
}
