package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// vzd may die at any time: VEs go on, and the next vzd knows them.
class SurvivalTest {
    private Box box;

    @BeforeEach
    void startVe() {
        box = Box.with("busybox");
        box.runningBusybox(201, "--ipadd", "198.51.100.201");
    }

    @AfterEach
    void removeNode() {
        box.close();
    }

    @Test
    @DisplayName("D3: a VE outlives vzd and is adopted")
    void aVeOutlivesVzdAndIsAdopted() {
        String init = box.vzctl("exec", "201", "stat -c %Y /proc/1").text();

        box.killVzd();

        assertThat(box.vzctl("status", "201").ok().out()).isEqualTo("CTID 201 exist mounted running\n");
        assertThat(box.vzctl("exec", "201", "stat -c %Y /proc/1").text()).isEqualTo(init);
        box.vzctl("set", "201", "--ipadd", "198.51.100.211", "--save").ok();
        box.sh("ping -c 1 -W 1 198.51.100.211").ok();
        box.vzctl("stop", "201").ok();
        assertThat(box.vzctl("status", "201").out()).isEqualTo("CTID 201 exist unmounted down\n");
    }

    @Test
    @DisplayName("D3: a VE that ends while no vzd runs is cleaned up by the next one")
    void aVeThatEndsWhileNoVzdRunsIsCleanedUpByTheNext() {
        long init = box.init("201");
        box.killVzd();

        ProcessHandle.of(init).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.of(init).isEmpty());

        assertThat(box.vzctl("status", "201").ok().out()).isEqualTo("CTID 201 exist unmounted down\n");
        assertThat(box.path("run/vezere/ve/201")).doesNotExist();
        box.vzctl("start", "201").ok();
    }

    @Test
    @DisplayName("D2, D3: reboot inside works also for an adopted VE")
    void rebootInsideWorksAlsoForAnAdoptedVe() {
        long before = box.init("201");
        box.killVzd();
        box.vzctl("exec", "201", "reboot -f");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> box.init("201") != before
                        && box.vzctl("exec", "201", "true").exit() == 0);
    }

    /// What a command does about a hang-up.
    @ParameterizedTest(name = "D3: a command under way when vzd is killed ends with it, caller and all: {0}")
    @ValueSource(
            strings = {
                "sleep 1234",
                "sleep 1234 & sleep 1234",
                "trap '' HUP; sleep 1234",
                "trap '' HUP; sleep 1234 & sleep 1234; sleep 1234"
            })
    void commandsEndCleanlyWithVzd(String command) throws Exception {
        Process client = box.start("sh", "-c", "exec vzctl exec 201 \"$1\"", "sh", "echo ready; " + command);
        BufferedReader out = client.inputReader();
        assertThat(out.readLine()).isEqualTo("ready");
        await().atMost(Box.patience(10)).until(() -> sleepers().contains("1234"));

        box.killVzd();

        assertThat(client.waitFor(Box.patience(10).toSeconds(), TimeUnit.SECONDS))
                .as("the caller ends")
                .isTrue();
        assertThat(client.exitValue()).isNotZero();
        assertThat(client.errorReader().lines()).containsExactly("vzd went away");
        assertThat(out.readLine()).isNull();
        await().atMost(Box.patience(20)).until(() -> !sleepers().contains("1234"));
        assertThat(box.vzctl("status", "201").text()).endsWith("running");
    }

    /// Asked of the kernel: what is to be seen must not depend on a command in the VE.
    private String sleepers() {
        return box.sh("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -ao 'sleep [1]234' ; true")
                .out();
    }

    @Test
    @DisplayName("D1, D2: halt inside stops the VE and leaves nothing")
    void haltInsideStopsTheVeAndLeavesNothing() {
        box.vzctl("exec", "201", "halt -f");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> box.vzctl("status", "201").text().equals("CTID 201 exist unmounted down"));
        assertThat(box.path("run/vezere/ve/201")).doesNotExist();
        assertThat(box.sh("ip route").out()).doesNotContain("198.51.100.201 ");
    }

    @Test
    void stopWorksForAnInitThatIgnoresEverything() {
        box.sh("kill -STOP " + box.init("201")).ok();

        assertThat(box.vzctl("stop", "201", "--fast").ok().lines())
                .containsExactly(
                        "Stopping container ...",
                        "Killing container ...",
                        "Container was stopped",
                        "Container is unmounted");
    }
}
