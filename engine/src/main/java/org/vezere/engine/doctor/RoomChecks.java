package org.vezere.engine.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.vezere.engine.lifecycle.IdRanges;
import org.vezere.engine.setup.Demand;
import org.vezere.engine.setup.Demands;
import org.vezere.engine.setup.Machine;
import org.vezere.linux.cgroup.CgroupHierarchies;
import org.vezere.linux.cgroup.Controller;
import org.vezere.linux.cgroup.Home;
import org.vezere.model.Finding;
import org.vezere.model.Finding.State;

/// How many VEs fit by each limit of the machine, and which limit is the tightest.
final class RoomChecks {
    private static final String SETUP = "vz setup";

    /// Pages of a small Debian with its services, beside what it shares with others through overlay.
    private static final long MEMORY_EACH = 16L << 20;

    private static final long MEMORY_BASE = 512L << 20;

    /// What a VE with layout overlay writes in its first weeks: logs, package lists.
    private static final long DISK_EACH = 64L << 20;

    /// Pidfd, keeper, console, netlink and some streams of vzd.
    private static final long DESCRIPTORS_EACH = 8;

    private static final long DESCRIPTORS_BASE = 1_024;

    /// Minor numbers of a block device, 2^20, are divided among its partitions.
    private static final int MINOR_BITS = 20;

    /// MEM_CGROUP_ID_MAX. In v2 a VE's systemd makes a group with memory accounting for each of its services.
    private static final long MEMORY_GROUPS = 65_535;

    private static final long MEMORY_GROUPS_EACH_V2 = 24;

    private final Machine machine;
    private final Trials trials;
    private final CgroupHierarchies hierarchies;
    private final Path privateArea;

    RoomChecks(Machine machine, Trials trials, CgroupHierarchies hierarchies, Path privateArea) {
        this.machine = machine;
        this.trials = trials;
        this.hierarchies = hierarchies;
        this.privateArea = privateArea;
    }

    /// @param wanted the number of VEs that the machine shall hold
    List<Finding> findings(int wanted) {
        List<Room> rooms = rooms();
        List<Finding> findings = new ArrayList<>();
        Room tightest = Collections.min(rooms);
        findings.add(new Finding(
                "room for VEs",
                tightest.fits() >= wanted ? State.PRESENT : State.PARTIAL,
                tightest.fits() + " fit; the tightest limit is " + tightest.what() + " (" + tightest.words() + ")",
                "further VEs do not start, or run short in the middle of their work",
                tightest.fits() >= wanted ? "" : tightest.remedy()));
        rooms.forEach(room -> findings.add(room.finding(wanted)));
        findings.add(accounts());
        return findings;
    }

    private List<Room> rooms() {
        List<Room> rooms = new ArrayList<>();
        for (Demand demand : Demands.ALL) {
            if (demand instanceof Demand.Shared shared) {
                machine.number("/proc/sys/" + shared.key()).ifPresent(value -> rooms.add(room(shared, value, SETUP)));
            }
        }
        machine.number("/proc/sys/kernel/threads-max").ifPresent(value -> {
            Demand.Shared threads = new Demand.Shared("kernel/threads-max", "threads", 2_048, 35, Integer.MAX_VALUE);
            rooms.add(room(threads, value, "more memory; the kernel derives it from that"));
        });
        memory().ifPresent(bytes -> rooms.add(new Room(
                "memory",
                Math.max(0, (bytes - MEMORY_BASE) / MEMORY_EACH),
                (bytes >> 20) + " MiB, a small Debian takes " + (MEMORY_EACH >> 20),
                "more memory")));
        trials.freeBytes(privateArea)
                .ifPresent(bytes -> rooms.add(new Room(
                        "disk",
                        bytes / DISK_EACH,
                        (bytes >> 20) + " MiB free at " + privateArea + ", a VE begins with " + (DISK_EACH >> 20),
                        "free space for the private areas")));
        rooms.add(loops());
        descriptors()
                .ifPresent(most -> rooms.add(new Room(
                        "open files of vzd",
                        Math.max(0, (most - DESCRIPTORS_BASE) / DESCRIPTORS_EACH),
                        "RLIMIT_NOFILE is " + most + ", " + DESCRIPTORS_EACH + " each",
                        "LimitNOFILE=1048576 in vzd.service")));
        long groupsEach = hierarchies.home(Controller.MEMORY) == Home.V2 ? MEMORY_GROUPS_EACH_V2 : 1;
        rooms.add(new Room(
                "memory cgroups",
                MEMORY_GROUPS / groupsEach,
                "the kernel has " + MEMORY_GROUPS + ", " + groupsEach + " each",
                "fewer services in each VE"));
        rooms.add(new Room(
                "ranges of user ids",
                IdRanges.COUNT,
                "of 65536 ids each, from " + IdRanges.FIRST + " to 2^31",
                "a smaller first id"));
        return rooms;
    }

    private static Room room(Demand.Shared shared, long value, String remedy) {
        return new Room(
                shared.what(),
                shared.fits(value),
                shared.dotted() + " is " + value + ", VE0 takes " + shared.base() + ", a VE " + shared.each(),
                remedy);
    }

    private Room loops() {
        long partitions = machine.number("/sys/module/loop/parameters/max_part").orElse(0);
        int shift = Long.SIZE - Long.numberOfLeadingZeros(partitions);
        return new Room(
                "loop devices",
                1L << (MINOR_BITS - Math.min(shift, MINOR_BITS)),
                "2^20 minor numbers, max_part=" + partitions,
                "loop.max_part=0 on the boot line");
    }

    private OptionalLong memory() {
        return machine.lines("/proc/meminfo").stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst();
    }

    private OptionalLong descriptors() {
        return machine.lines("/proc/self/limits").stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).strip().split("\\s+", 2)[0])
                .mapToLong(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
                .findFirst();
    }

    /// Limits that each VE has for itself.
    private Finding accounts() {
        List<String> low = new ArrayList<>();
        for (Demand demand : Demands.ALL) {
            if (demand instanceof Demand.Each each) {
                OptionalLong value = machine.number("/proc/sys/" + each.key());
                if (value.isPresent() && value.getAsLong() < each.enough()) {
                    low.add(each.dotted() + " is " + value.getAsLong() + ", an ordinary VE needs " + each.enough());
                }
            }
        }
        boolean enough = low.isEmpty();
        return new Finding(
                "limits of each VE",
                enough ? State.PRESENT : State.PARTIAL,
                enough
                        ? "inotify, namespaces, keys and mappings are enough for an ordinary VE"
                        : String.join("; ", low),
                "services inside a VE fail with \"too many open files\" or \"quota exceeded\"",
                enough ? "" : SETUP);
    }
}
