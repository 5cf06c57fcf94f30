package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.model.parameter.Parameter;

class ConfigTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NAME=a|a",
                "NAME=\"a b\"|a b",
                "  NAME=\"a\"  |a",
                "NAME=\"a\" # comment|a",
                "NAME=a # comment|a",
                "NAME=a#b|a#b",
                "NAME='a $b'|a $b",
                "NAME=\"a\\\"b\\\\c\\$d\\`e\"|a\"b\\c$d`e",
                "NAME=\"C:\\dir\"|C:\\dir",
                "NAME=a\\ b|a b",
                "NAME={\"a\": 1}|{\"a\": 1}",
                "NAME=\"{\"a\": \"b\"}\"|{\"a\": \"b\"}",
                "NAME=\"say \"hi\" there|say \"hi\" there",
                "NAME=\"open|open",
                "NAME=\"é\"|é",
                "NAME=a=b|a=b",
            })
    void readsValues(String line, String value) {
        assertThat(Box.text(line + "\n").get("NAME")).contains(value);
    }

    @Test
    void readsEmptyValues() {
        for (String line : new String[] {"NAME=", "NAME=\"\"", "NAME=''", "NAME=\"\" # none", "NAME= # none"}) {
            assertThat(Box.text(line).get("NAME")).as(line).contains("");
        }
    }

    @Test
    void aLinuxTerminatedByCarriageReturnsIsRead() {
        assertThat(Box.text("NAME=\"a\"\r\nCPUS=\"2\"\r\n").values()).isEqualTo(Map.of("NAME", "a", "CPUS", "2"));
    }

    @Test
    void theFirstOfTwoKeysCounts() {
        ConfigText text = Box.text("CPUS=\"1\"\nCPUS=\"2\"\nDCACHE=\"5\"\nDCACHESIZE=\"6\"\n");

        assertThat(text.get("CPUS")).contains("1");
        assertThat(text.get(Parameter.DCACHESIZE)).contains("5");
        assertThat(text.oddities())
                .containsExactly(
                        new ConfigText.Oddity(2, "duplicate for CPUS (\"2\"), ignored"),
                        new ConfigText.Oddity(4, "duplicate for DCACHESIZE (\"6\"), ignored"));
    }

    @Test
    void whatIsNotChangedStaysByteForByte() {
        String old =
                "#UUID: 12345\n\n# caf\u00e9\nCPUS = 2\nUNKNOWN=x\n\tCPUUNITS=\"7\" # odd\nexport A=1\r\nONBOOT=no";
        byte[] bytes = old.getBytes(StandardCharsets.ISO_8859_1);
        ConfigText text = ConfigText.parse(bytes);

        assertThat(text.bytes()).isEqualTo(bytes);
        assertThat(new String(text.with(Parameter.CPUS, "2").bytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1) + "\nCPUS=\"2\"\n");
        assertThat(text.oddities()).extracting(ConfigText.Oddity::line).containsExactly(4, 7);
    }

    @Test
    void changesAreMadeInPlaceOrAtTheEnd() {
        ConfigText text = Box.text("# a\nCPUS=1\n# b\nDCACHE=\"1\"\n");

        Map<Parameter, String> changes = new EnumMap<>(Parameter.class);
        changes.put(Parameter.CPUS, "2");
        changes.put(Parameter.DCACHESIZE, "2");
        changes.put(Parameter.HOSTNAME, "h");

        assertThat(text.with(changes)).hasToString("# a\nCPUS=\"2\"\n# b\nDCACHESIZE=\"2\"\nHOSTNAME=\"h\"\n");
        assertThat(text.with(Parameter.CPUS, "1")).isSameAs(text);
    }

    @Test
    void theVeidStaysLiteralInPathsOnly() {
        assertThat(ConfigText.EMPTY.with(Parameter.VE_ROOT, "/vz/root/$VEID"))
                .hasToString("VE_ROOT=\"/vz/root/$VEID\"\n");
        assertThat(ConfigText.EMPTY.with(Parameter.VE_ROOT, "/vz/$VEIDX/${VEID}/$x"))
                .hasToString("VE_ROOT=\"/vz/\\$VEIDX/${VEID}/\\$x\"\n");
        assertThat(ConfigText.EMPTY.with(Parameter.DESCRIPTION, "$VEID")).hasToString("DESCRIPTION=\"\\$VEID\"\n");
    }

    @Test
    void refusesValuesThatAreNoLine() {
        assertThatThrownBy(() -> ConfigText.EMPTY.with(Parameter.DESCRIPTION, "a\nB=c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DESCRIPTION");
        assertThatThrownBy(() -> ConfigText.EMPTY.with(Parameter.USERPASSWD, "a:b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void survivesAnyBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] alphabet = "AB=\"'\\ #\n\r\t$`x\0é".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = alphabet[random.nextInt(alphabet.length)];
            }

            ConfigText text = ConfigText.parse(bytes);

            assertThat(text.bytes()).as("seed %d", seed).isEqualTo(bytes);
            assertThat(text.with(Parameter.NAME, "n").get("NAME"))
                    .as("seed %d", seed)
                    .contains("n");
        }
    }
}
