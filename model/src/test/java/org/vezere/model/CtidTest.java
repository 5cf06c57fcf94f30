package org.vezere.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtidTest {
    @Test
    void readsNumbersOfTheRange() {
        assertThat(Ctid.parse("1")).isEqualTo(new Ctid(1));
        assertThat(Ctid.parse("2147483644")).isEqualTo(new Ctid(Ctid.MAX));
    }

    /// Isolation B13.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "+1",
                "0x",
                "0x65",
                "0 evil",
                "101 ",
                " 101",
                "1e3",
                "0101",
                "2147483645",
                "4294967297",
                "99999999999999999999",
                "१०१",
                "101\n"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Ctid.parse(text))
                .isInstanceOf(VezereException.class)
                .hasMessage("Bad CT ID " + text)
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(21);
    }
}
