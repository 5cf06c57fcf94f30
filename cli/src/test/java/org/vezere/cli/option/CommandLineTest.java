package org.vezere.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private static final List<Option> OPTIONS = List.of(
            Option.flag("all", 'a', ""),
            Option.flag("json", 'j', ""),
            Option.flag("no-header", 'H', ""),
            Option.of("output", 'o', "F", ""),
            Option.of("ipadd", "A", "").alias("ip"),
            Option.of("ipdel", "A", ""),
            Option.of("layout", "L", "").alias("ve_layout", "velayout"),
            Option.flag("", '1', ""));

    @Test
    void lettersRunTogetherWithEachOtherAndTheirValue() throws OptionException {
        assertThat(parse("-ajHoveid,status")).isEqualTo("all json no-header output=veid,status |");
        assertThat(parse("-a1")).isEqualTo("all 1 |");
        assertThat(parse("-Ho", "veid")).isEqualTo("no-header output=veid |");
    }

    @Test
    void optionsMayFollowOtherWords() throws OptionException {
        assertThat(parse("web1", "-ovpsid", "101", "-H")).isEqualTo("output=vpsid no-header | web1 101");
    }

    @Test
    void longOptionsTakeValuesInBothForms() throws OptionException {
        assertThat(parse("--output=a=b", "--output", "c", "--output=")).isEqualTo("output=a=b output=c output= |");
    }

    @Test
    void longOptionsMayBeCutShort() throws OptionException {
        assertThat(parse("--out", "x", "--js", "--ipa=1")).isEqualTo("output=x json ipadd=1 |");
    }

    @Test
    void exactNameWinsOverLongerOnes() throws OptionException {
        assertThat(parse("--ip", "10.0.0.1")).isEqualTo("ipadd=10.0.0.1 |");
    }

    @Test
    void aliasesOfOneOptionAreNotAmbiguous() throws OptionException {
        assertThat(parse("--ve", "ploop")).isEqualTo("layout=ploop |");
    }

    @Test
    void twoDashesEndTheOptionsAndOneIsAWord() throws OptionException {
        assertThat(parse("-a", "-", "--", "-H", "--json")).isEqualTo("all | - -H --json");
    }

    @Test
    void aValueMayBeginWithADash() throws OptionException {
        assertThat(parse("-o", "-bootorder")).isEqualTo("output=-bootorder |");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bogus | vzx: unrecognized option '--bogus'",
                "-z | vzx: invalid option -- 'z'",
                "-az | vzx: invalid option -- 'z'",
                "--output | vzx: option '--output' requires an argument",
                "-o | vzx: option requires an argument -- 'o'",
                "--all=yes | vzx: option '--all' doesn't allow an argument",
                "--i=1 | vzx: option '--i' is ambiguous; possibilities: '--ipadd' '--ip' '--ipdel'",
            })
    void refusesInTheWordsOfGetopt(String word, String message) {
        assertThatThrownBy(() -> parse(word))
                .isInstanceOf(OptionException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void anyWordsAreReadOrRefused(long seed) {
        Random random = new Random(seed);
        List<String> pieces = List.of("-", "--", "a", "o", "H", "=", "ip", "out", "\0", "ä", "json", "1", " ");
        for (int i = 0; i < 5_000; i++) {
            StringBuilder word = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                word.append(pieces.get(random.nextInt(pieces.size())));
            }
            try {
                assertThat(parse(word.toString(), "x"))
                        .as("seed %d: %s", seed, word)
                        .contains("|");
            } catch (OptionException e) {
                assertThat(e.getMessage()).as("seed %d: %s", seed, word).startsWith("vzx: ");
            }
        }
    }

    private static String parse(String... words) throws OptionException {
        CommandLine line = CommandLine.parse("vzx", List.of(words), OPTIONS);
        StringBuilder text = new StringBuilder();
        for (CommandLine.Given given : line.given()) {
            text.append(given.option().key())
                    .append(given.option().takesValue() ? "=" + given.value() : "")
                    .append(' ');
        }
        line.operands()
                .forEach(word -> text.append(text.indexOf("|") < 0 ? "| " : " ").append(word));
        return text.indexOf("|") < 0 ? text + "|" : text.toString();
    }
}
