package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
