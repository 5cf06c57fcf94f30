package org.vezere.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.Capability;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.KernelFile;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ResourceLimit;
import org.vezere.linux.plan.Descriptor;
import org.vezere.linux.plan.Operations;
import org.vezere.linux.plan.Plan;
import org.vezere.linux.plan.PlanBuilder;
import org.vezere.linux.plan.Register;
import org.vezere.linux.plan.TerminalOperations;

/// Plan, spawner, link and door with the real keeper, in namespaces of their own.
final class KeeperTest {
    @TempDir
    Path directory;

    private Keepers keepers;

    @BeforeEach
    void open() {
        keepers = new Keepers(directory);
    }

    @AfterEach
    void close() {
        if (keepers != null) {
            keepers.close();
        }
    }

    @Test
    void runsAProgramInNewNamespaces() throws Exception {
        PlanBuilder builder = newNamespaces();
        builder.child().go();
        builder.child().processes().execve("/bin/true", List.of("true"), List.of());

        KeeperLauncher.Launched launched = keepers.start(builder.build());
        try (KeeperLink link = launched.link()) {
            KeeperMessage.Born born = receive(link, KeeperMessage.Born.class);
            Keepers.map(born.process().pid());
            NamespaceIds inside = NamespaceIds.of(born.process().pid());
            link.go(List.of());

            assertThat(receive(link, KeeperMessage.Executed.class)).isNotNull();
            assertThat(receive(link, KeeperMessage.Ended.class).end()).isEqualTo(new ProcessEnd.Exited(0));
            assertThat(inside.user()).isNotEqualTo(NamespaceIds.own().user());
            assertThat(inside.mount()).isNotEqualTo(NamespaceIds.own().mount());
            assertThat(inside.pid()).isNotEqualTo(NamespaceIds.own().pid());
            assertThat(inside.network()).isEqualTo(NamespaceIds.own().network());
            assertThat(born.process().hasEnded()).isTrue();
            born.process().close();
        }
        assertThat(launched.end().get(10, TimeUnit.SECONDS)).isEqualTo(new ProcessEnd.Exited(0));
        assertThat(Files.readString(directory.resolve("exit"))).isEqualTo("exited 0\n");
        assertThat(ProcessStat.of(launched.pid())).isEmpty();
    }

    @Test
    void failureNamesTheOperation() throws Exception {
        PlanBuilder builder = newNamespaces();
        builder.child().processes().setsid();
        builder.child()
                .files()
                .openInRoot(Descriptor.CURRENT_DIRECTORY, "not/there", OpenFlag.PATH)
                .as("look for what is missing");
        builder.child().processes().execve("/bin/true", List.of("true"), List.of());
        Plan plan = builder.build();

        KeeperLauncher.Launched launched = keepers.start(plan);
        try (KeeperLink link = launched.link()) {
            receive(link, KeeperMessage.Born.class).process().close();
            KeeperMessage.Failed failed = receive(link, KeeperMessage.Failed.class);

            assertThat(plan.explain(failed.phase(), failed.index(), failed.errno()))
                    .startsWith("look for what is missing: openat2(cwd, \"not/there\"")
                    .endsWith("no such file or directory (ENOENT)");
            assertThat(link.receive(Keepers.PATIENCE)).isInstanceOf(KeeperMessage.Gone.class);
        }
        assertThat(launched.end().get(10, TimeUnit.SECONDS)).isEqualTo(new ProcessEnd.Exited(125));
    }

    @Test
    void severalProgramsAreTriedInOrder() throws Exception {
        PlanBuilder builder = newNamespaces();
        Operations child = builder.child();
        for (String path : List.of("/sbin/no-init", "/etc/passwd", "/bin/false")) {
            child.processes().execve(path, List.of(path), List.of()).tolerate(Errno.ENOENT, Errno.EACCES);
        }

        KeeperLauncher.Launched launched = keepers.start(builder.build());
        try (KeeperLink link = launched.link()) {
            receive(link, KeeperMessage.Born.class).process().close();
            receive(link, KeeperMessage.Executed.class);

            assertThat(receive(link, KeeperMessage.Ended.class).end()).isEqualTo(new ProcessEnd.Exited(1));
        }
    }

    @Test
    void abandonedStartLeavesNothing() throws Exception {
        PlanBuilder builder = newNamespaces();
        builder.child().go();
        builder.child().processes().execve("/bin/true", List.of("true"), List.of());

        KeeperLauncher.Launched launched = keepers.start(builder.build());
        PidFd child;
        try (KeeperLink link = launched.link()) {
            child = receive(link, KeeperMessage.Born.class).process();
        }

        assertThat(launched.end().get(10, TimeUnit.SECONDS)).isEqualTo(new ProcessEnd.Exited(125));
        assertThat(child.awaitEnd(Keepers.PATIENCE)).isTrue();
        assertThat(child.send(9)).isFalse();
        child.close();
    }

    @Test
    void programGetsOnlyWhatThePlanGives() throws Exception {
        Path result = directory.resolve("result");
        try (Fd file = OpenFile.create(result.toString(), 0600, OpenFlag.WRONLY)) {
            PlanBuilder builder = PlanBuilder.start().cloneFlags(CloneFlag.NEWPID, CloneFlag.NEWNS);
            Operations child = builder.child();
            Descriptor output = builder.give(file, "result");
            child.processes().resetSignals();
            child.processes().resetScheduling();
            child.processes().resetAffinity();
            child.processes().setTimerSlack(50_000);
            child.processes().joinNewSessionKeyring();
            child.processes().setUmask(022);
            child.processes().setNice(0);
            child.processes().setLimit(ResourceLimit.NOFILE, 500, 600);
            child.processes().clearAmbientCapabilities();
            child.processes().dropFromBoundingSet(Capability.SYS_TIME);
            child.processes().setCapabilities(Set.of(Capability.CHOWN), Set.of(Capability.CHOWN), Set.of());
            child.files().dup3(output, 1);
            child.files().closeRange(3, 6);
            child.files().closeFromOnExec(7);
            child.processes()
                    .execve(
                            "/bin/sh",
                            List.of(
                                    "sh",
                                    "-c",
                                    "ls /proc/self/fd; ulimit -n; ulimit -Hn; umask; env; cat /proc/self/status"),
                            List.of("ONLY=this"));

            KeeperLauncher.Launched launched = keepers.start(builder.build());
            try (KeeperLink link = launched.link()) {
                receive(link, KeeperMessage.Born.class).process().close();
                receive(link, KeeperMessage.Executed.class);
                receive(link, KeeperMessage.Ended.class);
            }
        }

        List<String> lines = Files.readAllLines(result);
        // The fourth is the directory that ls reads.
        assertThat(lines.subList(0, 4)).containsExactly("0", "1", "2", "3");
        assertThat(lines.subList(4, 7)).containsExactly("500", "600", "0022");
        assertThat(lines).contains("ONLY=this", "SigIgn:\t0000000000000000", "SigBlk:\t0000000000000000");
        assertThat(lines).noneMatch(line -> line.startsWith("HOME="));
        long bounding = lines.stream()
                .filter(line -> line.startsWith("CapBnd:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(8), 16))
                .findFirst()
                .orElseThrow();
        assertThat(bounding & Capability.SYS_TIME.bits()).isZero();
        assertThat(bounding & Capability.CHOWN.bits()).isNotZero();
    }

    @Test
    void consoleStaysWithTheKeeper() throws Exception {
        PlanBuilder builder = newNamespaces();
        Operations child = builder.child();
        child.go();
        child.processes().setsid();
        child.mounts().makeAllPrivate();
        Register devpts = child.mounts().filesystem("devpts", List.of("newinstance", "ptmxmode=0666", "mode=0620"));
        TerminalOperations.Pair console = child.terminals().open(devpts);
        child.terminals().setWindowSize(console.master(), 30, 100);
        child.terminals().setControlling(console.slave());
        child.terminals().makeStandard(console.slave());
        child.send(console.master(), 7);
        child.keepConsole(console.master());
        child.files().closeFromOnExec(3);
        child.processes()
                .execve("/bin/sh", List.of("sh", "-c", "stty size; read line; echo got $line"), List.of("PATH=/bin"));

        KeeperLauncher.Launched launched = keepers.start(builder.build());
        try (KeeperLink link = launched.link()) {
            KeeperMessage.Born born = receive(link, KeeperMessage.Born.class);
            Keepers.map(born.process().pid());
            link.go(List.of());
            KeeperMessage.Sent sent = receive(link, KeeperMessage.Sent.class);
            assertThat(sent.tag()).isEqualTo(7);
            sent.file().close();
            receive(link, KeeperMessage.Executed.class);

            KeeperDoor.State state = keepers.door().state();
            assertThat(state.stage()).isEqualTo(KeeperDoor.Stage.RUNNING);
            assertThat(state.pid()).isEqualTo(born.process().pid());
            try (Fd waiting = keepers.door().askForEnd();
                    Console connection = keepers.door().console();
                    Fd master = keepers.door().master().orElseThrow()) {
                assertThat(KernelFile.readLink(master.procPath())).contains("ptmx");
                connection.output().write("hello\n".getBytes(StandardCharsets.UTF_8));
                String printed = new String(connection.input().readAllBytes(), StandardCharsets.UTF_8);
                KeeperDoor.State last = KeeperDoor.readState(waiting, Keepers.PATIENCE);

                assertThat(printed).contains("30 100", "got hello");
                assertThat(last.stage()).isEqualTo(KeeperDoor.Stage.ENDED);
                assertThat(last.end()).isEqualTo(new ProcessEnd.Exited(0));
            }
            born.process().close();
        }
        launched.end().get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> keepers.door().state())
                .isInstanceOfSatisfying(
                        KernelException.class,
                        failure -> assertThat(failure.errno()).isIn(Errno.ECONNREFUSED, Errno.ECONNRESET));
    }

    @Test
    void joinsARunningProcess() throws Exception {
        PlanBuilder first = newNamespaces();
        first.child().go();
        first.child().processes().setHostName("inside").tolerate(Errno.EPERM);
        first.child().processes().execve("/bin/sleep", List.of("sleep", "60"), List.of());
        KeeperLauncher.Launched launched = keepers.start(first.build());
        try (KeeperLink link = launched.link()) {
            KeeperMessage.Born born = receive(link, KeeperMessage.Born.class);
            Keepers.map(born.process().pid());
            link.go(List.of());
            receive(link, KeeperMessage.Executed.class);

            String seen = joinAndPrint(born.process());
            assertThat(seen).isEqualTo("0 100000 65536");

            born.process().send(9);
            assertThat(receive(link, KeeperMessage.Ended.class).end()).isEqualTo(new ProcessEnd.Killed(9, false));
            born.process().close();
        }
    }

    private String joinAndPrint(PidFd target) throws Exception {
        PlanBuilder builder = PlanBuilder.join();
        Descriptor process = builder.give(target.descriptor(), "init");
        builder.keeper().processes().setns(process, CloneFlag.NEWUSER, CloneFlag.NEWPID, CloneFlag.NEWNS);
        builder.child().processes().setGroups();
        builder.child().processes().setGid(0);
        builder.child().processes().setUid(0);
        builder.child().files().closeFromOnExec(3);
        builder.child().processes().execve("/bin/cat", List.of("cat", "/proc/self/uid_map"), List.of());
        try (Pipe pipe = Pipe.open();
                Fd nothing = OpenFile.at("/dev/null", OpenFlag.RDWR)) {
            KeeperLauncher.Launched launched =
                    keepers.launcher().join(builder.build(), "[vz test exec]", nothing, pipe.writing(), nothing);
            pipe.writing().close();
            try (KeeperLink link = launched.link();
                    DescriptorInputStream output = new DescriptorInputStream(pipe.reading())) {
                receive(link, KeeperMessage.Born.class).process().close();
                receive(link, KeeperMessage.Executed.class);
                String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(receive(link, KeeperMessage.Ended.class).end()).isEqualTo(new ProcessEnd.Exited(0));
                return text.strip().replaceAll(" +", " ");
            }
        }
    }

    private static PlanBuilder newNamespaces() {
        return PlanBuilder.start().cloneFlags(CloneFlag.NEWUSER, CloneFlag.NEWPID, CloneFlag.NEWNS, CloneFlag.NEWIPC);
    }

    private static <M extends KeeperMessage> M receive(KeeperLink link, Class<M> kind) {
        KeeperMessage message = link.receive(Keepers.PATIENCE);
        assertThat(message).isInstanceOf(kind);
        return kind.cast(message);
    }
}
