package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What goes wrong on a node beside vzd's own death: each is answered in one line or made good, and nothing is lost.
class FaultsTest {
    private static final String CONFIG = "etc/vz/conf/201.conf";

    private Box box;
    private Traces traces;
    private Ve ve;

    @BeforeEach
    void makeNode() {
        box = Box.with("busybox");
        traces = new Traces(box);
        box.runningBusybox(201, "--ipadd", "198.51.100.201");
        ve = new Ve(box, 201);
    }

    @AfterEach
    void removeNode() {
        box.sh(
                "mount -o remount,rw $VEZERE_PREFIX/etc/vz/conf 2>/dev/null; vzctl stop 201 --fast; vzctl stop 202 --fast;"
                        + " umount -l $VEZERE_PREFIX/vz/private $VEZERE_PREFIX/etc/vz/conf 2>/dev/null");
        box.close();
    }

    private static void oneLine(Result result) {
        assertThat(result.exit()).as("%s", result).isNotZero();
        assertThat(result.err().strip().lines()).as("%s", result).hasSizeBetween(1, 2);
        assertThat(result.err()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    /// A config that can't be written: said in a line, and the old one stays whole.
    private void changeIsRefused() throws IOException {
        Path config = box.path(CONFIG);
        String before = Files.readString(config);

        oneLine(box.vzctl("set", "201", "--hostname", "changed", "--save"));

        assertThat(config).hasContent(before);
    }

    private String keeper() {
        return box.sh("sed -n 's/^keeper.pid=//p' $VEZERE_PREFIX/run/vezere/ve/201/state")
                .text();
    }

    /// Puts a filesystem of its own under a directory of the node, with what is in there.
    private void own(String directory, String size) {
        box.sh("d=$VEZERE_PREFIX/" + directory + "; mkdir -p $d; mkdir /tmp/own.$$; cp -a $d/. /tmp/own.$$/;"
                        + " mount -t tmpfs -o size=" + size
                        + ",mode=700 own $d && cp -a /tmp/own.$$/. $d/; rm -r /tmp/own.$$")
                .ok();
    }

    @Test
    @DisplayName("a full disk below the private areas: no VE is made, nothing stays, and it works when there is room")
    void fullDiskBelowPrivateAreas() {
        box.vzctl("stop", "201", "--fast").ok();
        own("vz/private", "300m");
        box.killVzd();
        box.sh("dd if=/dev/zero of=$VEZERE_PREFIX/vz/private/fill bs=1M 2>/dev/null; true")
                .ok();

        oneLine(box.vzctl("create", "202", "--ostemplate", "busybox"));

        assertThat(box.path("vz/private/202")).doesNotExist();
        assertThat(box.path("etc/vz/conf/202.conf")).doesNotExist();
        assertThat(traces.halfMade()).isEmpty();
        box.sh("rm $VEZERE_PREFIX/vz/private/fill").ok();
        box.vzctl("create", "202", "--ostemplate", "busybox").ok();
        box.vzctl("start", "202").ok();
    }

    @Test
    @DisplayName("VE0's disk gets full under a running VE: its writes fail, and it can be stopped, mended, and started")
    void fullDiskUnderARunningVe() {
        box.vzctl("stop", "201", "--fast").ok();
        own("vz/private", "120m");
        box.killVzd();
        box.vzctl("start", "201").ok();

        ve.sh("dd if=/dev/urandom of=/root/fill bs=1M count=200; sync");

        assertThat(ve.sh("echo alive").text()).isEqualTo("alive");
        assertThat(box.vzctl("status", "201").text()).endsWith("running");
        box.vzctl("stop", "201", "--fast").ok();
        box.sh("mount -o remount,size=600m $VEZERE_PREFIX/vz/private").ok();
        // What the disk did not take is lost; whether that can be mended without loss only a person decides.
        Result start = box.vzctl("start", "201");
        if (start.exit() != 0) {
            assertThat(start.err()).contains("root.img is damaged and cannot be mended without you: run e2fsck ");
        } else if (ve.sh("echo again >/root/file").exit() != 0) {
            // The journal was whole, but not what it had no word of: the filesystem has found out by itself.
            box.vzctl("stop", "201", "--fast").ok();
        } else {
            return;
        }
        await().atMost(Box.patience(10))
                .untilAsserted(() -> assertThat(box.sh("losetup -j $VEZERE_PREFIX/vz/private/201/root.img")
                                .out())
                        .isEmpty());
        assertThat(box.sh("e2fsck -fy $VEZERE_PREFIX/vz/private/201/root.img").exit())
                .isLessThan(4);
        box.vzctl("start", "201").ok();
        Result again = ve.sh("echo again >/root/file && cat /root/file");
        assertThat(again.out()).as("%s", again).isEqualTo("again\n");
    }

    @Test
    @DisplayName("configs on a full disk: set says so, and the old config stays whole")
    void fullDiskBelowConfigs() throws IOException {
        own("etc/vz/conf", "1m");
        box.sh("dd if=/dev/zero of=$VEZERE_PREFIX/etc/vz/conf/fill bs=4k 2>/dev/null; true")
                .ok();

        changeIsRefused();

        box.sh("rm $VEZERE_PREFIX/etc/vz/conf/fill").ok();
        box.vzctl("set", "201", "--hostname", "changed", "--save").ok();
        assertThat(Files.readString(box.path(CONFIG))).contains("changed");
    }

    @Test
    @DisplayName("a disk that became read-only: what would write says so in a line; what only reads works")
    void readOnlyDisk() throws IOException {
        own("etc/vz/conf", "1m");
        own("vz/private", "300m");
        box.sh("mount -o remount,ro $VEZERE_PREFIX/etc/vz/conf; mount -o remount,ro $VEZERE_PREFIX/vz/private")
                .ok();

        changeIsRefused();
        oneLine(box.vzctl("create", "202", "--ostemplate", "busybox"));

        assertThat(box.vzlist("-H", "-o", "status", "201").text()).isEqualTo("running");
        box.vzctl("exec", "201", "true").ok();
        assertThat(traces.halfMade()).isEmpty();
    }

    @Test
    @DisplayName("a keeper that was killed: its VE goes on, and is stopped and started as ever")
    void keeperKilled() {
        int init = ve.init();
        String keeper = keeper();
        box.sh("kill -9 " + keeper).ok();
        Box.awaitEnd(Long.parseLong(keeper));

        assertThat(ve.init()).isEqualTo(init);
        assertThat(box.vzctl("status", "201").text()).endsWith("running");
        box.vzctl("exec", "201", "true").ok();
        box.killVzd();
        assertThat(box.vzctl("status", "201").text()).endsWith("running");
        box.vzctl("exec", "201", "true").ok();
        Result console = box.sh("sleep 3 | vzctl console 201");
        assertThat(console.exit()).as("%s", console).isEqualTo(3);
        assertThat(console.err())
                .contains(
                        "The console of container 201 is gone with its keeper, which was killed; a restart brings it back");
        box.vzctl("stop", "201", "--fast").ok();
        assertThat(traces.of(201, "198.51.100.201")).isEmpty();
        box.vzctl("start", "201").ok();
        box.vzctl("exec", "201", "true").ok();
    }

    @Test
    @DisplayName("a keeper that was killed, and a poweroff inside after that: the VE is known to be down")
    void keeperKilledThenHalted() {
        box.sh("kill -9 " + keeper()).ok();

        ve.sh("poweroff -f");

        await().atMost(Box.patience(20))
                .untilAsserted(
                        () -> assertThat(box.vzctl("status", "201").text()).endsWith("unmounted down"));
        assertThat(traces.of(201, "198.51.100.201")).isEmpty();
        box.vzctl("start", "201").ok();
    }

    @Test
    @DisplayName("venet deleted on VE0: stop and start go on, and the next start has it again")
    void venetDeleted() {
        box.sh("ip link del venet201").ok();

        box.vzctl("exec", "201", "true").ok();
        box.vzctl("stop", "201", "--fast").ok();
        assertThat(traces.of(201, "198.51.100.201")).isEmpty();
        box.vzctl("start", "201").ok();
        box.sh("ping -c 1 -W 2 198.51.100.201").ok();
    }

    @Test
    @DisplayName("venet deleted on VE0: an address can't be added, which is said in a line, or it is made anew")
    void addressWithoutVenet() {
        box.sh("ip link del venet201").ok();

        Result set = box.vzctl("set", "201", "--ipadd", "198.51.100.202", "--save");

        if (set.exit() == 0) {
            box.sh("ping -c 1 -W 2 198.51.100.202").ok();
            box.sh("ping -c 1 -W 2 198.51.100.201").ok();
        } else {
            oneLine(set);
            assertThat(box.sh("cat $VEZERE_PREFIX/etc/vz/conf/201.conf").out()).doesNotContain("198.51.100.202");
        }
    }

    @Test
    @DisplayName("processes moved out of a VE's cgroup: it is stopped all the same")
    void cgroupLeft() {
        int init = ve.init();
        long before = box.init("201");
        box.sh("for p in /sys/fs/cgroup/*/cgroup.procs; do echo " + before + " >$p 2>/dev/null; done; true")
                .ok();

        assertThat(ve.init()).isEqualTo(init);
        assertThat(box.vzctl("status", "201").text()).endsWith("running");
        box.vzctl("stop", "201", "--fast").ok();
        assertThat(traces.of(201, "198.51.100.201")).isEmpty();
        box.vzctl("start", "201").ok();
    }

    @Test
    @DisplayName("vzd's socket removed: commands find a vzd again, and VEs go on")
    void socketRemoved() {
        int init = ve.init();
        box.sh("rm $VEZERE_PREFIX/run/vezere/*.sock").ok();

        box.vzctl("exec", "201", "true").ok();

        assertThat(ve.init()).isEqualTo(init);
        assertThat(box.vzctl("status", "201").text()).endsWith("running");
    }

    @Test
    @DisplayName("the run directory removed: the same vzd is found again, and the next one knows the VEs")
    void runDirectoryRemoved() throws Exception {
        int init = ve.init();
        long vzd = box.vzd();
        box.vzctl("set", "201", "--cpuunits", "777").ok();
        box.sh("rm -rf $VEZERE_PREFIX/run/vezere").ok();

        box.vzctl("exec", "201", "true").ok();

        await().atMost(Box.patience(10))
                .untilAsserted(() -> assertThat(box.path("run/vezere"))
                        .isDirectoryRecursivelyContaining("glob:**/vzd.pid")
                        .isDirectoryRecursivelyContaining("glob:**/api.sock")
                        .isDirectoryRecursivelyContaining("glob:**/ve/201/config")
                        .isDirectoryRecursivelyContaining("glob:**/ve/201/state"));
        assertThat(box.vzd()).as("the same vzd").isEqualTo(vzd);
        assertThat(Files.getPosixFilePermissions(box.path("run/vezere")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        Result console = box.sh("sleep 3 | vzctl console 201");
        assertThat(console.exit()).as("%s", console).isEqualTo(3);
        assertThat(console.err())
                .contains("The console of container 201 is out of reach, as its socket was deleted; a restart");
        box.killVzd();
        assertThat(box.vzctl("status", "201").text()).endsWith("running");
        assertThat(ve.init()).isEqualTo(init);
        box.vzctl("exec", "201", "true").ok();
        assertThat(box.vzlist("-H", "-o", "cpuunits", "201").text().strip()).isEqualTo("777");
        box.vzctl("stop", "201").ok();
        assertThat(traces.of(201, "198.51.100.201")).isEmpty();
        box.vzctl("start", "201").ok();
        assertThat(box.path("run/vezere/ve/201/keeper.sock")).exists();
    }

    @Test
    @DisplayName("a pid file that names somebody else: vzd starts, and nobody is harmed")
    void stalePidFile() throws Exception {
        Process other = box.start("sleep", "1000");
        box.killVzd();
        Files.writeString(box.path("run/vezere/vzd.pid"), other.pid() + "\n");

        box.vzctl("exec", "201", "true").ok();

        assertThat(other.isAlive()).isTrue();
        assertThat(box.vzd()).isNotEqualTo(other.pid());
        other.destroy();
    }

    @Test
    @DisplayName("a vzd that can't be started says why to who wanted it, and VEs go on")
    void vzdCannotStart() {
        int init = ve.init();
        box.killVzd();
        box.surround("VZD_JAVA_OPTIONS", "-XX:NoSuchOption");

        Result status = box.vzctl("status", "201");

        box.surround("VZD_JAVA_OPTIONS", "");
        assertThat(status.exit()).as("%s", status).isEqualTo(5);
        assertThat(status.err())
                .startsWith("vzd does not run and could not be started: vzd ended with exit code 1\n")
                .contains("Unrecognized VM option 'NoSuchOption'");
        assertThat(box.vzctl("status", "201").text()).endsWith("running");
        assertThat(ve.init()).isEqualTo(init);
    }

    @Test
    @DisplayName("a VE's state that can't be read: the VE is not lost sight of without a word")
    void brokenState() throws Exception {
        Path state = box.path("run/vezere/ve/201/state");
        long init = box.init("201");
        box.killVzd();
        Files.writeString(state, "phase=RUN");

        String status = box.vzctl("status", "201").text();

        if (status.endsWith("running")) {
            box.vzctl("exec", "201", "true").ok();
        } else {
            await().atMost(Box.patience(20))
                    .untilAsserted(() -> assertThat(Path.of("/proc/" + init)).doesNotExist());
            assertThat(traces.of(201, "198.51.100.201")).isEmpty();
            box.vzctl("start", "201").ok();
        }
    }
}
