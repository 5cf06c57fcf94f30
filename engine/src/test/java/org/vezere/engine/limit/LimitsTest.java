package org.vezere.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.CgroupHierarchies;
import org.vezere.linux.cgroup.CgroupTree;
import org.vezere.linux.cgroup.Controller;
import org.vezere.linux.cgroup.Home;
import org.vezere.model.FailureKind;
import org.vezere.model.VeInfo;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.CpuLimit;
import org.vezere.model.value.CpuMask;
import org.vezere.model.value.Limit;
import org.vezere.model.value.Quantity;

/// In a tree of its own of the machine's real hierarchies.
@EnabledIf("mayMakeGroups")
class LimitsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long MIB_PAGES = 256;

    private final Limits limits = new Limits(NodeCpus.find());
    private CgroupTree tree;
    private Cgroup group;

    static boolean mayMakeGroups() {
        return "root".equals(System.getProperty("user.name")) && Files.isWritable(Path.of("/sys/fs/cgroup"));
    }

    @BeforeEach
    void makeGroup() {
        tree = CgroupTree.open(
                CgroupHierarchies.find(),
                "vezere-test-limits-" + ProcessHandle.current().pid());
        group = tree.make("101");
    }

    @AfterEach
    void removeGroup() {
        assertThat(group.remove(PATIENCE)).isTrue();
        assertThat(tree.remove(PATIENCE)).isTrue();
    }

    @Test
    void memoryRisesAndFallsInAnyOrder() {
        Assumptions.assumeTrue(group.home(Controller.MEMORY) == Home.V1);
        for (long[] ramAndSwap : new long[][] {{64, 64}, {512, 0}, {32, 1024}, {16, 8}, {300, 2}, {8, 8}}) {
            limits.applyBeancounters(group, memory(ramAndSwap[0], ramAndSwap[1]));

            assertThat(read(Controller.MEMORY, "memory.limit_in_bytes")).isEqualTo(ramAndSwap[0] << 20);
            if (limits.isEnforced(group, Parameter.SWAPPAGES)) {
                assertThat(read(Controller.MEMORY, "memory.memsw.limit_in_bytes"))
                        .isEqualTo((ramAndSwap[0] + ramAndSwap[1]) << 20);
            }
        }
        limits.applyBeancounters(group, ResourceLimits.none());
        assertThat(read(Controller.MEMORY, "memory.limit_in_bytes")).isGreaterThan(1L << 60);
    }

    @Test
    void processesAreLimitedAndCounted() {
        limits.applyBeancounters(group, with(Map.of(Parameter.NUMPROC, Limit.of(240))));
        assertThat(read(Controller.PIDS, "pids.max")).isEqualTo(240);

        limits.applyBeancounters(group, ResourceLimits.none());
        assertThat(group.read(Controller.PIDS, "pids.max")).contains("max\n");
    }

    @Test
    void cpuTimeIsTheLowerOfLimitAndNumber() {
        Assumptions.assumeTrue(group.home(Controller.CPU) == Home.V1);
        cpu(2000, new CpuLimit(50, false), 1, new CpuMask.All());
        assertThat(read(Controller.CPU, "cpu.shares")).isEqualTo(2048);
        assertThat(read(Controller.CPU, "cpu.cfs_quota_us")).isEqualTo(50_000);

        cpu(1000, new CpuLimit(0, false), 1, new CpuMask.All());
        assertThat(read(Controller.CPU, "cpu.cfs_quota_us")).isEqualTo(100_000);

        cpu(1000, new CpuLimit(100, true), 0, new CpuMask.All());
        assertThat(read(Controller.CPU, "cpu.cfs_quota_us"))
                .isEqualTo(100_000L * NodeCpus.find().cpus().size());

        cpu(8, new CpuLimit(0, false), 0, new CpuMask.All());
        assertThat(group.read(Controller.CPU, "cpu.cfs_quota_us")).contains("-1\n");
    }

    @Test
    void aVeSeesAsManyCpusAsItHas() {
        int all = NodeCpus.find().cpus().size();
        Assumptions.assumeTrue(group.home(Controller.CPUSET) != Home.NONE);
        cpu(1000, new CpuLimit(0, false), 1, new CpuMask.All());
        assertThat(CpuMask.parse(cpuset()))
                .isInstanceOfSatisfying(
                        CpuMask.Listed.class, mask -> assertThat(mask.numbers()).hasSize(1));

        cpu(1000, new CpuLimit(0, false), 0, CpuMask.parse("0"));
        assertThat(cpuset()).isEqualTo("0");

        cpu(1000, new CpuLimit(0, false), 0, new CpuMask.Auto());
        assertThat(CpuMask.parse(cpuset()))
                .isInstanceOfSatisfying(
                        CpuMask.Listed.class, mask -> assertThat(mask.numbers()).hasSize(all));
        assertThatThrownBy(() -> cpu(1000, new CpuLimit(0, false), 0, CpuMask.parse("4000")))
                .isInstanceOfSatisfying(
                        VezereException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(FailureKind.CPU))
                .hasMessageContaining("4000");
    }

    @Test
    void countersAreReadWithTheirLimits() throws Exception {
        Beancounters counters = new Beancounters();
        StringBuilder enter = new StringBuilder();
        try (Cgroup.Entries entries = group.openEntries()) {
            for (var procs : entries.procs()) {
                enter.append("echo 0 > ")
                        .append(Files.readSymbolicLink(Path.of(procs.procPath())))
                        .append("; ");
            }
        }
        Process process = new ProcessBuilder("sh", "-c", enter + "echo in; read line").start();
        assertThat(process.inputReader().readLine()).isEqualTo("in");
        Map<Parameter, Limit> configured = Map.of(Parameter.NUMPROC, new Limit(100, 120));

        Map<String, VeInfo.Counter> running = counters.read(group, configured, OptionalInt.of((int) process.pid()));
        process.outputWriter().close();
        assertThat(process.waitFor()).isNotNegative();
        Map<String, VeInfo.Counter> ended = counters.read(group, configured, OptionalInt.empty());
        long start = System.nanoTime();
        for (int round = 0; round < 200; round++) {
            counters.read(group, configured, OptionalInt.empty());
        }
        System.out.printf("beancounters: read in %d us (mean)%n", (System.nanoTime() - start) / 200_000);

        assertThat(running).hasSize(22);
        assertThat(running.get("numproc").held()).isEqualTo(1);
        assertThat(running.get("numproc").barrier()).isEqualTo(100);
        assertThat(running.get("numproc").limit()).isEqualTo(120);
        assertThat(running.get("physpages").held()).isPositive();
        assertThat(running.get("numothersock").held()).isNotNegative();
        assertThat(running.get("kmemsize").limit()).isEqualTo(Quantity.UNLIMITED);
        assertThat(ended.get("numproc").held()).isZero();
        assertThat(ended.get("numproc").maxHeld()).isEqualTo(1);
        assertThat(ended.get("physpages").maxHeld())
                .isGreaterThanOrEqualTo(running.get("physpages").held());
    }

    @Test
    void diskAccessIsThrottledAndLetGo() throws Exception {
        Assumptions.assumeTrue(group.home(Controller.IO) == Home.V1);
        List<BlockDevice> disk = Files.readAllLines(Path.of("/proc/partitions")).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length == 4 && words[0].matches("\\d+"))
                .map(words -> new BlockDevice(Integer.parseInt(words[0]), Integer.parseInt(words[1])))
                .limit(1)
                .toList();
        Assumptions.assumeFalse(disk.isEmpty());

        limits.applyIo(group, io(1 << 20, 50), disk);
        assertThat(group.read(Controller.IO, "blkio.throttle.write_bps_device"))
                .contains(disk.getFirst() + " 1048576\n");
        assertThat(group.read(Controller.IO, "blkio.throttle.read_iops_device")).contains(disk.getFirst() + " 50\n");
        limits.applyIo(group, io(0, 0), disk);

        assertThat(group.read(Controller.IO, "blkio.throttle.write_bps_device")).contains("");
    }

    private static ResourceLimits io(long bytes, long operations) {
        return new ResourceLimits(
                Map.of(), 1000, new CpuLimit(0, false), 0, new CpuMask.All(), new CpuMask.All(), 4, bytes, operations);
    }

    @Test
    void whatIsOnlyCountedIsKnown() {
        assertThat(limits.isEnforced(group, Parameter.NUMPROC)).isTrue();
        assertThat(limits.isEnforced(group, Parameter.PHYSPAGES)).isTrue();
        assertThat(limits.isEnforced(group, Parameter.KMEMSIZE)).isFalse();
        assertThat(limits.isEnforced(group, Parameter.NUMFLOCK)).isFalse();
    }

    @Test
    void socketsAreCountedFromBothFamilies() {
        Map<Parameter, Long> counts = SocketCounts.parse("""
                sockets: used 30
                TCP: inuse 5 orphan 0 tw 2 alloc 9 mem 1
                UDP: inuse 3 mem 0
                TCP6: inuse 4
                """);

        assertThat(counts).containsEntry(Parameter.NUMTCPSOCK, 11L).containsEntry(Parameter.NUMOTHERSOCK, 21L);
    }

    @Test
    void cpusAreChosenWithinTheMask() {
        NodeCpus node = new NodeCpus(new TreeSet<>(Set.of(0, 1, 2, 3)), new TreeSet<>(Set.of(0)));

        assertThat(node.cpus()).containsExactly(0, 1, 2, 3);
        assertThat(node.cpusOf(new TreeSet<>(Set.of(77))))
                .as("a node that is not there")
                .hasSize(4);
    }

    private String cpuset() {
        return group.read(Controller.CPUSET, "cpuset.cpus").orElseThrow().strip();
    }

    private long read(Controller controller, String file) {
        return Long.parseLong(group.read(controller, file).orElseThrow().strip());
    }

    private void cpu(int units, CpuLimit limit, int cpus, CpuMask mask) {
        limits.applyCpu(group, new ResourceLimits(Map.of(), units, limit, cpus, mask, new CpuMask.All(), 4, 0, 0));
    }

    private static ResourceLimits memory(long ram, long swap) {
        return with(Map.of(
                Parameter.PHYSPAGES, Limit.of(ram * MIB_PAGES), Parameter.SWAPPAGES, Limit.of(swap * MIB_PAGES)));
    }

    private static ResourceLimits with(Map<Parameter, Limit> beancounters) {
        return new ResourceLimits(
                beancounters, 1000, new CpuLimit(0, false), 0, new CpuMask.All(), new CpuMask.All(), 4, 0, 0);
    }
}
