package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The private area's limits are hard and seen inside.
class DiskTest {
    private static Box box;

    @BeforeAll
    static void makeNode() {
        box = Box.with("busybox");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @Test
    @DisplayName("C3: space ends at the limit, and df shows it")
    void spaceEndsAtTheLimitAndDfShowsIt() {
        box.runningBusybox(201, "--diskspace", "64M:64M");

        long kib = Long.parseLong(box.vzctl("exec", "201", "df -k / | tail -n 1 | awk '{print $2}'")
                .ok()
                .text());
        assertThat(kib).isBetween(64L * 1024, 64L * 1024 * 102 / 100);
        assertThat(box.vzctl("exec2", "201", "dd if=/dev/zero of=/root/fill bs=1M count=200 2>&1")
                        .out())
                .contains("No space left");
        box.vzctl("exec", "201", "rm /root/fill").ok();
        box.vzctl("exec", "201", "dd if=/dev/zero of=/root/fill bs=1M count=40 2>/dev/null")
                .ok();
        assertThat(Long.parseLong(
                        box.vzlist("-H", "-o", "diskspace", "201").text().strip()))
                .isBetween(40L * 1024, 50L * 1024);
    }

    @Test
    @DisplayName("C3: inodes end at the limit")
    void inodesEndAtTheLimit() {
        box.runningBusybox(202, "--diskspace", "64M:64M", "--diskinodes", "1000:1000");

        Result result =
                box.vzctl("exec2", "202", "i=0; while [ $i -lt 1200 ]; do : > /root/$i || exit 9; i=$((i+1)); done");

        assertThat(result.exit()).isNotZero();
        assertThat(box.vzctl("exec", "202", "ls /root | wc -l").text())
                .satisfies(count -> assertThat(Integer.parseInt(count)).isBetween(900, 1020));
    }

    @Test
    @DisplayName("K21: a disk grows when asked, while it is mounted or at the next stop")
    void growsWhenAskedLiveOrAtTheNextStart() {
        box.runningBusybox(203, "--diskspace", "64M:64M");

        box.vzctl("set", "203", "--diskspace", "128M:128M", "--save").ok();
        box.vzctl("restart", "203").ok();

        long kib = Long.parseLong(box.vzctl("exec", "203", "df -k / | tail -n 1 | awk '{print $2}'")
                .ok()
                .text());
        assertThat(kib).isGreaterThanOrEqualTo(126L * 1024);
    }

    @Test
    @DisplayName("C3: an impossible size is refused, and nothing is half made")
    void anImpossibleSizeIsRefusedAndNothingIsHalfMade() {
        Result result = box.vzctl("create", "204", "--ostemplate", "busybox", "--diskspace", "1K:1K");

        assertThat(result.exit()).isNotZero();
        assertThat(box.vzctl("status", "204").out()).isEqualTo("CTID 204 deleted unmounted down\n");
        assertThat(box.path("vz/private/204")).doesNotExist();
    }
}
