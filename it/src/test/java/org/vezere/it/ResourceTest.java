package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Parts B7 and C1 to C3 of the isolation contract: a VE that takes all it can get takes nothing from others, and
/// its limits are not its own to move.
class ResourceTest {
    private static Box box;
    private static Ve greedy;
    private static Ve sibling;
    private static int siblingInit;

    @BeforeAll
    static void startVes() {
        box = Box.with("busybox");
        greedy = Ve.busybox(box, 201, "--ram", "96M", "--swap", "0", "--numproc", "100", "--ipadd", "198.51.100.201");
        sibling = Ve.busybox(box, 202, "--ram", "96M", "--swap", "0", "--ipadd", "198.51.100.202");
        siblingInit = sibling.init();
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    /// The VE at fault may have suffered; nobody else has.
    @AfterEach
    void othersAreWell() {
        sibling.isWell(siblingInit);
        box.sh("true").ok();
        box.vzctl("stop", "201", "--fast").ok();
        box.vzctl("start", "201").ok();
    }

    private static long counter(String field) {
        return Long.parseLong(box.vzlist("-H", "-o", field, "201").ok().text().strip());
    }

    @Test
    @DisplayName("B7, K9: a VE is the top of its cgroups, and no limit there can be written, in v1 and v2")
    void b7LimitsCantBeMoved() throws IOException {
        assertThat(greedy.text("cut -d: -f3 /proc/1/cgroup | sort -u")).isEqualTo("/");
        Map<String, String> before = limits();

        Result sweep = greedy.sh("""
                exec unshare -m sh -c '
                mkdir -p /tmp/cg
                for one in $(tail -n +2 /proc/cgroups | cut -f1) none,name=systemd; do
                    mkdir -p /tmp/cg/$one
                    mount -t cgroup -o $one cgroup /tmp/cg/$one 2>/dev/null || rmdir /tmp/cg/$one
                done
                mkdir -p /tmp/cg/unified && mount -t cgroup2 cgroup2 /tmp/cg/unified || exit 71
                echo mounted $(ls /tmp/cg)
                /probe sweep /tmp/cg/* /sys/fs/cgroup
                for directory in /tmp/cg/*; do
                    [ $directory = /tmp/cg/unified ] || { mkdir $directory/own 2>/dev/null && echo MADE $directory; }
                    echo /bin/evil > $directory/release_agent && echo WROTE agent
                    echo max > $directory/pids.max && echo WROTE pids.max
                    echo -1 > $directory/memory.limit_in_bytes && echo WROTE memory.limit_in_bytes
                    echo a > $directory/devices.allow && echo WROTE devices.allow
                done 2>/dev/null
                true'""");

        assertThat(sweep.ok().lines()).first().asString().contains("unified");
        assertThat(sweep.lines())
                .as("files that VE root owns, or the sweep swept nothing")
                .anyMatch(line -> line.endsWith("/cgroup.procs") && line.startsWith("0 "));
        assertThat(sweep.lines())
                .noneMatch(line -> line.startsWith("MADE") || line.startsWith("WROTE"))
                // Anybody may open it: it registers for news of memory, and only of groups that can be read.
                .filteredOn(line -> line.startsWith("65534 ") && !line.endsWith("/cgroup.event_control"))
                .isEmpty();
        assertThat(sweep.lines())
                .filteredOn(line -> line.startsWith("0 "))
                .allMatch(line -> line.matches(
                        ".*/cgroup\\.(procs|threads|subtree_control)|.*/memory\\.(reclaim|pressure)|.*\\.pressure"));
        assertThat(limits()).isEqualTo(before);
    }

    /// Every limit of the VE's groups, as VE0 sees it.
    private static Map<String, String> limits() throws IOException {
        Map<String, String> limits = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("/sys/fs/cgroup"), 6)) {
            for (Path file : files.filter(path -> path.toString().matches(".*/vezere-[0-9a-f]+/201/.*"))
                    .filter(path -> path.getFileName()
                            .toString()
                            .matches(
                                    "pids.max|memory.*limit_in_bytes|memory.max|devices.list|cpu.max|cpu.weight|cpu.shares"
                                            + "|cpu.cfs_.*us|notify_on_release|memory.swap.max"))
                    .toList()) {
                limits.put(file.toString(), Files.readString(file));
            }
        }
        assertThat(limits).isNotEmpty();
        return limits;
    }

    @Test
    @DisplayName("C1: a fork bomb ends at numproc, which counts it, and the VE can still be stopped")
    void c1ForkBomb() {
        greedy.write("/tmp/bomb", "while :; do sh /tmp/bomb & sh /tmp/bomb & done\n");
        greedy.sh("sh /tmp/bomb > /dev/null 2>&1 & sleep 2");

        sibling.isWell(siblingInit);
        assertThat(counter("numproc.f")).isPositive();
        assertThat(counter("numproc.m")).isLessThanOrEqualTo(100);
        long before = System.nanoTime();
        box.vzctl("stop", "201", "--fast").ok();
        assertThat(System.nanoTime() - before).isLessThan(Box.patience(10).toNanos());
    }

    @Test
    @DisplayName("C1, C2: a memory hog is killed inside its VE, whose counters and an event tell")
    void c2MemoryHog() throws Exception {
        Path events = box.path("events");
        Process listener = box.start("/bin/sh", "-c", "exec vz events >$VEZERE_PREFIX/events");
        // The listener is heard once it is told of something.
        await().atMost(Box.patience(20)).until(() -> {
            box.vzctl("set", "202", "--description", "anything", "--save").ok();
            return Files.readString(events).contains("ve.changed");
        });
        int init = greedy.init();
        String siblings = box.vzlist("-H", "-o", "oomguarpages.f", "202").text();

        greedy.sh("dd if=/dev/zero of=/dev/null bs=300M count=1").fails(3, "Got signal 9");

        assertThat(greedy.init()).as("init lives").isEqualTo(init);
        assertThat(greedy.text("echo alive")).isEqualTo("alive");
        assertThat(counter("oomguarpages.f")).isPositive();
        assertThat(counter("physpages.f")).as("memory that was refused").isPositive();
        assertThat(box.vzlist("-H", "-o", "oomguarpages.f", "202").text()).isEqualTo(siblings);
        await().atMost(Box.patience(5))
                .untilAsserted(() -> assertThat(Files.readString(events))
                        .containsPattern("CT 201  ve\\.oom  killed=1  limit=\\d+ MiB  total=\\d+")
                        .doesNotContain("CT 202  ve.oom"));
        listener.destroy();
        assertThat(listener.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest(name = "C1: filling {0} takes memory of its own VE only")
    @CsvSource({"/dev/shm", "/run", "/dev/.vezere", "/tmp/ram"})
    void c1TmpfsFill(String place) {
        greedy.sh("mkdir -p /tmp/ram; mount -t tmpfs -o size=1g ram /tmp/ram");
        long free = freeMemory();

        Result fill = greedy.sh("dd if=/dev/zero of=" + place + "/fill bs=1M count=400");

        assertThat(fill.exit()).isNotZero();
        assertThat(free - freeMemory()).as("KiB that VE0 lost").isLessThan(300_000);
    }

    private static long freeMemory() {
        return Long.parseLong(
                box.sh("awk '/MemAvailable/ {print $2}' /proc/meminfo").text());
    }

    @Test
    @DisplayName("C1, C3: an inode bomb ends at the VE's own inodes, on disk and in memory")
    void c1InodeBomb() {
        box.vzctl("set", "201", "--diskinodes", "2000:2000", "--save");
        for (String place : List.of("/root", "/dev")) {
            Result bomb = greedy.sh("mkdir -p " + place + "/b; cd " + place + "/b; i=0; while [ $i -lt 300 ]; do"
                    + " mkdir $i && (cd $i && touch 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 &&"
                    + " ln -s x 21) || exit 9; i=$((i+1)); done; df -i " + place + " >&2");
            assertThat(bomb.exit()).as("%s %s", place, bomb.err()).isIn(0, 9);
        }
        sibling.text("touch /root/new /dev/new && rm /root/new /dev/new");
    }

    @ParameterizedTest(name = "C1, K1: a VE that takes every {0} leaves {0}s to its sibling and to VE0")
    @CsvSource({"inotify, 20000", "key, 100000", "namespace, 90", "file, 600000", "socket, 30000"})
    void c1HogsOfKernelObjects(String what, long most) throws IOException {
        greedy.sh("/probe hog " + what + " " + most + " > /tmp/hog 2>&1 &");
        await().atMost(Box.patience(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> greedy.sh("test -s /tmp/hog || ! pidof probe").exit() == 0);
        String taken = greedy.sh("cat /tmp/hog").text();

        sibling.text("rm -f /tmp/hog; /probe hog " + what
                + " 20 > /tmp/hog 2>&1 & until [ -s /tmp/hog ]; do sleep 0.1; done; cat /tmp/hog; kill $!");
        assertThat(sibling.text("cat /tmp/hog")).as("sibling, after %s", taken).isEqualTo("20 OK");
        Process own = box.start(Probe.program().toString(), "hog", what, "20");
        try (BufferedReader lines = own.inputReader()) {
            assertThat(lines.readLine()).as("VE0, after %s", taken).isEqualTo("20 OK");
        } finally {
            own.destroyForcibly();
        }
    }

    @Test
    @DisplayName("K3: a VE that scans addresses does not fill the neighbour table of all")
    void k3AddressScan() {
        box.sh(
                        "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; ip addr replace 198.51.100.1/32 dev lo")
                .ok();
        long before = neighbours();

        greedy.text("/probe scan");

        assertThat(neighbours() - before).isLessThan(100);
        // A VE may route around the gateway; then its own entries count, and others still find each other.
        greedy.text("ip route replace default dev venet0; ip -6 route replace default dev venet0; /probe scan");
        box.sh("ping -c 1 -W 2 198.51.100.202").ok();
        sibling.text("ping -c 1 -W 2 198.51.100.1");
        box.sh("ip addr del 198.51.100.1/32 dev lo");
    }

    /// Entries of the tables that all network namespaces share.
    private static long neighbours() {
        return box.sh("ip ntable show | sed -n 's/.* entries \\([0-9]*\\).*/\\1/p'").ok().lines().stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    @Test
    @DisplayName("K19: a VE that froze its own processes is stopped all the same")
    void k19FrozenProcessesDie() {
        // Commands of VE0 live beside the VE's own groups, so init has to do it.
        greedy.write("/etc/init.d/rcS", """
                #!/bin/sh
                cold=/sys/fs/cgroup/cold
                mkdir $cold
                sleep 1000 &
                echo $! > $cold/cgroup.procs && echo 1 > $cold/cgroup.freeze
                """);
        greedy.text("chmod 755 /etc/init.d/rcS");
        box.vzctl("restart", "201").ok();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> greedy.sh("grep 'frozen 1' /sys/fs/cgroup/cold/cgroup.events")
                                .exit()
                        == 0);

        box.vzctl("stop", "201", "--fast").ok();

        assertThat(box.vzctl("status", "201").text()).isEqualTo("CTID 201 exist unmounted down");
        assertThat(box.sh("find /sys/fs/cgroup -path '*vezere-*/201*' -name cold")
                        .text())
                .isEmpty();
        box.vzctl("start", "201").ok();
        greedy.text("rm /etc/init.d/rcS");
    }

    @Test
    @DisplayName("C3, K25: df shows the VE's own disk; overlay refuses what it can't keep, and nested storage is plain")
    void k25FilesOfOverlay() {
        assertThat(greedy.text("df -k / | tail -n 1 | awk '{print $2}'"))
                .satisfies(size -> assertThat(Long.parseLong(size)).isPositive());
        assertThat(greedy.text("/probe trusted /root")).isEqualTo("trusted EPERM");
        greedy.text("mv /etc/init.d /etc/init.e && ls /etc/init.e && mv /etc/init.e /etc/init.d");
        assertThat(greedy.text("awk '$2 == \"/\" || $2 == \"/var/lib/docker\" {print $3}' /proc/mounts | sort"))
                .isEqualTo("ext4\noverlay");
    }
}
