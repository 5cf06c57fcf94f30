package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.model.Ctid;
import org.vezere.model.VezereException;

class VeNamesTest {
    private static final Ctid OTHER = new Ctid(102);

    @TempDir
    Path directory;

    private Box box;
    private VeNames names;

    @BeforeEach
    void box() {
        box = new Box(directory);
        names = new VeNames(box.paths());
        box.write(box.paths().config(Box.CTID), "NAME=\"web\"\n");
    }

    @Test
    void aNameLeadsToTheConfigByAnAbsoluteLink() throws Exception {
        assertThat(names.assign(Box.CTID, "web", "")).isTrue();

        assertThat(Files.readSymbolicLink(box.paths().names().resolve("web")))
                .isEqualTo(box.paths().config(Box.CTID));
        assertThat(names.resolve("web")).isEqualTo(Box.CTID);
        assertThat(names.resolve("101")).isEqualTo(Box.CTID);
        assertThat(names.assign(Box.CTID, "web", "web")).isFalse();
    }

    @Test
    void aNumberNeedsNoConfig() {
        assertThat(names.resolve("777")).isEqualTo(new Ctid(777));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "../conf/101.conf", "-x", "0", "0x65", "101 ", "9999999999"})
    void wordsThatMeanNothingAreRefused(String word) {
        assertThatThrownBy(() -> names.resolve(word))
                .isInstanceOf(VezereException.class)
                .hasMessage("Bad CT ID " + word)
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(21);
    }

    @Test
    void aNameThatTheConfigDoesNotConfirmIsRefused() {
        names.assign(Box.CTID, "db", "");

        assertThatThrownBy(() -> names.resolve("db"))
                .hasMessage("Unable to find container by name db")
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(21);
    }

    @Test
    void aNameBelongsToOneVe() {
        names.assign(Box.CTID, "web", "");

        assertThatThrownBy(() -> names.assign(OTHER, "web", ""))
                .hasMessage("Conflict: name web already used by container 101")
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(131);
        assertThatThrownBy(() -> names.check(OTHER, "web")).isInstanceOf(VezereException.class);
        names.check(Box.CTID, "web");
    }

    @Test
    void aNewNameTakesTheFormerOneAway() {
        names.assign(Box.CTID, "web", "");

        names.assign(Box.CTID, "a b+c", "web");

        assertThat(names.holder("web")).isEmpty();
        assertThat(names.holder("a b+c")).contains(Box.CTID);
        names.assign(Box.CTID, "", "a b+c");
        assertThat(box.paths().names()).isEmptyDirectory();
    }

    @Test
    void theNameOfAnotherVeStays() {
        names.assign(OTHER, "db", "");

        names.remove(Box.CTID, "db");
        names.remove(Box.CTID, "nobody");

        assertThat(names.holder("db")).contains(OTHER);
    }
}
