package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Part B of the isolation contract: what the kernel refuses to a VE whose root is an attacker.
///
/// Masks and read-only mounts hold nothing, so they are removed before anything is tried.
class IsolationBTest {
    /// Unmounts every mask, makes all writable that can be made so, and mounts fresh copies.
    private static final String UNMASK = """
            for place in $(awk '{print $2}' /proc/self/mounts | grep -E '^/(proc|sys)/' | sort -r); do
                umount -l $place 2>/dev/null
            done
            mount -o remount,rw /proc; mount -o remount,bind,rw /sys; mount -o remount,rw /sys
            mkdir -p /tmp/fresh/proc /tmp/fresh/sys
            mount -t proc proc /tmp/fresh/proc || exit 71
            mount -t sysfs sysfs /tmp/fresh/sys || exit 72
            """;

    private static final List<String> PROCS = List.of("/proc", "/tmp/fresh/proc", "/dev/.vezere/proc");
    private static final List<String> HOST_SETTINGS = List.of(
            "kernel/core_pattern",
            "kernel/modprobe",
            "kernel/panic",
            "vm/swappiness",
            "vm/overcommit_memory",
            "vm/drop_caches",
            "kernel/sysrq",
            "kernel/pid_max",
            "fs/file-max",
            "kernel/hostname");

    private static Box box;
    private static Ve hostile;
    private static Ve sibling;

    @BeforeAll
    static void startVes() {
        box = Box.with("busybox", "debian-12");
        // This vzd inherits whatever a caller may have that a VE must not get.
        box.sh("umask 077; trap '' HUP PIPE USR1 USR2; ulimit -c 0; exec nice -n 7 vzlist -a")
                .ok();
        hostile = Ve.busybox(box, 201, "--ipadd", "198.51.100.201", "--numproc", "200", "--ram", "256M");
        sibling = Ve.busybox(box, 202, "--ipadd", "198.51.100.202");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    /// What a script prints in a mount namespace where nothing is masked any more.
    private static Result unmasked(String script) {
        hostile.write("/tmp/unmasked", UNMASK + script);
        Result result = hostile.sh("unshare -m sh /tmp/unmasked");
        assertThat(result.exit()).as("fresh proc and sysfs: %s", result.err()).isNotIn(71, 72);
        return result;
    }

    @Test
    @DisplayName("B1, K6: without masks, kcore, sysrq-trigger, timer_list, keys and memory still tell and do nothing")
    void b1NothingOfTheMachineIsRead() throws IOException {
        Process planted = box.start(Probe.program().toString(), "plant", "vz-host-key", "/bin/sleep", "60");
        try {
            for (String proc : PROCS) {
                for (String file : List.of("kcore", "timer_list", "kpageflags", "kmsg", "slabinfo", "iomem/x")) {
                    assertThat(unmasked("head -c 16 " + proc + "/" + file + " | wc -c")
                                    .text())
                            .as("bytes of %s/%s", proc, file)
                            .isEqualTo("0");
                }
                assertThat(unmasked("echo h > " + proc + "/sysrq-trigger").exit())
                        .isNotZero();
                assertThat(unmasked("cat " + proc + "/keys").out()).doesNotContain("vz-host-key");
            }
            assertThat(hostile.sh("ls -d /dev/mem /dev/kmem /dev/port /dev/kmsg")
                            .out())
                    .isEmpty();
            assertThat(hostile.sh("dmesg").exit()).isNotZero();
        } finally {
            planted.destroyForcibly();
        }
    }

    @Test
    @DisplayName("B1, B7, K6: without masks, no file of proc or sysfs that VE0 owns can be opened for writing")
    void b7NoFileOfVe0IsWritable() {
        Result sweep =
                unmasked("/probe sweep /proc /sys /tmp/fresh/proc /tmp/fresh/sys /dev/.vezere/proc /dev/.vezere/sys");

        List<String> opened = sweep.ok().lines();
        assertThat(opened)
                .as("what a VE may write, or the sweep swept nothing")
                .anyMatch(line -> line.endsWith("/sys/net/ipv4/ip_forward"));
        assertThat(opened.stream()
                        // 65534 is how an owner without an id in the VE is shown.
                        .filter(line -> line.startsWith("65534 "))
                        // Anybody may open these; a trigger that is written there watches and changes nothing.
                        .filter(line -> !line.contains("/pressure/"))
                        // Namespaced, though shown as VE0's: the test of values shows that VE0's stay.
                        .filter(line -> !line.matches(".*/sys/(user/max_[a-z_]+|kernel/ns_last_pid)"))
                        .toList())
                .isEmpty();
    }

    @Test
    @DisplayName("B1: settings of the machine keep their values, whatever a VE writes")
    void b1SettingsOfTheMachineStay() throws IOException {
        Map<String, String> before = settings();

        for (String setting : HOST_SETTINGS) {
            Result result = unmasked("for p in /proc /tmp/fresh/proc /dev/.vezere/proc; do"
                    + " old=$(cat $p/sys/" + setting + " 2>/dev/null); echo 1 > $p/sys/" + setting
                    + " && echo WROTE && echo $old > $p/sys/" + setting + "; done; true");
            if (!setting.startsWith("user/")) {
                assertThat(result.out()).as(setting).doesNotContain("WROTE");
            }
        }

        assertThat(settings()).isEqualTo(before);
    }

    @Test
    // The name is set by sethostname(2): the kernel keeps /proc/sys/kernel/hostname for VE0's root in every namespace.
    @DisplayName("B2: forwarding and the host name are the VE's own")
    void b2ForwardingAndHostNameAreLocal() throws IOException {
        Map<String, String> before = settings();
        String forwarding = "cat /proc/sys/net/ipv4/ip_forward; hostname";
        String siblings = sibling.text(forwarding);
        String host = Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward"));

        assertThat(hostile.text("echo 1 > /proc/sys/net/ipv4/ip_forward; hostname mine;" + forwarding))
                .isEqualTo("1\nmine");
        assertThat(hostile.text("echo 0 > /proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward"))
                .isEqualTo("0");

        assertThat(sibling.text(forwarding)).isEqualTo(siblings);
        assertThat(Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward"))).isEqualTo(host);
        assertThat(settings()).isEqualTo(before);
    }

    private static Map<String, String> settings() throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String setting : HOST_SETTINGS) {
            Path file = Path.of("/proc/sys", setting);
            if (Files.isReadable(file)) {
                values.put(setting, Files.readString(file));
            }
        }
        return values;
    }

    @Test
    @DisplayName("B3: masks are VE0's null device, and a VE that spoils its own starts and is masked as before")
    void b3MasksAreVe0sNullDevice() {
        Ve spoiler = Ve.busybox(box, 203);
        // Which of these files there are is the kernel's choice; keys is everywhere.
        String masks = "for f in keys kcore timer_list sysrq-trigger; do"
                + " if [ -e /proc/$f ]; then stat -c '%F %t:%T' /proc/$f; fi; done | sort -u";
        String right = "character special file 1:3";
        assertThat(spoiler.text(masks)).isEqualTo(right);

        spoiler.text("umount -l /dev/null; rm -f /dev/null; ln -s /proc/sysrq-trigger /dev/null");
        assertThat(spoiler.text("echo still")).isEqualTo("still");
        box.vzctl("restart", "203").ok();

        assertThat(spoiler.text(masks)).isEqualTo(right);
        assertThat(spoiler.text("stat -c '%F %t:%T' /dev/null")).isEqualTo("character special file 1:3");
        box.vzctl("stop", "203", "--fast").ok();
        box.vzctl("destroy", "203").ok();
    }

    @Test
    @DisplayName("B4, K7: nested namespaces can mount proc and sysfs of their own")
    void b4NestedContainersMountTheirOwn() {
        assertThat(hostile.text("unshare -U -r -m -n -p -f sh -c 'mount -t proc proc /mnt && ls -d /mnt/1/ns"
                        + " && umount /mnt && mount -t sysfs sysfs /mnt && ls /mnt/class/net'"))
                .contains("/mnt/1/ns", "lo");
    }

    @Test
    @DisplayName("B4, K8: systemd's sandboxed services work, and nothing of a fresh Debian has failed")
    void b4SandboxedServicesWork() {
        box.vzctl("create", "204", "--ostemplate", "debian-12").ok();
        box.vzctl("set", "204", "--ram", "1G", "--save").ok();
        box.vzctl("start", "204").ok();
        Ve debian = new Ve(box, 204);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        debian.sh("systemctl is-system-running --wait").out().startsWith("running"));

        for (String sandbox : List.of(
                "-p ProtectProc=invisible -p ProcSubset=pid",
                "-p PrivateNetwork=yes",
                "-p ProtectKernelTunables=yes -p ProtectControlGroups=yes",
                "-p PrivateDevices=yes -p ProtectSystem=strict -p PrivateTmp=yes")) {
            debian.sh("systemd-run --quiet --wait --collect " + sandbox + " /bin/true")
                    .ok();
        }
        assertThat(debian.text("systemctl --failed --no-legend --plain")).isEmpty();
        // B8, K14 for an init that is not busybox.
        assertThat(debian.text("grep -h -E '^(Seccomp|NoNewPrivs|CapInh|CapAmb):' /proc/1/status")
                        .lines()
                        .toList())
                .containsExactlyInAnyOrder(
                        "CapInh:\t0000000000000000", "CapAmb:\t0000000000000000", "NoNewPrivs:\t0", "Seccomp:\t2");
        box.vzctl("stop", "204", "--fast").ok();
        box.vzctl("destroy", "204").ok();
    }

    @Test
    @DisplayName("B5: calls that reach beyond a VE are refused, by the doors for 32-bit and x32 programs too")
    void b5CallsAreRefused() {
        List<String> lines = hostile.sh("/probe calls").ok().lines();

        assertThat(lines).hasSizeGreaterThan(40);
        assertThat(lines)
                .allMatch(line -> line.contains(" x32 ")
                        ? line.endsWith(" ENOSYS") || line.endsWith(" EPERM")
                        : line.endsWith(" EPERM"));
    }

    @Test
    @DisplayName("B5, K14: nobody types for the user of a terminal, by whatever number of the request")
    void b5TerminalInputCantBeForged() {
        List<String> lines = hostile.sh("/probe terminal").ok().lines();

        assertThat(lines)
                .containsExactly(
                        "TIOCSTI EPERM",
                        "TIOCSTI-high EPERM",
                        "TIOCLINUX EPERM",
                        "TIOCLINUX-high EPERM",
                        "TIOCSTI i386 EPERM");
    }

    @Test
    @DisplayName("B5, K14: the filter is on for init, exec, exec3 and enter")
    void b5TheFilterIsOnEverywhere() {
        String filter = "grep ^Seccomp: /proc/self/status";

        assertThat(hostile.text("grep ^Seccomp: /proc/1/status")).isEqualTo("Seccomp:\t2");
        assertThat(hostile.text(filter)).isEqualTo("Seccomp:\t2");
        assertThat(box.vzctl("exec3", "201", "/bin/grep", "^Seccomp:", "/proc/self/status")
                        .text())
                .isEqualTo("Seccomp:\t2");
        box.sh("(sleep 0.5; printf '" + filter + " > /tmp/by-enter\\nexit\\n'; sleep 0.5) |"
                + " script -qec 'vzctl enter 201' /dev/null");
        assertThat(hostile.text("cat /tmp/by-enter")).isEqualTo("Seccomp:\t2");
    }

    @Test
    @DisplayName("B6: a VE has the devices it was given and makes none; whiteouts of nested containers are no device")
    void b6DevicesAreNotMade() {
        assertThat(hostile.text("find /dev -xdev '(' -type c -o -type b ')' | sort"))
                .isEqualTo("/dev/console\n/dev/full\n/dev/null\n/dev/random\n/dev/tty\n/dev/urandom\n/dev/zero");
        for (String directory : List.of("/root", "/dev", "/dev/shm", "/run", "/var/lib/docker")) {
            hostile.text("mkdir -p " + directory);
            for (String node : List.of("c 1 1", "c 1 3", "c 5 1", "b 7 0", "b 8 0", "c 10 237")) {
                Result result = hostile.sh("mknod " + directory + "/node " + node);
                assertThat(result.exit()).as("mknod %s in %s", node, directory).isNotZero();
                assertThat(result.err()).contains("Operation not permitted");
            }
        }
        hostile.text("mknod /var/lib/docker/whiteout c 0 0 && rm /var/lib/docker/whiteout");
    }

    @Test
    @DisplayName("B6: a device that gets in all the same can't be opened")
    void b6DevicesThatWereNotGrantedCantBeOpened() {
        String node = box.path("loop-control").toString();
        box.sh("mknod -m 666 " + node + " c 10 237").ok();
        assertThat(box.sh(Probe.program() + " open " + node).text()).isEqualTo("open OK");
        hostile.text("touch /run/implanted");

        box.sh(Probe.program() + " implant " + hostile.init() + " " + node + " /run/implanted")
                .ok();

        assertThat(hostile.text("stat -c '%F %t:%T %a' /run/implanted")).isEqualTo("character special file a:ed 666");
        assertThat(hostile.text("/probe open /run/implanted")).isEqualTo("open EPERM");
        hostile.text("umount /run/implanted");
    }

    @Test
    @DisplayName("B8: init and executed commands have no descriptor but three, and stand in their own root")
    void b8NoDescriptorsComeAlong() {
        assertThat(hostile.text("ls /proc/1/fd | tr '\\n' ' '")).isEqualTo("0 1 2");
        for (String process : List.of("1", "self")) {
            assertThat(hostile.text("readlink /proc/" + process + "/cwd; readlink /proc/" + process + "/root"))
                    .isEqualTo("/\n/");
        }
        assertThat(hostile.text("readlink /proc/1/fd/0")).isEqualTo("/dev/pts/0");
        assertThat(hostile.text("readlink /proc/self/fd/1")).startsWith("pipe:");
    }

    @Test
    @DisplayName(
            "B8: who is being put into a VE can't be traced, read or written from inside (CVE-2016-9962, 2019-5736)")
    void b8WhoEntersCantBeCaught() throws IOException {
        int siblingInit = sibling.init();
        hostile.text("printf '#!/proc/self/exe\\n' > /again && chmod 755 /again");
        hostile.text("/probe hunt " + Math.min(15, Box.patience(4).toSeconds()) + " > /tmp/hunt 2>&1 &");

        for (int number = 0; number < 30; number++) {
            hostile.text("true");
            box.vzctl("exec3", "201", "/again", "x");
        }
        await().atMost(Box.patience(15))
                .until(() -> hostile.sh("grep saw /tmp/hunt").exit() == 0);

        List<String> found = hostile.text("cat /tmp/hunt").lines().toList();
        assertThat(found).noneMatch(line -> line.startsWith("HOLE"));
        // A process that is ending has files but no memory any more, and the kernel lets it be looked at.
        assertThat(found)
                .filteredOn(line -> line.startsWith("HELD"))
                .allMatch(line -> line.matches("HELD (pipe:|socket:|/memfd:plan|/dev/null|/dev/pts).*"));
        int seen = Integer.parseInt(found.getLast().split(" ", -1)[1]);
        assertThat(seen).as("processes that were met, of 60 or so").isGreaterThan(10);
        assertThat(hostile.text("echo fine")).isEqualTo("fine");
        sibling.isWell(siblingInit);
    }

    @Test
    @DisplayName(
            "K13, K15: nothing of the process that started vzd is inherited: mask, signals, niceness, limits, keys")
    void k13NothingIsInherited() {
        Map<String, String> executed =
                Ve.words(box.vzctl("exec3", "201", Probe.INSIDE, "inherited").ok());
        hostile.text(
                "printf '#!/bin/sh\\n/probe inherited > /by-init\\n' > /etc/init.d/rcS; chmod 755 /etc/init.d/rcS");
        box.vzctl("restart", "201").ok();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> hostile.sh("grep ignored /by-init").exit() == 0);
        List<Map<String, String>> all = new ArrayList<>();
        all.add(executed);
        all.add(Ve.words(hostile.sh("cat /by-init").ok()));

        for (Map<String, String> one : all) {
            assertThat(one)
                    .containsEntry("umask", "022")
                    .containsEntry("nice", "0")
                    .containsEntry("scheduler", "0")
                    .containsEntry("ioprio", "0")
                    .containsEntry("timerslack", "50000")
                    .containsEntry("securebits", "0")
                    .containsEntry("no-new-privileges", "0")
                    .containsEntry("parent-death", "0")
                    .containsEntry("groups", "0")
                    .containsEntry("blocked", "0");
        }
        assertThat(executed).containsEntry("ignored", "0");
        assertThat(hostile.text("grep -E '^Sig(Blk|Ign)' /proc/1/status"))
                .isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000");
        assertThat(hostile.text("cat /proc/1/oom_score_adj")).isEqualTo("0");
        assertThat(hostile.sh("echo -500 > /proc/1/oom_score_adj").exit()).isNotZero();
        assertThat(hostile.text("grep -E '^Cap(Inh|Amb)' /proc/self/status"))
                .isEqualTo("CapInh:\t0000000000000000\nCapAmb:\t0000000000000000");
    }

    @Test
    @DisplayName("K8: capabilities over the machine are not in the bounding set; CAPABILITY of the config changes it")
    void k8CapabilitiesOfTheMachineAreAbsent() {
        long usual = capabilities(sibling);
        // SYS_MODULE, SYS_RAWIO, SYS_TIME, MAC_OVERRIDE, MAC_ADMIN, SYSLOG, WAKE_ALARM, BLOCK_SUSPEND
        for (int number : new int[] {16, 17, 25, 32, 33, 34, 35, 36}) {
            assertThat(usual & 1L << number).as("capability %d", number).isZero();
        }
        for (int number : new int[] {0, 1, 6, 7, 8, 12, 13, 18, 21, 22, 27}) {
            assertThat(usual & 1L << number).as("capability %d", number).isNotZero();
        }

        Ve other = Ve.busybox(box, 205, "--capability", "sys_time:on", "--capability", "net_raw:off");

        assertThat(capabilities(other)).isEqualTo((usual | 1L << 25) & ~(1L << 13));
        box.vzctl("stop", "205", "--fast").ok();
        box.vzctl("destroy", "205").ok();
    }

    private static long capabilities(Ve ve) {
        return Long.parseLong(ve.text("grep CapBnd /proc/1/status").split("\t", -1)[1], 16);
    }

    @Test
    @DisplayName("K16, K17: the console is a terminal of the VE's own devpts, and its getty outlives vzd")
    void k16TheConsoleOutlivesVzd() throws IOException {
        assertThat(sibling.text("stat -c '%d %u %t' /dev/console"))
                .isEqualTo(sibling.text("stat -c '%d' /dev/pts").strip() + " 0 88");
        String gettys = "ps -o pid,comm | grep getty";
        String before = sibling.text(gettys);

        box.killVzd();
        box.sh("sleep 0.5; vzlist -a; sleep 0.5");

        assertThat(sibling.text(gettys)).isEqualTo(before);
        assertThat(Files.getPosixFilePermissions(box.path("run/vezere/vzd.sock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
