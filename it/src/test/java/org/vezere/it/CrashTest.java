package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// vzd is killed after every single step of every operation; the next vzd finishes or takes back.
///
/// The steps are not listed here: each operation is done once while vzd records them, and then once more for each of
/// them.
class CrashTest {
    private static final int CTID = 201;
    private static final String ADDRESS = "198.51.100.201";
    private static final String SECOND = "198.51.100.202";
    private static final String DOWN = "CTID 201 exist unmounted down";
    private static final String RUNNING = "CTID 201 exist mounted running";
    private static final String DELETED = "CTID 201 deleted unmounted down";

    private Box box;
    private Traces traces;
    private Ve bystander;
    private int bystanderInit;

    /// What is broken off.
    enum Operation {
        CREATE,
        START,
        STOP,
        STOP_FAST,
        RESTART,
        SET,
        SET_STOPPED,
        DESTROY,
        EXEC
    }

    private static List<String> command(Operation operation) {
        return switch (operation) {
            case CREATE -> List.of("create", "201", "--ostemplate", "busybox", "--ipadd", ADDRESS, "--name", "named");
            case START -> List.of("start", "201");
            case STOP -> List.of("stop", "201");
            case STOP_FAST -> List.of("stop", "201", "--fast");
            case RESTART -> List.of("restart", "201", "--fast");
            case SET -> List.of("set", "201", "--ipadd", SECOND, "--ram", "128M", "--netif_add", "eth4", "--save");
            case SET_STOPPED ->
                List.of(
                        "set",
                        "201",
                        "--hostname",
                        "other",
                        "--diskspace",
                        "3G",
                        "--name",
                        "named",
                        "--userpasswd",
                        "root:secret",
                        "--save");
            case DESTROY -> List.of("destroy", "201");
            case EXEC -> List.of("exec", "201", "true");
        };
    }

    /// What has to be there before.
    private static String before(Operation operation) {
        return switch (operation) {
            case CREATE -> DELETED;
            case START, SET_STOPPED, DESTROY -> DOWN;
            case STOP, STOP_FAST, RESTART, SET, EXEC -> RUNNING;
        };
    }

    /// What may be there after.
    private static Set<String> after(Operation operation) {
        return switch (operation) {
            case CREATE, DESTROY -> Set.of(DELETED, DOWN);
            case START -> Set.of(DOWN, RUNNING);
            case STOP, STOP_FAST, SET_STOPPED -> Set.of(DOWN);
            case RESTART, SET, EXEC -> Set.of(RUNNING);
        };
    }

    @BeforeEach
    void makeNode() {
        box = Box.with("busybox");
        traces = new Traces(box);
        box.runningBusybox(211, "--ipadd", "198.51.100.211");
        bystander = new Ve(box, 211);
        bystanderInit = bystander.init();
    }

    @AfterEach
    void removeNode() {
        box.surround("VEZERE_HALT_AFTER", "");
        box.close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("D3: killed after any step, an operation is finished or taken back, and nothing is left over")
    void anyStepMayBeTheLast(Operation operation) throws Exception {
        Set<String> steps = steps(operation);
        assertThat(steps).as("steps of %s", operation).hasSizeGreaterThan(1);
        for (String step : steps) {
            bring(before(operation));
            long init = box.init("201");
            breakOff(operation, step);
            look(operation, step);
            if (operation == Operation.SET || operation == Operation.EXEC) {
                assertThat(box.init("201")).as("init lives on, after %s", step).isEqualTo(init);
            }
            repeat(operation, step);
        }
    }

    @Test
    @DisplayName("D3: a creation over a config that was there before gives it back")
    void creationGivesAConfigBack() throws Exception {
        Set<String> steps = steps(Operation.CREATE);
        Path config = box.path("etc/vz/conf/201.conf");
        String text = Files.readString(config) + "# its administrator's words\nHOSTNAME=\"kept\"\n";
        for (String step : steps) {
            bring(DELETED);
            Files.writeString(config, text);

            breakOff(Operation.CREATE, step);

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(traces.halfMade()).isEmpty();
                if (Files.exists(box.path("vz/private/201"))) {
                    assertThat(Files.readString(config)).contains("# its administrator's words");
                } else {
                    assertThat(config).hasContent(text);
                }
            });
        }
    }

    private Set<String> steps(Operation operation) throws IOException {
        bring(before(operation));
        Path record = box.path("steps");
        restartVzd("VEZERE_RECORD_STEPS", record.toString());
        vzctl(operation).ok();
        await().until(() -> Files.exists(record));
        try (Stream<String> lines = Files.lines(record)) {
            return lines.map(line -> line.substring(0, line.indexOf(' ')))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        } finally {
            restartVzd("VEZERE_RECORD_STEPS", "");
        }
    }

    private void breakOff(Operation operation, String step) {
        restartVzd("VEZERE_HALT_AFTER", step);
        long vzd = box.vzd();
        vzctl(operation);
        Box.awaitEnd(vzd);
        box.surround("VEZERE_HALT_AFTER", "");
        box.vzlist("-a").ok();
    }

    private void look(Operation operation, String step) {
        await(operation + " broken off after " + step)
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    String status = status();
                    assertThat(status).isIn(after(operation));
                    assertThat(traces.halfMade()).isEmpty();
                    if (status.equals(RUNNING)) {
                        box.vzctl("exec", "201", "true").ok();
                        assertThat(addressesInside()).as("addresses inside").isEqualTo(addressesOnVe0());
                    } else {
                        assertThat(traces.of(CTID, ADDRESS)).isEmpty();
                    }
                    nameAndDiskAreAsTheConfigSays();
                    assertThat(traces.idRanges()).isEqualTo(status.equals(RUNNING) ? 2 : 1);
                });
        if (operation == Operation.SET) {
            boolean saved =
                    box.sh("cat $VEZERE_PREFIX/etc/vz/conf/201.conf").out().contains(SECOND);
            assertThat(addressesInside().contains(SECOND))
                    .as("in force as saved, after %s", step)
                    .isEqualTo(saved);
            assertThat(new Ve(box, 201).text("ls /sys/class/net").contains("eth4"))
                    .as("eth4 as saved, after %s", step)
                    .isEqualTo(saved);
            assertThat(box.vzlist("-H", "-o", "physpages.l", "201").text().strip())
                    .isEqualTo(saved ? "32768" : "65536");
        }
        bystander.isWell(bystanderInit);
    }

    private void nameAndDiskAreAsTheConfigSays() {
        assertThat(box.sh("ls $VEZERE_PREFIX/etc/vz/names").lines().stream().filter(name -> !name.isEmpty()))
                .as("names")
                .containsExactlyElementsOf(
                        ofConfig("NAME").filter(name -> !name.isEmpty()).toList());
        String layout =
                box.sh("cat $VEZERE_PREFIX/vz/private/201/layout 2>/dev/null").out();
        ofConfig("DISKSPACE")
                .filter(_ -> !layout.isEmpty())
                .forEach(size -> assertThat(layout)
                        .contains("bytes=" + bytes(size.substring(size.indexOf(':') + 1)) + "\n")
                        .doesNotContain("resize-to"));
    }

    /// Of KiB, or of gigabytes as samples have them.
    private static long bytes(String size) {
        return size.endsWith("G")
                ? (long) (Double.parseDouble(size.substring(0, size.length() - 1)) * (1 << 20)) << 10
                : Long.parseLong(size) << 10;
    }

    private Stream<String> ofConfig(String key) {
        return box
                .sh("sed -n 's/^" + key + "=\"\\(.*\\)\"/\\1/p' $VEZERE_PREFIX/etc/vz/conf/201.conf 2>/dev/null")
                .lines()
                .stream();
    }

    /// The same again must come to the end that it would have come to.
    private void repeat(Operation operation, String step) {
        switch (operation) {
            case CREATE -> {
                if (status().equals(DELETED)) {
                    vzctl(operation).ok();
                }
                box.vzctl("start", "201").ok();
            }
            case START, RESTART -> {
                if (!status().equals(RUNNING)) {
                    vzctl(operation).ok();
                }
                box.vzctl("exec", "201", "true").ok();
            }
            case STOP, STOP_FAST, SET_STOPPED -> box.vzctl("start", "201").ok();
            case SET -> {
                vzctl(operation).ok();
                assertThat(addressesInside()).as("after %s", step).contains(ADDRESS, SECOND);
            }
            case DESTROY -> {
                if (!status().equals(DELETED)) {
                    vzctl(operation).ok();
                }
                assertThat(box.path("vz/private/201")).doesNotExist();
                assertThat(box.path("etc/vz/conf/201.conf")).doesNotExist();
            }
            case EXEC -> vzctl(operation).ok();
        }
    }

    private void bring(String status) {
        if (!status.equals(DELETED) && status().equals(DELETED)) {
            box.busybox(CTID, "--ipadd", ADDRESS, "--ram", "256M", "--swap", "256M", "--netif_add", "eth0");
        }
        switch (status) {
            case RUNNING -> {
                box.vzctl("start", "201");
                box.vzctl(
                                "set",
                                "201",
                                "--ipdel",
                                "all",
                                "--ipadd",
                                ADDRESS,
                                "--ram",
                                "256M",
                                "--netif_del",
                                "eth4",
                                "--save")
                        .ok();
            }
            case DOWN -> {
                box.vzctl("stop", "201", "--fast");
                box.vzctl("set", "201", "--hostname", "one", "--diskspace", "2G", "--name", "former", "--save")
                        .ok();
            }
            default -> {
                box.vzctl("stop", "201", "--fast");
                box.vzctl("destroy", "201");
            }
        }
        assertThat(status()).isEqualTo(status);
    }

    private void restartVzd(String variable, String value) {
        box.killVzd();
        box.surround(variable, value);
        box.vzlist("-a").ok();
    }

    private Result vzctl(Operation operation) {
        return box.vzctl(command(operation).toArray(String[]::new));
    }

    private String status() {
        return box.vzctl("status", "201").text();
    }

    private Set<String> addressesInside() {
        return box
                .vzctl("exec", "201", "ip -4 -o addr show dev venet0 | awk '{ print $4 }' | sed 's,/.*,,'")
                .lines()
                .stream()
                .filter(line -> line.startsWith("198."))
                .collect(Collectors.toSet());
    }

    private Set<String> addressesOnVe0() {
        return box.sh("ip -4 route show dev venet201 | awk '{ print $1 }'").lines().stream()
                .filter(line -> line.startsWith("198."))
                .collect(Collectors.toSet());
    }
}
