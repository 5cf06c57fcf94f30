package org.vezere.model.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "198.51.100.7,198.51.100.7",
        "198.51.100.7/24,198.51.100.7/24",
        "0.0.0.0,0.0.0.0",
        "2001:DB8::7,2001:db8::7",
        "2001:0db8:0000:0000:0001:0000:0000:0001/64,2001:db8::1:0:0:1/64",
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
        "::,::",
        "::1/128,::1/128",
        "1::,1::",
        "fe80::1,fe80::1",
        "64:ff9b::198.51.100.7,64:ff9b::c633:6407",
        "1:2:3:4:5:6:7::,1:2:3:4:5:6:7:0",
    })
    void writesTheCanonicalForm(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
        assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "198.51.100",
                "198.51.100.256",
                "198.51.100.07",
                "198.51.100.7.",
                "1.2.3.4.5",
                "0x7f.1.1.1",
                "198.51.100.7/",
                "198.51.100.7/33",
                "198.51.100.7/-1",
                "198.51.100.7/024",
                "198.51.100.7 ",
                "1.2.3.4/8/8",
                ":",
                ":::",
                "1:2",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "::12345",
                "g::",
                "fe80::1%eth0",
                "::ffff:198.51.100.7",
                "2001:db8::/129",
                "1:2:3:4:5:6:7:8::",
                "[::1]",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4:1::",
                "a.b.c.d",
                "१.1.1.1"
            })
    void refusesEverythingElseWithoutAsking(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void readsBackWhatItWrites() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            for (int zero = random.nextInt(16); zero > 0; zero--) {
                bytes[random.nextInt(16)] = 0;
            }
            bytes[0] = 0x20;
            InetAddress address = InetAddress.getByAddress(bytes);

            IpAddress read = IpAddress.parse(address.getHostAddress());

            assertThat(read.address()).as("seed %d", seed).isEqualTo(address);
            assertThat(IpAddress.parse(read.toString())).as("seed %d", seed).isEqualTo(read);
        }
    }

    @Test
    void theSameHostMayHaveAnotherPrefix() {
        assertThat(IpAddress.parse("198.51.100.7/24").sameHost(IpAddress.parse("198.51.100.7")))
                .isTrue();
        assertThat(IpAddress.parse("198.51.100.7/24").withoutPrefix()).hasToString("198.51.100.7");
        assertThat(IpAddress.parse("::").none()).isTrue();
        assertThat(IpAddress.parse("::1").v6()).isTrue();
    }
}
