package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Limits strike inside the VE and are seen from VE0.
class LimitsTest {
    private static Box box;

    @BeforeAll
    static void startVe() {
        box = Box.with("busybox");
        box.runningBusybox(201, "--ram", "64M", "--swap", "0", "--numproc", "50");
        box.runningBusybox(202);
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @Test
    @DisplayName("C1: memory ends at the limit")
    void memoryEndsAtTheLimit() {
        Result result = box.vzctl("exec2", "201", "dd if=/dev/zero of=/dev/null bs=200M count=1 2>&1");

        assertThat(result.exit()).isNotZero();
        assertThat(Long.parseLong(
                        box.vzlist("-H", "-o", "physpages.l", "201").text().strip()))
                .isEqualTo(64 * 256);
        assertThat(Long.parseLong(
                        box.vzlist("-H", "-o", "physpages.m", "201").text().strip()))
                .isBetween(1L, 64L * 256);
        box.vzctl("exec", "202", "true").ok();
    }

    @Test
    @DisplayName("C1: a fork bomb stays inside")
    void aForkBombStaysInside() {
        box.vzctl("exec2", "201", "i=0; while [ $i -lt 100 ]; do sleep 3 & i=$((i+1)); done; wait");

        assertThat(Long.parseLong(
                        box.vzlist("-H", "-o", "numproc.f", "201").text().strip()))
                .isPositive();
        assertThat(Long.parseLong(
                        box.vzlist("-H", "-o", "numproc.l", "201").text().strip()))
                .isEqualTo(50);
        box.vzctl("exec", "202", "true").ok();
    }

    @Test
    void limitsChangeWhileItRunsAndAreKeptWithSave() {
        assertThat(box.vzctl("set", "202", "--ram", "96M", "--cpuunits", "2000", "--cpulimit", "50")
                        .ok()
                        .out())
                .contains("WARNING: Settings were not saved to config and will be lost after CT restart"
                        + " (use --save flag)");
        assertThat(Long.parseLong(
                        box.vzlist("-H", "-o", "physpages.l", "202").text().strip()))
                .isEqualTo(96 * 256);

        assertThat(box.vzctl("set", "202", "--ram", "80M", "--save").ok().out())
                .contains("CT configuration saved to " + box.path("etc/vz/conf/202.conf"));
        assertThat(box.sh("grep PHYSPAGES $VEZERE_PREFIX/etc/vz/conf/202.conf").text())
                .isEqualTo("PHYSPAGES=\"0:20480\"");
    }
}
