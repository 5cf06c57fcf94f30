package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Part A of the isolation contract: who a VE is, and that nobody else is it.
class IsolationATest {
    private static final List<String> NAMESPACES = List.of("user", "mnt", "pid", "net", "uts", "ipc", "cgroup");

    private static Box box;
    private static Ve hostile;
    private static Ve sibling;

    @BeforeAll
    static void startVes() throws IOException {
        box = Box.with("busybox");
        // This vzd has a key of its caller's session, as one that an administrator started by hand would have.
        box.sh(Probe.program() + " plant vzkey vzlist -a").ok();
        box.busybox(201, "--ipadd", "198.51.100.201");
        Path script = box.path("etc/vz/conf/201.mount");
        Files.writeString(script, "#!/bin/sh\n" + Probe.program() + " find vzkey > " + box.path("key-of-vzd") + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        box.vzctl("start", "201").ok();
        hostile = new Ve(box, 201);
        hostile.putProbe();
        sibling = Ve.busybox(box, 202, "--ipadd", "198.51.100.202");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @Test
    @DisplayName("A1: each VE has a user, mnt, pid, net, uts, ipc and cgroup namespace that nobody else has")
    void a1NamespacesAreItsOwn() throws IOException {
        for (String namespace : NAMESPACES) {
            String command = "readlink /proc/1/ns/" + namespace;
            String mine = hostile.text(command);
            String others = sibling.text(command);
            String host = Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace))
                    .toString();

            assertThat(new HashSet<>(List.of(mine, others, host)))
                    .as("namespaces %s", namespace)
                    .hasSize(3);
            assertThat(hostile.text("readlink /proc/self/ns/" + namespace))
                    .as("namespace %s of an executed command", namespace)
                    .isEqualTo(mine);
        }
    }

    @Test
    @DisplayName("A2, K27: each VE has 65536 host ids of its own, above those of nspawn and clear of subuid")
    void a2IdsAreItsOwn() throws IOException {
        long mine = hostile.base();
        long others = sibling.base();

        assertThat(mine).isBetween(1_879_048_192L, (1L << 31) - 65_536);
        assertThat(Math.abs(mine - others)).isGreaterThanOrEqualTo(65_536);
        for (String map : List.of("uid_map", "gid_map")) {
            assertThat(Files.readString(Path.of("/proc/" + hostile.init() + "/" + map))
                            .strip()
                            .split("\\s+", -1))
                    .as(map)
                    .containsExactly("0", "" + mine, "65535");
        }
        for (String file : List.of("/etc/subuid", "/etc/subgid")) {
            if (Files.exists(Path.of(file))) {
                for (String line : Files.readAllLines(Path.of(file))) {
                    String[] fields = line.split(":", -1);
                    long first = Long.parseLong(fields[1]);
                    assertThat(first >= mine + 65_536 || first + Long.parseLong(fields[2]) <= mine)
                            .as("%s in %s beside %d", line, file, mine)
                            .isTrue();
                }
            }
        }
    }

    @Test
    @DisplayName("A2: no process of a VE has an id of VE0, and root inside is nobody outside")
    void a2NoProcessIsRoot() throws IOException {
        hostile.text("su -s /bin/sh -c 'sleep 20 &' nobody 2>/dev/null || setpriv --reuid 65534 sleep 20 &");
        List<Integer> processes = hostile.processes();

        assertThat(processes).hasSizeGreaterThanOrEqualTo(2);
        for (int process : processes) {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
                if (line.startsWith("Uid:") || line.startsWith("Gid:")) {
                    Stream.of(line.split("\\s+", -1))
                            .skip(1)
                            .filter(word -> !word.isEmpty())
                            .forEach(id -> assertThat(Long.parseLong(id))
                                    .as(line)
                                    .isBetween(hostile.base(), hostile.base() + 65_534));
                }
            }
        }
    }

    @Test
    @DisplayName("A3: ids on disk are those that the VE sees, so its private area can be copied as it is")
    void a3IdsOnDiskAreZeroBased() {
        Ve original = Ve.busybox(box, 211);
        original.text("mkdir /root/d && echo kept > /root/d/f && chown 1234:5678 /root/d/f && chmod 4750 /root/d/f");
        box.vzctl("stop", "211").ok();
        box.vzctl("mount", "211").ok();

        assertThat(box.sh("cd $VEZERE_PREFIX/vz/root/211 && stat -c '%u:%g %a' root/d/f bin/busybox")
                        .ok()
                        .lines())
                .containsExactly("1234:5678 4750", "0:0 755");

        box.vzctl("umount", "211").ok();
        box.sh("cd $VEZERE_PREFIX && cp -a --sparse=always vz/private/211 vz/private/212"
                        + " && cp -a etc/vz/conf/211.conf etc/vz/conf/212.conf")
                .ok();
        box.vzctl("start", "212").ok();
        assertThat(new Ve(box, 212).text("stat -c '%u:%g %a' /root/d/f; cat /root/d/f"))
                .isEqualTo("1234:5678 4750\nkept");
        assertThat(box.vzctl("exec", "212", "touch /root/new; stat -c %u /root/new")
                        .text())
                .isEqualTo("0");
        box.vzctl("stop", "212", "--fast").ok();
        box.vzctl("destroy", "212").ok();
        box.vzctl("destroy", "211").ok();
    }

    @Test
    @DisplayName("A4, K26: a set-uid program made in a VE is out of reach for users of VE0, and mounted without effect")
    void a4SetUidFilesAreOutOfReach() throws IOException {
        box.busybox(213);
        box.vzctl("start", "213").ok();
        new Ve(box, 213).text("cp /bin/busybox /suid && chmod 4755 /suid");
        String private213 = box.path("vz/private/213").toString();
        String root213 = box.path("vz/root/213").toString();

        for (boolean running : new boolean[] {true, false}) {
            if (!running) {
                box.vzctl("stop", "213").ok();
                box.vzctl("mount", "213").ok();
                assertThat(box.sh("test -u " + root213 + "/suid").exit()).isZero();
            }
            // The test's own directory is no part of the protection.
            box.sh("chmod 755 $VEZERE_PREFIX $VEZERE_PREFIX/vz").ok();
            assertThat(box.sh("stat -c '%a %u' " + private213).ok().text()).isEqualTo("700 0");
            for (String path : List.of(private213, root213)) {
                assertThat(box.sh("setpriv --reuid 65534 --regid 65534 --clear-groups ls " + path + "/suid " + path)
                                .exit())
                        .as("ls %s by nobody", path)
                        .isNotZero();
            }
            for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
                if (line.contains(box.path("vz").toString())) {
                    assertThat(line.split(" ", -1)[5].split(",", -1)).as(line).contains("nosuid", "nodev");
                }
            }
        }
        box.vzctl("umount", "213").ok();
        box.vzctl("destroy", "213").ok();
    }

    @Test
    @DisplayName("A5: processes of VE0 and of other VEs do not exist for a VE")
    void a5ProcessesOfOthersDoNotExist() throws IOException {
        Process victim = box.start("/bin/sleep", "100");
        try {
            for (long other : List.of(victim.pid(), box.vzd(), (long) sibling.init())) {
                // Inside, numbers are small; one that exists there too would say nothing.
                assertThat(hostile.sh("test -e /proc/" + other).exit()).isNotZero();
                Map<String, String> answers = hostile.probe("process " + other);

                assertThat(answers)
                        .containsEntry("kill", "ESRCH")
                        .containsEntry("ptrace", "ESRCH")
                        .containsEntry("process_vm_readv", "ESRCH")
                        .containsEntry("pidfd_open", "ESRCH")
                        .containsEntry("getsid", "ESRCH")
                        .containsEntry("setpriority", "ESRCH")
                        .containsEntry("proc", "ENOENT");
            }
            assertThat(Ve.words(
                            box.sh(Probe.program() + " process " + victim.pid()).ok()))
                    .containsEntry("kill", "OK")
                    .containsEntry("pidfd_open", "OK");
        } finally {
            victim.destroyForcibly();
        }
    }

    @Test
    @DisplayName("A5: neither init nor an executed command has a parent that the VE can see")
    void a5ParentsAreOutOfSight() {
        assertThat(hostile.text("grep PPid /proc/1/status")).isEqualTo("PPid:\t0");
        assertThat(box.vzctl("exec3", "201", "/bin/grep", "PPid", "/proc/self/status")
                        .text())
                .isEqualTo("PPid:\t0");
    }

    @Test
    @DisplayName("A5: a VE that kills all it can reaches nobody else")
    void a5KillingAllKillsItsOwnOnly() throws IOException {
        Ve angry = Ve.busybox(box, 214);
        int victim = sibling.init();
        long vzd = box.vzd();
        Process onVe0 = box.start("/bin/sleep", "100");

        angry.sh("kill -9 -1");
        angry.sh("kill -9 1; kill -TERM -1");

        assertThat(onVe0.isAlive()).isTrue();
        onVe0.destroyForcibly();
        assertThat(box.vzd()).isEqualTo(vzd);
        sibling.isWell(victim);
        box.vzctl("stop", "214", "--fast").ok();
        box.vzctl("destroy", "214").ok();
    }

    @Test
    @DisplayName("A6: abstract sockets, SysV memory and POSIX queues of VE0 and of other VEs are invisible")
    void a6SharedMemoryAndQueuesAreApart() throws IOException {
        Process maker = box.start(Probe.program().toString(), "make-ipc", "vzit");
        try {
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> Ve.words(box.sh(Probe.program() + " ipc vzit"))
                            .equals(Map.of("abstract", "OK", "sysv", "OK", "mqueue", "OK")));
            sibling.text(Probe.INSIDE + " make-ipc vzit2 > /dev/null 2>&1 & sleep 0.3");

            for (String name : List.of("vzit", "vzit2")) {
                assertThat(hostile.probe("ipc " + name))
                        .isEqualTo(Map.of("abstract", "ECONNREFUSED", "sysv", "ENOENT", "mqueue", "ENOENT"));
            }
        } finally {
            maker.destroyForcibly();
            box.sh(Probe.program() + " remove-ipc vzit");
        }
    }

    @Test
    @DisplayName("A6, K2: a key in vzd's session keyring can't be found by init, exec or enter")
    void a6KeysOfVzdAreOutOfReach() throws IOException {
        assertThat(Files.readString(box.path("key-of-vzd")))
                .as("vzd has the key, or this test says nothing")
                .isEqualTo("key OK\n");

        Ve third = Ve.busybox(box, 215);
        third.text("printf '#!/bin/sh\\n/probe find vzkey > /by-init\\n' > /etc/init.d/rcS; chmod 755 /etc/init.d/rcS");
        box.vzctl("restart", "215").ok();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> third.sh("test -s /by-init").exit() == 0);
        assertThat(third.text("cat /by-init")).isEqualTo("key ENOKEY");
        assertThat(third.probe("find vzkey")).containsEntry("key", "ENOKEY");
        box.sh("(sleep 0.5; printf '/probe find vzkey > /by-enter\\nexit\\n'; sleep 0.5) |"
                + " script -qec 'vzctl enter 215' /dev/null");
        assertThat(third.text("cat /by-enter")).isEqualTo("key ENOKEY");
        assertThat(third.text("cat /proc/keys")).doesNotContain("vzkey");
        box.vzctl("stop", "215", "--fast").ok();
        box.vzctl("destroy", "215").ok();
    }

    @Test
    @DisplayName("A7: VE0 reaches in by exec and files; a VE finds no door to vzd")
    void a7NothingLeadsBack() throws IOException {
        assertThat(hostile.text("echo reached")).isEqualTo("reached");

        assertThat(hostile.text("cat /proc/net/unix")).doesNotContain("vezere", "vzd", "keeper");
        Set<String> hostSockets = new HashSet<>();
        for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
            if (line.contains(box.path("run/vezere").toString())) {
                hostSockets.add(line.substring(line.indexOf('/')));
            }
        }
        assertThat(hostSockets).as("sockets of this vzd and its keepers").isNotEmpty();
        for (String socket : hostSockets) {
            assertThat(hostile.probe("unix " + socket)).containsEntry("connect", "ENOENT");
        }
        assertThat(hostile.text("cat /proc/self/mountinfo /proc/1/mountinfo"))
                .doesNotContain(box.path("").toString());
    }
}
