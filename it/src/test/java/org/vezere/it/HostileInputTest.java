package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Parts B12 and B13 of the isolation contract: values and numbers that are made to mean more than they say.
class HostileInputTest {
    private static final String LONG = "x".repeat(65_536);

    private static Box box;

    @BeforeAll
    static void makeNode() {
        box = Box.with("busybox");
        box.runningBusybox(201);
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    static Stream<Arguments> values() {
        return Stream.of(
                        List.of("--hostname", "a\nb"),
                        List.of("--hostname", "../../etc/passwd"),
                        List.of("--hostname", "-n"),
                        List.of("--hostname", "$(id)"),
                        List.of("--hostname", "a\"\nIP_ADDRESS=\"198.51.100.9"),
                        List.of("--hostname", LONG),
                        List.of("--nameserver", "198.51.100.1\nnameserver 198.51.100.2"),
                        List.of("--nameserver", "-1"),
                        List.of("--nameserver", LONG),
                        List.of("--searchdomain", "a\noptions rotate"),
                        List.of("--searchdomain", "../x/"),
                        List.of("--searchdomain", LONG),
                        List.of("--name", "../../../tmp/x"),
                        List.of("--name", "a\nb"),
                        List.of("--name", "-rf"),
                        List.of("--name", LONG),
                        List.of("--ipadd", "198.51.100.7\n198.51.100.8"),
                        List.of("--ipadd", "198.51.100.7;id"),
                        List.of("--ipadd", LONG),
                        List.of("--userpasswd", "root:x\nevil::0:0::/:/bin/sh"),
                        List.of("--userpasswd", "-root:x"),
                        List.of("--userpasswd", "root"),
                        List.of("--netif_add", "../../eth0"),
                        List.of("--netif_add", "eth0\nx"),
                        List.of("--netif_add", LONG),
                        List.of("--devnodes", "../sda:rw"),
                        List.of("--devnodes", "sda\n:rw"),
                        List.of("--devices", "b:0x8:0:rw"),
                        List.of("--devices", "b:8:4294967296:rw"),
                        List.of("--capability", "../x:on"),
                        List.of("--features", "x\ny:on"),
                        List.of("--cpuunits", "0x10"),
                        List.of("--cpuunits", "1000 evil"),
                        List.of("--cpuunits", "4294967297"),
                        List.of("--numproc", "0x10"),
                        List.of("--numproc", "+5"),
                        List.of("--ram", "1G\n"),
                        List.of("--quotaugidlimit", "0x10"),
                        List.of("--diskspace", "-1"))
                .map(pair -> Arguments.of(pair.getFirst(), pair.getLast()));
    }

    @ParameterizedTest(
            name = "B12: {0} with a hostile value is refused, naming the parameter, and changes nothing [{index}]")
    @MethodSource("values")
    void b12HostileValuesAreRefused(String option, String value) throws IOException {
        Path config = box.path("etc/vz/conf/201.conf");
        String before = Files.readString(config);

        Result result = box.vzctl("set", "201", option, value, "--save");

        assertThat(result.exit()).as("%s %s", option, shortened(value)).isNotZero();
        assertThat(result.err()).as("what it says to %s", shortened(value)).contains(option.substring(2));
        assertThat(result.err().lines().count()).as(shortened(result.err())).isEqualTo(1);
        assertThat(result.err()).doesNotContain("Exception").hasSizeLessThan(1000);
        assertThat(Files.readString(config)).isEqualTo(before);
        box.vzctl("exec", "201", "true").ok();
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }

    @ParameterizedTest(name = "B12: a config with {0} is refused or read without that line, and vzd lives")
    @ValueSource(
            strings = {
                "HOSTNAME=\"a\0b\"",
                "HOSTNAME=\"$(touch /tmp/vz-it-evil)\"",
                "OSTEMPLATE=\"../../../../etc/x\"",
                "VE_PRIVATE=\"/vz/private/../../../../etc\"",
                "VE_ROOT=\"/../../../tmp\"",
                "IP_ADDRESS=\"198.51.100.1\0\"",
                "PHYSPAGES=\"0x10:1\"",
                "CPUUNITS=\"1000 evil\"",
                "NUMPROC=\"12 x\""
            })
    void b12HostileConfigs(String line) throws IOException {
        box.busybox(202);
        Path config = box.path("etc/vz/conf/202.conf");
        String key = line.substring(0, line.indexOf('='));
        String text = Files.readString(config)
                        .lines()
                        .filter(other -> !other.startsWith(key + "="))
                        .reduce("", (one, other) -> one + other + "\n")
                + line + "\n";
        Files.write(config, text.getBytes(StandardCharsets.UTF_8));
        long vzd = box.vzd();

        try {
            Result start = box.vzctl("start", "202");

            assertThat(Path.of("/tmp/vz-it-evil")).doesNotExist();
            assertThat(start.err() + start.out())
                    .as("what start says, with exit code %d", start.exit())
                    .contains(key)
                    .doesNotContain("Exception");
            assertThat(box.vzd()).isEqualTo(vzd);
        } finally {
            box.vzctl("stop", "202", "--fast");
            box.sh("rm -rf $VEZERE_PREFIX/vz/private/202 $VEZERE_PREFIX/etc/vz/conf/202.conf*");
        }
    }

    @ParameterizedTest(name = "B13: \"{0}\" is no number of a VE")
    @ValueSource(
            strings = {
                "0xc9",
                "201 evil",
                "4294967497",
                "+201",
                " 201",
                "201\n",
                "0201x",
                "-201",
                "٢٠١",
                "201.0",
                "2e2",
                "../201",
                "201/../201",
                "",
                "99999999999999999999"
            })
    void b13NumbersAreStrict(String ctid) {
        for (String command : List.of("exec", "exec2", "exec3")) {
            Result result = box.vzctl(command, ctid, "/bin/echo", "reached");
            assertThat(result.exit()).as("%s %s", command, ctid).isNotZero();
            assertThat(result.out()).doesNotContain("reached");
        }
        for (String command : List.of("stop", "enter", "console", "destroy", "umount")) {
            Result result = box.vzctl(command, ctid);
            assertThat(result.exit()).as("%s %s", command, ctid).isNotZero();
        }
        assertThat(box.vzctl("status", "201").text()).isEqualTo("CTID 201 exist mounted running");
    }

    @ParameterizedTest(name = "B12: create with {0} leads nowhere")
    @ValueSource(strings = {"../../../etc/passwd", "/etc/passwd", "busybox/../../x", "-x", "a\nb", ""})
    void b12TemplateAndSampleNames(String name) {
        for (String option : List.of("--ostemplate", "--config")) {
            Result result = option.equals("--config")
                    ? box.vzctl("create", "203", "--ostemplate", "busybox", option, name)
                    : box.vzctl("create", "203", option, name);

            assertThat(result.exit()).as("%s %s", option, name).isNotZero();
            assertThat(result.err().lines().count()).as(result.err()).isEqualTo(1);
            assertThat(box.vzctl("status", "203").out()).isEqualTo("CTID 203 deleted unmounted down\n");
            assertThat(box.path("etc/vz/conf/203.conf")).doesNotExist();
        }
    }
}
