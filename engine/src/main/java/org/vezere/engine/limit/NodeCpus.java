package org.vezere.engine.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.CpuMask;

/// The CPUs and memory nodes of the hardware node, from `/sys/devices/system`.
///
/// @param cpus numbers of the CPUs that are online
/// @param nodes numbers of the memory nodes that are online
public record NodeCpus(NavigableSet<Integer> cpus, NavigableSet<Integer> nodes) {
    private static final Path SYSTEM = Path.of("/sys/devices/system");

    public NodeCpus {
        cpus = new TreeSet<>(cpus);
        nodes = new TreeSet<>(nodes);
    }

    /// Looks at the machine. One without memory nodes counts as one node.
    public static NodeCpus find() {
        Path nodes = SYSTEM.resolve("node/online");
        return new NodeCpus(
                numbers(SYSTEM.resolve("cpu/online")), Files.exists(nodes) ? numbers(nodes) : new TreeSet<>(Set.of(0)));
    }

    /// The CPUs of some memory nodes.
    NavigableSet<Integer> cpusOf(NavigableSet<Integer> some) {
        NavigableSet<Integer> all = new TreeSet<>();
        for (int node : some) {
            Path list = SYSTEM.resolve("node/node" + node + "/cpulist");
            if (Files.exists(list)) {
                all.addAll(numbers(list));
            }
        }
        return all.isEmpty() ? cpus : all;
    }

    private static NavigableSet<Integer> numbers(Path file) {
        try {
            return CpuMask.parse(Files.readString(file).strip())
                            instanceof CpuMask.Listed(NavigableSet<Integer> numbers)
                    ? numbers
                    : new TreeSet<>();
        } catch (IOException failure) {
            throw new VezereException(FailureKind.SYSTEM, "Unable to read " + file, failure);
        }
    }
}
