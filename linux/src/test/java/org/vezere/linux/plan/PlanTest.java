package org.vezere.linux.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vezere.linux.Capability;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ResourceLimit;
import org.vezere.linux.ffi.Syscall;

/// Reads plans back by the offsets of docs/formats/keeper.md, not by those of the code that wrote them.
final class PlanTest {
    @Test
    void headerSaysWhereEverythingIs() {
        PlanBuilder builder = PlanBuilder.start()
                .cloneFlags(CloneFlag.NEWUSER, CloneFlag.NEWPID)
                .owner(2_000_065_535);
        builder.keeper().processes().setsid();
        builder.child().processes().execve("/bin/true", List.of("true"), List.of());

        ByteBuffer plan = read(builder.build());

        assertThat(text(plan, 0, 8)).isEqualTo("VZPLAN01");
        assertThat(plan.getInt(8)).isEqualTo(1);
        assertThat(plan.getInt(12)).isEqualTo(plan.capacity());
        assertThat(plan.capacity() % 8).isZero();
        assertThat(plan.get(plan.capacity() - 1)).isZero();
        assertThat(plan.getInt(16)).isEqualTo(64);
        assertThat(plan.getInt(20)).isEqualTo(1);
        assertThat(plan.getInt(24)).isEqualTo(1);
        assertThat(plan.getInt(28)).isEqualTo(64 + 2 * 80);
        assertThat(plan.getInt(32)).isEqualTo(1);
        assertThat(plan.getInt(36)).isEqualTo(2_000_065_535);
        assertThat(plan.getLong(40)).isEqualTo(0x30000000L);
        assertThat(plan.getInt(48)).isEqualTo(-1);
        assertThat(plan.getInt(52)).isZero();
        assertThat(plan.getLong(56)).isZero();
    }

    @Test
    void operationHoldsCallArgumentsResultAndTolerance() {
        PlanBuilder builder = PlanBuilder.join();
        NumberedDescriptor root = builder.give(fake(90), "root");
        Operations child = builder.child();
        Register directory = child.files()
                .openInRoot(root, "proc", OpenFlag.PATH, OpenFlag.DIRECTORY)
                .tolerate(Errno.ENOENT, Errno.ENOTDIR)
                .result();
        child.files().mkdirat(directory, "sys", 0755).tolerateAny();

        ByteBuffer plan = read(builder.build());

        int first = 64;
        assertThat(plan.getInt(first)).isEqualTo(1);
        assertThat(plan.getInt(first + 4)).isEqualTo(Syscall.OPENAT2.number());
        assertThat(kinds(plan, first)).containsExactly(0, 1, 1, 0, 0, 0, 0, 0);
        assertThat(plan.getInt(first + 16)).isZero();
        assertThat(plan.getShort(first + 20)).isEqualTo((short) 2);
        assertThat(plan.getShort(first + 22)).isEqualTo((short) 20);
        assertThat(plan.getShort(first + 24)).isZero();
        assertThat(plan.getInt(first + 28)).isZero();
        assertThat(plan.getLong(first + 32)).isEqualTo(7);
        assertThat(string(plan, plan.getLong(first + 40))).isEqualTo("proc");
        int how = (int) plan.getLong(first + 48);
        assertThat(plan.getLong(how))
                .isEqualTo(OpenFlag.PATH.bits() | OpenFlag.DIRECTORY.bits() | OpenFlag.CLOEXEC.bits());
        assertThat(plan.getLong(how + 16)).isEqualTo(0x12);
        assertThat(plan.getLong(first + 56)).isEqualTo(24);
        int second = first + 80;
        assertThat(kinds(plan, second)).containsExactly(2, 1, 0, 0, 0, 0, 0, 0);
        assertThat(plan.getInt(second + 16)).isEqualTo(-1);
        assertThat(plan.getShort(second + 20)).isEqualTo((short) -1);
        assertThat(plan.getLong(second + 32)).isZero();
        assertThat(plan.getLong(second + 48)).isEqualTo(0755);
    }

    @Test
    void vectorsAndFiltersAreRelocated() {
        PlanBuilder builder = PlanBuilder.start();
        builder.child().processes().seccomp(new byte[24]);
        builder.child().processes().execve("/sbin/init", List.of("init", "--x"), List.of("A=1"));

        ByteBuffer plan = read(builder.build());

        int seccomp = 64;
        int execve = seccomp + 80;
        int program = (int) plan.getLong(seccomp + 48);
        assertThat(plan.getShort(program)).isEqualTo((short) 3);
        int argv = (int) plan.getLong(execve + 40);
        int environment = (int) plan.getLong(execve + 48);
        assertThat(string(plan, relocated(plan, argv))).isEqualTo("init");
        assertThat(string(plan, relocated(plan, argv + 8))).isEqualTo("--x");
        assertThat(plan.getLong(argv + 16)).isZero();
        assertThat(string(plan, relocated(plan, environment))).isEqualTo("A=1");
        assertThat(relocated(plan, program + 8)).isGreaterThan(execve).isLessThan(plan.capacity());
    }

    @Test
    void guardSkipsWhatItsBodyAdded() {
        PlanBuilder builder = PlanBuilder.start();
        Operations child = builder.child();
        child.files().chdir("/missing").tolerate(Errno.ENOENT).guarding(() -> {
            child.files().close(Descriptor.INPUT);
            child.files().close(Descriptor.OUTPUT);
        });

        ByteBuffer plan = read(builder.build());

        assertThat(plan.getInt(64 + 28)).isEqualTo(2);
        assertThat(plan.getInt(24)).isEqualTo(3);
    }

    @Test
    void goPlacesDescriptorsAboveAllOthers() {
        PlanBuilder builder = PlanBuilder.start();
        List<Descriptor> received = builder.child().go("upper", "lower");
        builder.child().mounts().attach(received.get(1), received.get(0));

        ByteBuffer plan = read(builder.build());

        assertThat(plan.getInt(64)).isEqualTo(2);
        assertThat(plan.getLong(64 + 32)).isEqualTo(64);
        assertThat(plan.getLong(64 + 40)).isEqualTo(2);
        assertThat(plan.getLong(64 + 80 + 32)).isEqualTo(65);
    }

    @Test
    void deviceNumbersAreThoseOfStat() {
        PlanBuilder builder = PlanBuilder.start();
        NumberedDescriptor device = builder.give(fake(91), "null");
        builder.child().expectCharacterDevice(device, 1, 3);

        ByteBuffer plan = read(builder.build());

        assertThat(plan.getInt(64)).isEqualTo(4);
        assertThat(plan.getLong(64 + 40)).isEqualTo(0020000);
        assertThat(plan.getLong(64 + 48)).isEqualTo(0x103);
    }

    @Test
    void describesEachOperationInWords() {
        PlanBuilder builder = PlanBuilder.start().cloneFlags(CloneFlag.NEWNS);
        NumberedDescriptor root = builder.give(fake(92), "root");
        Operations child = builder.child();
        Register proc = child.mounts().filesystem("proc", List.of("hidepid=2"), MountAttribute.NOSUID);
        child.mounts().attach(proc, root, "proc");
        child.processes().dropFromBoundingSet(Capability.SYS_TIME);
        child.processes().setLimit(ResourceLimit.NOFILE, 1024, ResourceLimit.INFINITY);
        child.processes()
                .execve("/sbin/init", List.of("init"), List.of("SECRET=1"))
                .tolerate(Errno.ENOENT);

        List<String> lines = builder.build().describe();

        assertThat(lines)
                .contains(
                        "clone     clone3(newns)",
                        "child 1  configure proc: fsconfig(r0, string, \"hidepid\", \"2\", 0)",
                        "child 3  mount proc: fsmount(r0, cloexec, nosuid) -> r1",
                        "child 5  move_mount(r1, \"\", root, \"proc\", onto)",
                        "child 6  prctl(capbset_drop, sys_time, 0, 0, 0)",
                        "child 8  execve(\"/sbin/init\", [init], 1 variables), tolerating ENOENT");
        assertThat(String.join("\n", lines)).doesNotContain("SECRET");
    }

    @Test
    void explainsFailuresAsSentences() {
        PlanBuilder builder = PlanBuilder.start().cloneFlags(CloneFlag.NEWUSER).owner(100000);
        builder.keeper().processes().setsid();
        builder.child()
                .files()
                .mkdirat(Descriptor.CURRENT_DIRECTORY, "dev", 0755)
                .as("make /dev");
        Plan plan = builder.build();

        assertThat(plan.explain(Phase.CHILD, 0, 30))
                .isEqualTo("make /dev: mkdirat(cwd, \"dev\", 0755): filesystem is read-only (EROFS)");
        assertThat(plan.explain(Phase.KEEPER, 0, 1)).isEqualTo("setsid(): not permitted (EPERM)");
        assertThat(plan.explain(Phase.KEEPER, 0, 74)).contains("refused the plan");
        assertThat(plan.explain(Phase.CLONE, 0, 87)).startsWith("clone3(newuser, as uid 100000): too many");
        assertThat(plan.explain(Phase.CHILD, 1, 8)).isEqualTo("none of the programs could be executed");
        assertThat(plan.explain(Phase.CHILD, -4, 8)).contains("does not have");
    }

    @Test
    void refusesWhatTheKeeperCouldNotHold() {
        PlanBuilder builder = PlanBuilder.start();
        Operations child = builder.child();

        assertThatThrownBy(() -> child.files().chdir("/a\0b")).hasMessageContaining("zero character");
        assertThatThrownBy(() -> child.processes().execve("/x", List.of("x".repeat(1 << 20)), List.of()))
                .hasMessageContaining("1048576");
        assertThatThrownBy(() -> child.processes().seccomp(new byte[7])).hasMessageContaining("7 bytes");
        assertThatThrownBy(() -> child.go(new String[17])).hasMessageContaining("16");
        assertThatThrownBy(() -> child.files()
                        .chdir("/")
                        .tolerate(Errno.EPERM, Errno.EACCES, Errno.ENOENT, Errno.ENOTDIR, Errno.EIO))
                .hasMessageContaining("at most 4");
        List<Register> all = new ArrayList<>();
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= Register.COUNT; i++) {
                        all.add(child.processes().setsid().result());
                    }
                })
                .hasMessageContaining("64 registers");
        assertThat(all).hasSize(64);
    }

    @Test
    void resetOfSignalsTouchesAllButTwo() {
        PlanBuilder builder = PlanBuilder.start();
        builder.child().processes().resetSignals();

        Plan plan = builder.build();

        assertThat(plan.describe()).hasSize(1 + 62 + 1);
        assertThat(read(plan).getLong(64 + 62 * 80 + 32)).isEqualTo(2);
    }

    @Test
    void capabilityMasksAreSplitInHalves() {
        PlanBuilder builder = PlanBuilder.start();
        builder.child()
                .processes()
                .setCapabilities(Set.of(Capability.CHOWN, Capability.BPF), Set.of(Capability.KILL), Set.of());

        ByteBuffer plan = read(builder.build());

        int data = (int) plan.getLong(64 + 40);
        assertThat(plan.getInt(data)).isEqualTo(1);
        assertThat(plan.getInt(data + 4)).isEqualTo(1 << 5);
        assertThat(plan.getInt(data + 8)).isZero();
        assertThat(plan.getInt(data + 12)).isEqualTo(1 << 7);
    }

    private static ByteBuffer read(Plan plan) {
        return ByteBuffer.wrap(plan.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int[] kinds(ByteBuffer plan, int operation) {
        int[] kinds = new int[8];
        for (int i = 0; i < 8; i++) {
            kinds[i] = plan.get(operation + 8 + i);
        }
        return kinds;
    }

    private static int relocated(ByteBuffer plan, int at) {
        int relocations = plan.getInt(28);
        for (int i = 0; i < plan.getInt(32); i++) {
            if (plan.getInt(relocations + 8 * i) == at) {
                return plan.getInt(relocations + 8 * i + 4);
            }
        }
        throw new AssertionError("no relocation at " + at);
    }

    private static String string(ByteBuffer plan, long at) {
        int end = (int) at;
        while (plan.get(end) != 0) {
            end++;
        }
        return text(plan, (int) at, end - (int) at);
    }

    private static String text(ByteBuffer plan, int at, int length) {
        byte[] bytes = new byte[length];
        plan.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// A number that no file has; it is never used as one.
    private static Fd fake(int number) {
        return new Fd(1_000_000 + number);
    }
}
