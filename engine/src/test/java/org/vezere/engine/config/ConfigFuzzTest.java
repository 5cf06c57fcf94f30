package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vezere.fuzz.Fuzzer;
import org.vezere.model.parameter.Parameter;

/// Any bytes are a config: what is not understood stays, byte for byte, whatever else is changed.
class ConfigFuzzTest {
    private static final List<String> CONFIGS = List.of(
            "# a comment\nONBOOT=\"yes\"\nHOSTNAME='a b'\nIP_ADDRESS=\"198.51.100.1 2001:db8::1\"\n",
            "export NAME=web # why\nKMEMSIZE=\"14372700:14790164\"\r\nX=$(date)\nY=\"a\\\"b\"\nCPUUNITS=1000",
            "NETIF=\"ifname=eth0,mac=00:18:51:00:00:01;ifname=eth1\"\n\n\nORIGIN_SAMPLE=\"basic\"\n");

    @Test
    void texts() {
        long inputs = Fuzzer.ofTexts(CONFIGS)
                .words("ONBOOT=", "\"", "'", "\\", "\n", "=", "#", "$", "`", "export ", "\r\n", "\0")
                .run("config", input -> {
                    ConfigText text = ConfigText.parse(input);
                    assertThat(text.bytes()).isEqualTo(input);
                    ConfigText changed = text.with(Map.of(Parameter.HOSTNAME, "changed"));
                    ConfigText again = ConfigText.parse(changed.bytes());
                    assertThat(again.get(Parameter.HOSTNAME)).hasValue("changed");
                    text.values().forEach((key, value) -> {
                        if (!key.equals("HOSTNAME")) {
                            assertThat(again.values()).containsEntry(key, value);
                        }
                    });
                    return "v".repeat(Math.min(20, text.values().size()))
                            + "o".repeat(Math.min(20, text.oddities().size()));
                });

        assertThat(inputs).isGreaterThan(100);
    }
}
