package org.vezere.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.Capability;
import org.vezere.linux.Fd;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.loop.ImageFile;
import org.vezere.linux.loop.LoopDevice;
import org.vezere.linux.mount.IdMap;
import org.vezere.linux.mount.MountTree;
import org.vezere.linux.mount.NewFilesystem;
import org.vezere.linux.plan.Plan;
import org.vezere.linux.process.KeeperLauncher;
import org.vezere.linux.process.ProcessEnd;
import org.vezere.linux.process.Reaper;
import org.vezere.linux.process.UnixSockets;
import org.vezere.linux.process.Watcher;

/// The plan of a start, executed by the real keeper on a root filesystem of one busybox.
class StartPlanTest {
    private static final Path KEEPER = Path.of("../native/build/vz-keeper");
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final ProcessTraits TRAITS =
            new ProcessTraits(Set.of(Capability.SYS_ADMIN, Capability.CHOWN), new byte[0], Map.of());

    @TempDir
    Path directory;

    @Test
    void aPlanCanBeReadBeforeItIsExecuted() {
        Plan plan = StartPlan.of(request(new Cgroup.Entries(Optional.empty(), List.of()), "true"));

        assertThat(plan.describe())
                .anyMatch(line -> line.contains("mount /proc"))
                .anyMatch(line -> line.contains("mask /proc/keys"))
                .anyMatch(line -> line.contains("bind /dev/null"))
                .anyMatch(line -> line.contains("change the root"))
                .anyMatch(line -> line.contains("execute /sbin/init"));
    }

    @Test
    @EnabledIf("canStart")
    void theFirstProcessSeesAWholeSystemAndNothingOfVe0() throws Exception {
        String script = "exec > /result 2>&1; id; hostname; cat /proc/mounts; ls /dev; cat /proc/self/status;"
                + " cat /proc/keys | wc -c; test -e " + directory + " && echo leaked; ls /proc/self/fd | wc -l";

        ProcessEnd end = run(script);

        assertThat(end).isEqualTo(new ProcessEnd.Exited(0));
        String result = Files.readString(directory.resolve("result"));
        assertThat(result)
                .contains("uid=0 gid=0")
                .contains("\nplanned\n")
                .contains("overlay / overlay rw")
                .contains("proc /proc proc rw,nosuid,nodev,noexec")
                .contains("sysfs /sys sysfs ro,nosuid,nodev,noexec")
                .contains("cgroup2 /sys/fs/cgroup cgroup2 rw")
                .contains("devpts /dev/pts devpts")
                .contains("\nconsole\n", "\nnull\n", "\nurandom\n")
                .contains("CapBnd:\t0000000000200001")
                .contains("CapEff:\t0000000000200001")
                .contains("CapInh:\t0000000000000000")
                .doesNotContain("leaked")
                .endsWith("\n0\n4\n");
    }

    private ProcessEnd run(String script) throws Exception {
        Path layer = Files.createDirectories(directory.resolve("layer"));
        for (String name : List.of("bin", "sbin", "proc", "sys", "dev", "run")) {
            Files.createDirectory(layer.resolve(name));
        }
        Files.copy(BUSYBOX, layer.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String name : List.of("sh", "cat", "ls", "id", "hostname", "wc", "test")) {
            Files.createSymbolicLink(layer.resolve("bin").resolve(name), Path.of("busybox"));
        }
        Path init = layer.resolve("sbin/init");
        Files.writeString(init, "#!/bin/sh\n" + script + "\nexit 0\n");
        assertThat(init.toFile().setExecutable(true, false)).isTrue();

        Path run = Files.createDirectory(directory.resolve("run"));
        try (Watcher watcher = new Watcher("test");
                KeeperLauncher launcher = new KeeperLauncher(Files.readAllBytes(KEEPER), new Reaper(watcher));
                Fd runDirectory = OpenFile.at(run.toString(), OpenFlag.PATH, OpenFlag.DIRECTORY);
                Fd listener = UnixSockets.listen(runDirectory, RunFiles.KEEPER_SOCKET);
                MountTree disk = disk();
                MountTree lower = MountTree.copyOf(layer.toString(), false)) {
            Plan plan = StartPlan.of(request(new Cgroup.Entries(Optional.empty(), List.of()), script));
            KeeperLauncher.Launched keeper = launcher.start(plan, "[vz test]", listener, runDirectory);
            try (Birth birth = Birth.await(plan, keeper, List.of("/sbin/init"))) {
                IdMap.from(IdRanges.FIRST, IdRange.MAPPED).write(birth.init().pid());
                try (Fd users = OpenFile.at("/proc/" + birth.init().pid() + "/ns/user");
                        MountTree shownLower = lower.copy();
                        MountTree shownDisk = disk.copy()) {
                    shownLower.idmap(users, false);
                    shownDisk.idmap(users, false);
                    birth.mount(List.of(shownLower.descriptor(), shownDisk.descriptor()));
                }
                birth.execute();
                assertThat(birth.init().awaitEnd(Duration.ofSeconds(10))).isTrue();
            }
            assertThat(keeper.end().get(10, TimeUnit.SECONDS)).isEqualTo(new ProcessEnd.Exited(0));
            Files.write(
                    directory.resolve("result"),
                    Files.readAllBytes(Path.of(disk.descriptor().procPath()).resolve("upper/result")));
        }
        String words = Files.readString(run.resolve("exit")).strip();
        return new ProcessEnd.Exited(Integer.parseInt(words.substring("exited ".length())));
    }

    private MountTree disk() throws IOException, InterruptedException {
        Path image = directory.resolve("image");
        try (Fd file = ImageFile.create(image.toString(), 16 << 20)) {
            Process mkfs = new ProcessBuilder("mke2fs", "-q", "-F", "-b", "4096", image.toString()).start();
            assertThat(mkfs.waitFor()).isZero();
            try (LoopDevice device = LoopDevice.attach(file, image.toString(), false, false);
                    NewFilesystem ext4 = NewFilesystem.of("ext4")) {
                MountTree mount = ext4.option("source", device.path()).mount();
                Path root = Path.of(mount.descriptor().procPath());
                Files.createDirectory(root.resolve("upper"));
                Files.createDirectory(root.resolve("work"));
                return mount;
            }
        }
    }

    private StartPlan.Request request(Cgroup.Entries entries, String script) {
        return new StartPlan.Request(
                new IdRange(IdRanges.FIRST),
                "planned",
                List.of(),
                entries,
                List.of(),
                DeviceNode.COMMON,
                0,
                TRAITS,
                new StartPlan.Program(List.of("/sbin/init"), List.of("init", script), List.of("PATH=/bin"), true));
    }

    static boolean canStart() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
                && Files.isExecutable(KEEPER)
                && Files.isExecutable(BUSYBOX);
    }
}
