package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which VEs run after VE0 has booted. The boot is played: what runs is killed, what a boot empties is emptied, and vzd
/// is made to remember another boot than the present one. `it/vm/whole-node` reboots a real VE0.
class NodeBootTest {
    private Box box;

    @BeforeEach
    void makeNode() throws IOException {
        box = Box.with("busybox");
        box.busybox(201, "--onboot", "yes", "--bootorder", "1");
        box.busybox(202);
        box.busybox(203, "--onboot", "no");
        box.busybox(204, "--onboot", "yes", "--bootorder", "9");
        box.busybox(205);
        Files.writeString(box.path("etc/vz/vz.conf"), "VE_PARALLEL=\"1\"\n", StandardOpenOption.APPEND);
        for (String ctid : List.of("201", "202", "203", "205")) {
            box.vzctl("start", ctid).ok();
        }
        box.vzctl("stop", "205", "--fast").ok();
    }

    @AfterEach
    void removeNode() {
        box.close();
    }

    @Test
    void onbootAndWhatRanBeforeStartInTheOrderOfBootorder() throws IOException {
        bootAgain();

        await().atMost(Box.patience(20))
                .untilAsserted(() -> assertThat(running()).containsExactly("201", "202", "204"));
        assertThat(started()).containsExactly("204", "201", "202");
    }

    @Test
    void aVzdThatMerelyComesBackStartsNothing() {
        box.killVzd();

        assertThat(running()).containsExactly("201", "202", "203");
        await().during(Duration.ofSeconds(1)).until(() -> running().equals(List.of("201", "202", "203")));
    }

    @Test
    void nodeStopStopsAllAndTheNextBootStartsThemAgain() throws IOException {
        assertThat(box.vz("node", "stop").ok().out()).isEqualTo("Containers stopped: 3\n");
        assertThat(running()).isEmpty();

        bootAgain();

        await().atMost(Box.patience(20))
                .untilAsserted(() -> assertThat(running()).containsExactly("201", "202", "204"));
        assertThat(box.vz("node", "start").ok().out()).isEqualTo("Containers started: 0\n");
    }

    @Test
    void aVeThatCannotStartKeepsNoOtherFromIt() {
        box.sh("rm $VEZERE_PREFIX/vz/private/204/root.img").ok();

        Result start = box.vz("node", "start");

        assertThat(start.exit()).isEqualTo(7);
        assertThat(start.err()).startsWith("Container start failed: CT 204: ");
        assertThat(running()).containsExactly("201", "202", "203");
    }

    @Test
    void virtuozzoNoStartsNothing() throws IOException {
        String conf = Files.readString(box.path("etc/vz/vz.conf")).replaceAll("(?m)^VIRTUOZZO=.*$", "VIRTUOZZO=no");
        Files.writeString(box.path("etc/vz/vz.conf"), conf);

        bootAgain();

        assertThat(box.vz("node", "start").ok().out()).contains("VIRTUOZZO in vz.conf is not yes");
        assertThat(running()).isEmpty();
    }

    private void bootAgain() throws IOException {
        List<Integer> inits =
                running().stream().map(box::init).map(Math::toIntExact).toList();
        box.killVzd();
        for (int init : inits) {
            ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
            Box.awaitEnd(init);
        }
        box.sh("rm -rf $VEZERE_PREFIX/run/vezere/ve").ok();
        Files.writeString(box.path("var/lib/vezere/boot-id"), "another\n");
        Files.deleteIfExists(box.path("var/log/vzctl.log"));
        box.vzlist("-a").ok();
    }

    private List<String> running() {
        return box.vzlist("-H", "-o", "ctid").lines().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private List<String> started() {
        return box.sh("grep 'Starting container' $VEZERE_PREFIX/var/log/vzctl.log").lines().stream()
                .map(line -> line.replaceFirst(".*CT ([0-9]+) :.*", "$1"))
                .toList();
    }
}
