package org.vezere.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.CgroupHierarchies;
import org.vezere.linux.cgroup.CgroupTree;
import org.vezere.linux.cgroup.Controller;
import org.vezere.model.VeInfo;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.CpuLimit;
import org.vezere.model.value.CpuMask;
import org.vezere.model.value.Limit;

/// What is written to and read from a unified hierarchy, which here is a directory with plain files of the same names.
class UnifiedLimitsTest {
    private static final List<String> FILES = List.of(
            "memory.max",
            "memory.high",
            "memory.low",
            "memory.swap.max",
            "pids.max",
            "cpu.weight",
            "cpu.max",
            "cpuset.cpus",
            "cpuset.mems",
            "io.max",
            "io.weight",
            "cgroup.subtree_control");

    @TempDir
    private Path mount;

    private Cgroup group;
    private Path files;
    private final Limits limits =
            new Limits(new NodeCpus(new TreeSet<>(Set.of(0, 1, 2, 3)), new TreeSet<>(Set.of(0, 1))));

    @BeforeEach
    void makeFiles() throws IOException {
        files = Files.createDirectories(mount.resolve("vezere/101"));
        for (Path directory : List.of(mount, mount.resolve("vezere"))) {
            Files.createFile(directory.resolve("cgroup.subtree_control"));
        }
        for (String file : FILES) {
            Files.createFile(files.resolve(file));
        }
        CgroupHierarchies unified = new CgroupHierarchies(
                Map.of(),
                Optional.of(mount.toString()),
                Set.of(Controller.MEMORY, Controller.CPU, Controller.CPUSET, Controller.IO, Controller.PIDS));
        group = CgroupTree.open(unified, "vezere").make("101");
    }

    @Test
    void everyControllerIsPassedDownToTheVe() throws IOException {
        assertThat(Files.readString(mount.resolve("vezere/cgroup.subtree_control")))
                .isEqualTo("+cpu +cpuset +io +memory +pids");
        assertThat(Files.readString(files.resolve("cgroup.subtree_control")))
                .isEqualTo("+cpu +cpuset +io +memory +pids");
        assertThat(files.resolve("ve")).isDirectory();
    }

    @Test
    void limitsAreWrittenAsV2HasThem() throws IOException {
        limits.apply(
                group,
                new ResourceLimits(
                        Map.of(
                                Parameter.PHYSPAGES, Limit.of(131_072),
                                Parameter.SWAPPAGES, Limit.of(65_536),
                                Parameter.VMGUARPAGES, Limit.of(32_768),
                                Parameter.NUMPROC, new Limit(100, 120)),
                        2_000,
                        new CpuLimit(250, false),
                        2,
                        CpuMask.parse("1-3"),
                        CpuMask.parse("1"),
                        7,
                        1_048_576,
                        0),
                List.of(new BlockDevice(7, 0)));

        assertThat(written("memory.max")).isEqualTo("536870912");
        assertThat(written("memory.high")).isEqualTo("520093696");
        assertThat(written("memory.low")).isEqualTo("134217728");
        assertThat(written("memory.swap.max")).isEqualTo("268435456");
        assertThat(written("pids.max")).isEqualTo("120");
        assertThat(written("cpu.weight")).isEqualTo("200");
        assertThat(written("cpu.max")).isEqualTo("200000 100000");
        assertThat(CpuMask.parse(written("cpuset.cpus")))
                .isInstanceOfSatisfying(
                        CpuMask.Listed.class,
                        mask -> assertThat(mask.numbers()).hasSize(2).isSubsetOf(1, 2, 3));
        assertThat(written("cpuset.mems")).isEqualTo("1");
        assertThat(written("io.max")).isEqualTo("7:0 rbps=1048576 wbps=1048576 riops=max wiops=max");
        assertThat(written("io.weight")).isEqualTo("default 640");
    }

    @Test
    void nothingLimitedIsWrittenAsMax() throws IOException {
        limits.apply(group, ResourceLimits.none(), List.of());

        assertThat(written("memory.max")).isEqualTo("max");
        assertThat(written("memory.high")).isEqualTo("max");
        assertThat(written("memory.low")).isEqualTo("0");
        assertThat(written("memory.swap.max")).isEqualTo("max");
        assertThat(written("pids.max")).isEqualTo("max");
        assertThat(written("cpu.weight")).isEqualTo("100");
        assertThat(written("cpu.max")).isEqualTo("max 100000");
    }

    @Test
    void countersAreReadAsV2HasThem() throws IOException {
        Files.writeString(files.resolve("memory.current"), "40960\n");
        Files.writeString(files.resolve("memory.peak"), "81920\n");
        Files.writeString(files.resolve("memory.swap.current"), "8192\n");
        Files.writeString(files.resolve("memory.events"), "low 0\nhigh 4\nmax 3\noom 1\noom_kill 2\n");
        Files.writeString(files.resolve("memory.swap.events"), "high 0\nmax 0\nfail 5\n");
        Files.writeString(
                files.resolve("memory.stat"), "anon 16384\nkernel 12345\nsock 100\nshmem 4096\nslab_reclaimable 77\n");
        Files.writeString(files.resolve("pids.current"), "7\n");
        Files.writeString(files.resolve("pids.peak"), "9\n");
        Files.writeString(files.resolve("pids.events"), "max 6\n");

        Map<String, VeInfo.Counter> counters = new Beancounters().read(group, Map.of(), OptionalInt.empty());

        check(counters.get("physpages"), 10, 20, 3);
        check(counters.get("swappages"), 2, 2, 5);
        check(counters.get("oomguarpages"), 12, 12, 2);
        check(counters.get("numproc"), 7, 9, 6);
        check(counters.get("kmemsize"), 12_345, 12_345, 0);
        check(counters.get("privvmpages"), 6, 6, 0);
        check(counters.get("shmpages"), 1, 1, 0);
        check(counters.get("dcachesize"), 77, 77, 0);
        check(counters.get("numflock"), 0, 0, 0);
    }

    private static void check(VeInfo.Counter counter, long held, long maxHeld, long failures) {
        assertThat(counter.held()).isEqualTo(held);
        assertThat(counter.maxHeld()).isEqualTo(maxHeld);
        assertThat(counter.failures()).isEqualTo(failures);
    }

    private String written(String file) throws IOException {
        return Files.readString(files.resolve(file));
    }
}
