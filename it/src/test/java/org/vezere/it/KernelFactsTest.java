package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.vezere.engine.node.NodePaths;

/// What the kernel does and one would not think of, as VEs meet it.
class KernelFactsTest {
    private static Box box;

    @BeforeAll
    static void startVe() {
        box = Box.with("busybox");
        box.runningBusybox(201, "--ipadd", "198.51.100.201");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    private static String cgroup() {
        return new NodePaths(box.path("")).cgroup() + "/201";
    }

    @Test
    @DisplayName("K4: where VE0 tracks connections, those among VEs take no room")
    void k4ConnectionTracking() {
        box.runningBusybox(204, "--ipadd", "198.51.100.204");
        box.sh(
                        "nft add table inet tracker; nft add chain inet tracker every '{ type filter hook prerouting priority 0; }';"
                                + " nft add rule inet tracker every ct state new counter")
                .ok();
        try {
            // Other tests may have left connections of VE0's own, which end by themselves in the meantime.
            int before = tracked();
            // VE0's own firewall goes by the state of VE0's own connections, those with VEs too.
            box.vzctl("exec2", "201", "for i in 1 2 3 4 5; do ping -c 1 -W 2 198.51.100.204 >/dev/null || exit 1; done")
                    .ok();

            assertThat(tracked()).isLessThanOrEqualTo(before);
        } finally {
            box.sh("nft delete table inet tracker").ok();
        }
    }

    private static int tracked() {
        return Integer.parseInt(
                box.sh("cat /proc/sys/net/netfilter/nf_conntrack_count").text());
    }

    @Test
    @DisplayName("K5: a VE's loop device goes with its last mount, and doctor tells how many VEs there is room for")
    void k5LoopDevices() {
        box.busybox(202);
        box.vzctl("start", "202").ok();
        assertThat(box.sh("losetup -n -O AUTOCLEAR -j $VEZERE_PREFIX/vz/private/202/root.img")
                        .out()
                        .strip())
                .isEqualTo("1");
        box.vzctl("stop", "202", "--fast").ok();

        await().atMost(Box.patience(10))
                .untilAsserted(() -> assertThat(box.sh("losetup -j $VEZERE_PREFIX/vz/private/202/root.img")
                                .out())
                        .isEmpty());
        assertThat(box.vz("doctor").out()).contains("room for VEs");
    }

    @Test
    @DisplayName("K11: a firewall of VE0 that would cut VEs off is named by doctor, with the rule to add")
    void k11ForwardPolicy() {
        box.sh(
                        "nft add table ip administrator;"
                                + " nft add chain ip administrator forward '{ type filter hook forward priority 0; policy drop; }'")
                .ok();
        try {
            assertThat(box.vz("doctor").out()).contains("administrator").contains("nft ");
        } finally {
            box.sh("nft delete table ip administrator").ok();
        }
    }

    /// The sysctl belongs to a pid namespace, so a node in one of its own meets it alone.
    private static Result underMemfdNoexec(Box node, int value) {
        return node.sh("unshare --pid --fork --kill-child --mount-proc sh -c 'echo " + value
                + " >/proc/sys/vm/memfd_noexec || exit 99; vzctl start 201; code=$?;"
                + " [ $code != 0 ] || vzctl exec2 201 echo alive || code=98; vzctl stop 201 --fast;"
                + " [ ! -e $VEZERE_PREFIX/run/vezere/vzd.pid ] || kill $(cat $VEZERE_PREFIX/run/vezere/vzd.pid);"
                + " while [ -e $VEZERE_PREFIX/run/vezere/vzd.pid ]; do sleep 0.1; done; exit $code'");
    }

    @Test
    @DisplayName(
            "K15: VEs start where memory files are no programs by default; where none may be, it is said in a line")
    void k15ProgramsInMemoryFiles() {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/sys/vm/memfd_noexec")), "kernel 6.3 or newer");
        box.sh("ip netns add vz-it-memfd && ip -n vz-it-memfd link set lo up").ok();
        try (Box node = Box.inNetwork("vz-it-memfd", "busybox")) {
            node.busybox(201);
            long vzd = node.vzd();
            node.sh("kill " + vzd).ok();
            Box.awaitEnd(vzd);

            Result strict = underMemfdNoexec(node, 1);
            assertThat(strict.exit()).as("%s", strict).isZero();
            assertThat(strict.out()).contains("alive\n");

            Result refused = underMemfdNoexec(node, 2);
            assertThat(refused.exit()).as("%s", refused).isEqualTo(5);
            assertThat(refused.err())
                    .startsWith("vzd does not run and could not be started: vzd ended with exit code 5\n"
                            + "vzd: this machine can't be a node: ")
                    .contains("see sysctl vm.memfd_noexec")
                    .doesNotContain("Exception");
        } finally {
            box.sh("ip netns del vz-it-memfd").ok();
        }
    }

    @Test
    @DisplayName("K20: restarts in a row never meet the link that the one before left")
    void k20NamesOfLinks() {
        for (int i = 0; i < 15; i++) {
            box.vzctl("restart", "201", "--fast").ok();
            box.sh("ping -c 1 -W 2 198.51.100.201").ok();
        }
    }

    @Test
    @DisplayName("K22: an image has a journal, and one that was left broken is checked before it is mounted")
    void k22TornImages() {
        box.busybox(203);
        String image = "$VEZERE_PREFIX/vz/private/203/root.img";
        assertThat(box.sh("dumpe2fs -h " + image + " 2>/dev/null").out()).contains("has_journal");
        box.sh("debugfs -w -R 'set_super_value state 2' " + image).ok();

        Result start = box.vzctl("start", "203");

        assertThat(start.exit()).as("%s", start).isZero();
        assertThat(start.out() + start.err()).contains("was not left clean and is being checked");
        box.vzctl("exec", "203", "touch /root/written").ok();
        box.vzctl("stop", "203", "--fast").ok();
    }

    @Test
    @DisplayName("K23: a limit of I/O holds for the loop device and for the disk behind it")
    void k23BothDevices() {
        box.vzctl("set", "201", "--iolimit", "10M", "--save").ok();

        String limits = box.sh("cat /sys/fs/cgroup/blkio/" + cgroup() + "/blkio.throttle.write_bps_device"
                        + " /sys/fs/cgroup/*/" + cgroup() + "/io.max /sys/fs/cgroup/" + cgroup()
                        + "/io.max 2>/dev/null; true")
                .out();

        assertThat(limits.lines().filter(line -> line.startsWith("7:")))
                .as(limits)
                .hasSize(1);
        assertThat(limits.lines().filter(line -> !line.startsWith("7:")))
                .as(limits)
                .isNotEmpty();
        box.vzctl("set", "201", "--iolimit", "0", "--save").ok();
    }
}
