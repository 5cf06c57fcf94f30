package org.vezere.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.setup.Change.Outcome;
import org.vezere.model.VezereException;

class SetupTest {
    @TempDir
    Path directory;

    private final List<List<String>> called = new ArrayList<>();
    private MachineCopy copy;
    private Path prefix;
    private Setup setup;

    @BeforeEach
    void debian() {
        copy = new MachineCopy(directory.resolve("machine")).debian();
        prefix = directory.resolve("node");
        setup = setup();
    }

    @Test
    void raisesWhatIsTooLowAndTellsEachChange() {
        List<Change> changes = setup.prepare(100);

        assertThat(changes)
                .extracting(Change::text)
                .contains(
                        "net.ipv4.ip_forward: 0 -> 1",
                        "net.ipv4.neigh.default.gc_thresh3: 1024 -> 1856",
                        "fs.inotify.max_user_instances: 128 -> 1024",
                        prefix.resolve("etc/sysctl.d/90-vezere.conf") + ": written");
        assertThat(value("net/ipv4/neigh/default/gc_thresh3")).isEqualTo("1856");
    }

    @Test
    void neverLowers() {
        copy.sysctl("kernel/pid_max", 4_194_304).sysctl("fs/inotify/max_user_watches", 1_000_000);

        setup.prepare(10);

        assertThat(value("kernel/pid_max")).isEqualTo("4194304");
        assertThat(value("fs/inotify/max_user_watches")).isEqualTo("1000000");
        assertThat(prefix.resolve("etc/sysctl.d/90-vezere.conf")).content().doesNotContain("pid_max");
    }

    @Test
    void staysBelowWhatTheKernelTakes() {
        setup.prepare(100_000);

        assertThat(value("kernel/pid_max")).isEqualTo("4194304");
        assertThat(value("kernel/pty/max")).isEqualTo("1048576");
    }

    @Test
    void secondRunFindsNothingToDo() {
        setup.prepare(1_000);
        Map<String, String> files = filesBelow(directory);

        assertThat(setup().prepare(1_000)).isEmpty();
        assertThat(setup().prepare(10)).isEmpty();

        assertThat(filesBelow(directory)).isEqualTo(files);
    }

    @Test
    void undoPutsEverythingBack() {
        Map<String, String> before = filesBelow(directory);
        setup.prepare(10);
        setup().prepare(5_000);

        List<Change> changes = setup().undo();

        assertThat(filesBelow(directory)).isEqualTo(before);
        assertThat(changes).extracting(Change::outcome).containsOnly(Outcome.DONE);
        assertThat(changes).extracting(Change::text).contains("net.ipv4.neigh.default.gc_thresh3: 80256 -> 1024");
        assertThat(setup().undo()).isEmpty();
    }

    @Test
    void undoLeavesWhatSomebodyElseSetSince() {
        setup.prepare(100);
        copy.sysctl("net/core/netdev_max_backlog", 50_000);

        List<Change> changes = setup().undo();

        assertThat(value("net/core/netdev_max_backlog")).isEqualTo("50000");
        assertThat(changes)
                .extracting(Change::text)
                .contains("net.core.netdev_max_backlog: 50000 -> 1000 left as it is (setup had made it 16384)");
    }

    @Test
    void undoGoesBackToWhatSomebodyElseSetBetweenTwoRuns() {
        setup.prepare(100);
        copy.sysctl("net/ipv4/neigh/default/gc_thresh3", 2_000);
        setup().prepare(1_000);

        setup().undo();

        assertThat(value("net/ipv4/neigh/default/gc_thresh3")).isEqualTo("2000");
    }

    @Test
    void keyThatCannotBeWrittenIsToldAndTheOthersAreSet() throws IOException {
        Path key = copy.machine().file("/proc/sys/kernel/keys/maxkeys");
        Files.delete(key);
        // A number that the kernel lets nobody write, root included.
        Files.createSymbolicLink(key, Path.of("/proc/sys/kernel/cap_last_cap"));

        List<Change> changes = setup.prepare(100);

        assertThat(changes)
                .filteredOn(change -> change.outcome() == Outcome.REFUSED)
                .extracting(Change::subject)
                .containsExactly("kernel.keys.maxkeys");
        assertThat(value("kernel/keys/maxbytes")).isEqualTo("2000000");
        assertThat(prefix.resolve("etc/sysctl.d/90-vezere.conf")).content().contains("kernel/keys/maxkeys = 2000\n");
        assertThat(prefix.resolve("var/lib/vezere/setup.undo")).content().doesNotContain("keys/maxkeys");
    }

    @Test
    void foreignFileIsLeftAlone() throws IOException {
        Path file = prefix.resolve("etc/modules-load.d/vezere.conf");
        Path rules = prefix.resolve("etc/udev/rules.d/59-vezere.rules");
        Files.createDirectories(rules.getParent());
        Files.writeString(rules, "# mine\n");

        List<Change> changes = setup.prepare(10);
        setup().undo();

        assertThat(changes)
                .extracting(Change::text)
                .contains(rules + ": written left as it is (it is not from vz setup)");
        assertThat(rules).hasContent("# mine");
        assertThat(file).doesNotExist();
    }

    @Test
    void editedFileSurvivesUndo() throws IOException {
        setup.prepare(10);
        Path file = prefix.resolve("etc/sysctl.d/90-vezere.conf");
        Files.writeString(file, Files.readString(file) + "vm/swappiness = 1\n");

        List<Change> changes = setup().undo();

        assertThat(file).exists();
        assertThat(changes)
                .extracting(Change::text)
                .contains(file + ": taken away left as it is (somebody changed it)");
    }

    @Test
    void routersThatGaveADefaultRouteAreStillHeeded() {
        copy.sysctl("net/ipv6/conf/eth0.5/accept_ra", 1).sysctl("net/ipv6/conf/eth1/accept_ra", 1);
        copy.with(
                "/proc/net/ipv6_route",
                "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
                        + " fe800000000000000000000000000001 00000400 00000001 00000000 00450003 eth0.5");

        List<Change> changes = setup.prepare(10);

        assertThat(changes)
                .extracting(Change::subject)
                .containsSubsequence("net.ipv6.conf.eth0/5.accept_ra", "net.ipv6.conf.all.forwarding");
        assertThat(value("net/ipv6/conf/eth0.5/accept_ra")).isEqualTo("2");
        assertThat(value("net/ipv6/conf/eth1/accept_ra")).isEqualTo("1");
    }

    @Test
    void loadsModulesThatLieOnTheMachine() {
        copy.with("/proc/sys/kernel/osrelease", "6.1.0");
        copy.with(
                "/lib/modules/6.1.0/modules.dep",
                "kernel/fs/overlayfs/overlay.ko:\nkernel/net/8021q/8021q.ko.xz: kernel/net/802/garp.ko\n"
                        + "kernel/drivers/net/veth.ko:");
        copy.with("/sys/module/veth/refcnt", "0");

        List<Change> changes = setup().prepare(10);

        assertThat(called).containsExactly(List.of("modprobe", "overlay"), List.of("modprobe", "8021q"));
        assertThat(changes).extracting(Change::text).contains("module overlay: loaded");
        assertThat(prefix.resolve("etc/modules-load.d/vezere.conf")).content().endsWith("overlay\nveth\n8021q\n");
    }

    @Test
    void udevRuleNamesTheImages() {
        setup.prepare(10);

        assertThat(prefix.resolve("etc/udev/rules.d/59-vezere.rules"))
                .content()
                .contains("ATTR{loop/backing_file}==\"/var/lib/vz/private/*\"", "OPTIONS:=\"nowatch\"");
    }

    @Test
    void brokenUndoFileStopsEverything() throws IOException {
        Path undo = prefix.resolve("var/lib/vezere/setup.undo");
        Files.createDirectories(undo.getParent());
        Files.writeString(undo, "# head\nsysctl kernel/pid_max 1\n");

        assertThatThrownBy(() -> setup.prepare(10))
                .isInstanceOf(VezereException.class)
                .hasMessageContaining("setup.undo, line 2: \"sysctl kernel/pid_max 1\"");
        assertThat(value("net/ipv4/ip_forward")).isEqualTo("0");
    }

    @Test
    void numberOfVesIsChecked() {
        assertThatThrownBy(() -> setup.prepare(0)).hasMessageContaining("1 to 100000, not 0");
    }

    private Setup setup() {
        return new Setup(copy.machine(), prefix, images(), none());
    }

    private static Path images() {
        return Path.of("/var/lib/vz/private");
    }

    private Programs none() {
        return new Programs() {
            @Override
            public Optional<Result> run(Duration limit, List<String> command) {
                called.add(command);
                return Optional.of(new Result(0, ""));
            }
        };
    }

    private String value(String key) {
        return copy.machine().text("/proc/sys/" + key).orElseThrow();
    }

    private static Map<String, String> filesBelow(Path directory) {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Files.readString(file));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return contents;
    }
}
