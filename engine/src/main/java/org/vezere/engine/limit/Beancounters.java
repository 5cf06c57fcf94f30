package org.vezere.engine.limit;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.Controller;
import org.vezere.linux.cgroup.Home;
import org.vezere.model.VeInfo;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.Parameters;
import org.vezere.model.value.ByteSize;
import org.vezere.model.value.Limit;

/// What VEs use, counter by counter. What the kernel does not count for a group of processes is shown as 0.
///
/// Of many counters the kernel keeps no maximum; then it is the greatest value that was ever read here.
public final class Beancounters {
    private final Map<String, Map<Parameter, Long>> maxima = new ConcurrentHashMap<>();

    /// Nothing read yet.
    public Beancounters() {}

    /// What the kernel says about one counter.
    ///
    /// @param maxHeld 0 when the kernel keeps none
    private record Reading(long held, long maxHeld, long failures) {
        static Reading of(long held) {
            return new Reading(held, 0, 0);
        }
    }

    /// Reads all counters of a running VE: about ten small files.
    ///
    /// @param limits the configured barriers and limits; what is missing is unlimited
    /// @param initPid the VE's first process, for counters of its network namespace; without it those are 0
    /// @return by lower-case name, in the table's order
    public Map<String, VeInfo.Counter> read(Cgroup group, Map<Parameter, Limit> limits, OptionalInt initPid) {
        Map<Parameter, Reading> readings = new EnumMap<>(Parameter.class);
        switch (group.home(Controller.MEMORY)) {
            case V1 -> memoryV1(group, readings);
            case V2 -> memoryV2(group, readings);
            case NONE -> {
                // Not counted.
            }
        }
        readings.put(Parameter.NUMPROC, processes(group));
        initPid.ifPresent(pid -> readings.putAll(SocketCounts.of(pid).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Reading.of(entry.getValue())))));
        return counters(group.name(), Parameters.beancounters(), readings, limits);
    }

    /// Reads what every list shows, the number of processes: for 1,000 VEs the others cost a second.
    ///
    /// @return `numproc` and nothing else
    public Map<String, VeInfo.Counter> processes(Cgroup group, Map<Parameter, Limit> limits) {
        return counters(group.name(), List.of(Parameter.NUMPROC), Map.of(Parameter.NUMPROC, processes(group)), limits);
    }

    private static Reading processes(Cgroup group) {
        if (group.home(Controller.PIDS) == Home.NONE) {
            return Reading.of(0);
        }
        return new Reading(
                number(group, Controller.PIDS, "pids.current"),
                number(group, Controller.PIDS, "pids.peak"),
                group.count(Controller.PIDS, "pids.events", "max"));
    }

    /// Forgets the maxima of a VE that has stopped.
    public void forget(Cgroup group) {
        maxima.remove(group.name());
    }

    private Map<String, VeInfo.Counter> counters(
            String name, List<Parameter> wanted, Map<Parameter, Reading> readings, Map<Parameter, Limit> limits) {
        Map<Parameter, Long> greatest = maxima.computeIfAbsent(name, none -> new ConcurrentHashMap<>());
        Map<String, VeInfo.Counter> counters = new LinkedHashMap<>();
        for (Parameter parameter : wanted) {
            Reading reading = readings.getOrDefault(parameter, Reading.of(0));
            Limit limit = limits.getOrDefault(parameter, Limit.UNLIMITED);
            long most = greatest.merge(parameter, Math.max(reading.held(), reading.maxHeld()), Math::max);
            counters.put(
                    parameter.name().toLowerCase(Locale.ROOT),
                    new VeInfo.Counter(reading.held(), most, limit.barrier(), limit.limit(), reading.failures()));
        }
        return counters;
    }

    private static void memoryV1(Cgroup group, Map<Parameter, Reading> readings) {
        long ram = number(group, Controller.MEMORY, "memory.usage_in_bytes");
        long both = number(group, Controller.MEMORY, "memory.memsw.usage_in_bytes");
        long swap = Math.max(0, both - ram);
        long kills = OomKills.of(group);
        readings.put(
                Parameter.PHYSPAGES,
                new Reading(
                        pages(ram),
                        pages(number(group, Controller.MEMORY, "memory.max_usage_in_bytes")),
                        // Newer kernels count a refusal that ends in a kill as a kill only.
                        Math.max(number(group, Controller.MEMORY, "memory.failcnt"), kills)));
        readings.put(
                Parameter.SWAPPAGES,
                new Reading(pages(swap), 0, number(group, Controller.MEMORY, "memory.memsw.failcnt")));
        readings.put(
                Parameter.OOMGUARPAGES,
                new Reading(
                        pages(ram + swap),
                        pages(number(group, Controller.MEMORY, "memory.memsw.max_usage_in_bytes")),
                        kills));
        readings.put(
                Parameter.KMEMSIZE,
                new Reading(
                        number(group, Controller.MEMORY, "memory.kmem.usage_in_bytes"),
                        number(group, Controller.MEMORY, "memory.kmem.max_usage_in_bytes"),
                        0));
        // Of send and receive buffers the kernel counts the sum.
        readings.put(
                Parameter.TCPRCVBUF,
                new Reading(
                        number(group, Controller.MEMORY, "memory.kmem.tcp.usage_in_bytes"),
                        number(group, Controller.MEMORY, "memory.kmem.tcp.max_usage_in_bytes"),
                        number(group, Controller.MEMORY, "memory.kmem.tcp.failcnt")));
        Map<String, Long> parts = table(group, Controller.MEMORY, "memory.stat");
        readings.put(Parameter.PRIVVMPAGES, part(parts, "total_rss", "total_swap"));
        readings.put(Parameter.SHMPAGES, part(parts, "total_shmem"));
        readings.put(Parameter.LOCKEDPAGES, part(parts, "total_unevictable"));
    }

    private static void memoryV2(Cgroup group, Map<Parameter, Reading> readings) {
        long ram = number(group, Controller.MEMORY, "memory.current");
        long swap = number(group, Controller.MEMORY, "memory.swap.current");
        Map<String, Long> events = table(group, Controller.MEMORY, "memory.events");
        readings.put(
                Parameter.PHYSPAGES,
                new Reading(
                        pages(ram),
                        pages(number(group, Controller.MEMORY, "memory.peak")),
                        events.getOrDefault("max", 0L)));
        readings.put(
                Parameter.SWAPPAGES,
                new Reading(
                        pages(swap),
                        pages(number(group, Controller.MEMORY, "memory.swap.peak")),
                        table(group, Controller.MEMORY, "memory.swap.events").getOrDefault("fail", 0L)));
        readings.put(Parameter.OOMGUARPAGES, new Reading(pages(ram + swap), 0, events.getOrDefault("oom_kill", 0L)));
        Map<String, Long> parts = table(group, Controller.MEMORY, "memory.stat");
        readings.put(Parameter.KMEMSIZE, Reading.of(parts.getOrDefault("kernel", parts.getOrDefault("slab", 0L))));
        readings.put(Parameter.TCPRCVBUF, Reading.of(parts.getOrDefault("sock", 0L)));
        readings.put(Parameter.DCACHESIZE, Reading.of(parts.getOrDefault("slab_reclaimable", 0L)));
        readings.put(Parameter.PRIVVMPAGES, Reading.of(pages(parts.getOrDefault("anon", 0L)) + pages(swap)));
        readings.put(Parameter.SHMPAGES, part(parts, "shmem"));
        readings.put(Parameter.LOCKEDPAGES, part(parts, "unevictable"));
    }

    private static Reading part(Map<String, Long> parts, String... names) {
        long bytes = 0;
        for (String name : names) {
            bytes += parts.getOrDefault(name, 0L);
        }
        return Reading.of(pages(bytes));
    }

    private static long pages(long bytes) {
        return bytes / ByteSize.PAGE;
    }

    /// A file with one number; 0 when this kernel does not have it.
    private static long number(Cgroup group, Controller controller, String file) {
        Optional<String> text = group.read(controller, file);
        return text.map(String::strip)
                .filter(value -> value.matches("\\d{1,19}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    /// A file with lines of a name and a number.
    private static Map<String, Long> table(Cgroup group, Controller controller, String file) {
        Map<String, Long> values = new HashMap<>();
        group.read(controller, file).orElse("").lines().forEach(line -> {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                String value = line.substring(blank + 1);
                if (value.chars().allMatch(Character::isDigit) && !value.isEmpty() && value.length() < 19) {
                    values.put(line.substring(0, blank), Long.parseLong(value));
                }
            }
        });
        return values;
    }
}
