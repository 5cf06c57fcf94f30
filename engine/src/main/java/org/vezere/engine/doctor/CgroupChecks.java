package org.vezere.engine.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vezere.engine.setup.KernelParts;
import org.vezere.engine.setup.KernelParts.Presence;
import org.vezere.engine.setup.Machine;
import org.vezere.linux.cgroup.CgroupHierarchies;
import org.vezere.linux.cgroup.Controller;
import org.vezere.linux.cgroup.Home;
import org.vezere.model.Finding;

/// Each controller where it is, v1 or v2, and which of its files the kernel offers.
///
/// Files of v2 are missing at the top of the hierarchy, so they are looked for in the groups below it; where
/// there is none, the kernel's config or version answers.
final class CgroupChecks {
    private final Machine machine;
    private final KernelParts parts;
    private final Trials trials;
    private final CgroupHierarchies hierarchies;

    CgroupChecks(Machine machine, KernelParts parts, Trials trials, CgroupHierarchies hierarchies) {
        this.machine = machine;
        this.parts = parts;
        this.trials = trials;
        this.hierarchies = hierarchies;
    }

    List<Finding> findings() {
        return List.of(layout(), memory(), swap(), cpu(), cpuset(), pids(), io(), devices(), freezer());
    }

    private Finding layout() {
        String unified = hierarchies.unified().map(place -> "v2 at " + place).orElse("no v2");
        return switch (hierarchies.fashion()) {
            case UNIFIED -> Ability.CGROUPS.present(unified);
            case HYBRID -> Ability.CGROUPS.present("hybrid: " + v1Names() + " in v1, " + unified);
            case V1 ->
                hierarchies.v1().isEmpty()
                        ? Ability.CGROUPS.missing("nothing is mounted")
                        : Ability.CGROUPS.partial(
                                v1Names() + " in v1, no v2: a VE with systemd 258 or later does not start",
                                "mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified");
        };
    }

    private String v1Names() {
        return String.join(
                " ",
                hierarchies.v1().keySet().stream()
                        .map(controller -> controller.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
    }

    private Finding memory() {
        return controller(Ability.MEMORY, Controller.MEMORY);
    }

    private Finding swap() {
        return switch (hierarchies.home(Controller.MEMORY)) {
            case V1 ->
                inV1(Controller.MEMORY, "memory.memsw.limit_in_bytes")
                        ? Ability.SWAP.present("v1, memory.memsw.limit_in_bytes")
                        : Ability.SWAP.missing("v1, no memory.memsw.limit_in_bytes");
            case V2 -> {
                Optional<Boolean> seen = inV2("memory.max", "memory.swap.max");
                if (seen.isPresent()) {
                    yield seen.get()
                            ? Ability.SWAP.present("v2, memory.swap.max")
                            : Ability.SWAP.missing("v2, no memory.swap.max");
                }
                yield machine.has("/proc/swaps")
                        ? Ability.SWAP.present("v2; by /proc/swaps, no group to look at")
                        : Ability.SWAP.missing("this kernel has no swap");
            }
            case NONE -> Ability.SWAP.missing("no memory controller");
        };
    }

    private Finding cpu() {
        return switch (hierarchies.home(Controller.CPU)) {
            case V1 ->
                inV1(Controller.CPU, "cpu.cfs_quota_us")
                        ? Ability.CPU.present("v1, cpu.shares and cpu.cfs_quota_us")
                        : Ability.CPU.partial("v1, cpu.shares without cpu.cfs_quota_us: CPUUNITS, no CPULIMIT");
            case V2 -> {
                boolean quota =
                        inV2("cpu.weight", "cpu.max").orElseGet(() -> parts.option("CFS_BANDWIDTH") != Presence.ABSENT);
                yield quota
                        ? Ability.CPU.present("v2, cpu.weight and cpu.max")
                        : Ability.CPU.partial("v2, cpu.weight without cpu.max: CPUUNITS, no CPULIMIT");
            }
            case NONE -> Ability.CPU.missing("no cpu controller");
        };
    }

    private Finding cpuset() {
        return controller(Ability.CPUSET, Controller.CPUSET);
    }

    private Finding pids() {
        return controller(Ability.PIDS, Controller.PIDS);
    }

    private Finding io() {
        return switch (hierarchies.home(Controller.IO)) {
            case V1 ->
                inV1(Controller.IO, "blkio.throttle.read_bps_device")
                        ? Ability.IO.partial(
                                "v1, blkio.throttle: what a VE writes through the page cache is not limited",
                                "cgroup v2")
                        : Ability.IO.missing("v1, no blkio.throttle.read_bps_device");
            case V2 -> {
                boolean limits = inV2("io.stat", "io.max")
                        .orElseGet(() -> parts.option("BLK_DEV_THROTTLING") != Presence.ABSENT);
                yield limits ? Ability.IO.present("v2, io.max") : Ability.IO.missing("v2, no io.max");
            }
            case NONE -> Ability.IO.missing("no io or blkio controller");
        };
    }

    private Finding devices() {
        if (hierarchies.home(Controller.DEVICES) == Home.V1) {
            return Ability.DEVICES.present("v1, devices.allow and devices.deny");
        }
        return trials.deviceProgram()
                .map(Ability.DEVICES::missing)
                .orElseGet(() -> Ability.DEVICES.present("v2, a BPF program of type cgroup_device can be loaded"));
    }

    private Finding freezer() {
        boolean freeze = hierarchies.unified().isPresent()
                && inV2("cgroup.events", "cgroup.freeze").orElseGet(() -> machine.atLeast(5, 2));
        boolean kill = hierarchies.unified().isPresent()
                && inV2("cgroup.events", "cgroup.kill").orElseGet(() -> machine.atLeast(5, 14));
        if (freeze && kill) {
            return Ability.FREEZER.present("v2, cgroup.freeze and cgroup.kill");
        }
        if (hierarchies.home(Controller.FREEZER) == Home.V1) {
            return Ability.FREEZER.present("v1, freezer.state" + (kill ? "; v2, cgroup.kill" : ""));
        }
        return freeze
                ? Ability.FREEZER.partial("v2, cgroup.freeze without cgroup.kill")
                : Ability.FREEZER.missing("neither a v1 freezer nor cgroup.freeze");
    }

    private Finding controller(Ability ability, Controller controller) {
        return switch (hierarchies.home(controller)) {
            case V1 -> ability.present("v1, at " + hierarchies.v1().get(controller));
            case V2 -> ability.present("v2");
            case NONE -> ability.missing("in no hierarchy" + disabled(controller));
        };
    }

    /// A controller that the kernel has, but that the boot line switched off.
    private String disabled(Controller controller) {
        String name = controller == Controller.IO ? "blkio" : controller.name().toLowerCase(Locale.ROOT);
        return machine.lines("/proc/cgroups").stream()
                .map(line -> line.split("\\s+", -1))
                .filter(words -> words.length == 4 && words[0].equals(name) && words[3].equals("0"))
                .findFirst()
                .map(words -> ": switched off by the boot parameter cgroup_disable")
                .orElse("");
    }

    private boolean inV1(Controller controller, String file) {
        return machine.has(hierarchies.v1().get(controller) + "/" + file);
    }

    /// Whether the groups below the top of v2 have a file.
    ///
    /// @param witness a file of the same controller, which shows that the controller is on in that group
    /// @return empty when no group there has the controller on
    private Optional<Boolean> inV2(String witness, String file) {
        String top = hierarchies.unified().orElse("");
        return machine.names(top).stream()
                .map(name -> top + "/" + name + "/")
                .filter(group -> machine.has(group + witness))
                .findFirst()
                .map(group -> machine.has(group + file));
    }
}
