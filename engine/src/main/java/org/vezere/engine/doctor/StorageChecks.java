package org.vezere.engine.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vezere.engine.setup.KernelParts;
import org.vezere.engine.setup.KernelParts.Presence;
import org.vezere.engine.setup.Machine;
import org.vezere.linux.Capability;
import org.vezere.model.Finding;

/// Layouts of private areas and their quotas.
final class StorageChecks {
    private final Machine machine;
    private final KernelParts parts;
    private final Trials trials;
    private final Path privateArea;

    StorageChecks(Machine machine, KernelParts parts, Trials trials, Path privateArea) {
        this.machine = machine;
        this.parts = parts;
        this.trials = trials;
        this.privateArea = privateArea;
    }

    List<Finding> findings(Trials.Namespaced namespaced) {
        return List.of(
                ProcessChecks.tried(
                        Ability.IDMAPPED_MOUNTS, namespaced.idmap(), "tried on " + privateArea + ", which can"),
                ProcessChecks.tried(Ability.OVERLAY, namespaced.overlay(), "mounted one with userxattr"),
                loop(),
                filesystem(Ability.EXT4, "ext4", "EXT4_FS"),
                growth(),
                part(Ability.QUOTA, "quota_v2", "QFMT_V2"),
                projectQuota(),
                filesystem(Ability.BTRFS, "btrfs", "BTRFS_FS"));
    }

    private Finding loop() {
        if (!machine.has("/dev/loop-control")) {
            return part(Ability.LOOP, "loop", "BLK_DEV_LOOP");
        }
        Optional<String> device = machine.names("/dev").stream()
                .filter(name -> name.matches("loop[0-9]+"))
                .findFirst();
        if (device.isEmpty()) {
            return machine.atLeast(5, 8)
                    ? Ability.LOOP.present("/dev/loop-control is there; LOOP_CONFIGURE by the kernel's version")
                    : Ability.LOOP.missing("kernel " + machine.release() + " is older than LOOP_CONFIGURE");
        }
        String most = machine.text("/sys/module/loop/parameters/max_loop").orElse("0");
        String words = most.equals("0") ? "" : "; max_loop=" + most + " are made at boot, others at need";
        return ProcessChecks.tried(
                Ability.LOOP,
                trials.loopConfigure(machine.file("/dev/" + device.get())),
                "LOOP_CONFIGURE works" + words);
    }

    private Finding filesystem(Ability ability, String name, String option) {
        boolean registered = machine.lines("/proc/filesystems").stream()
                .anyMatch(line -> line.endsWith("\t" + name) || line.equals(name));
        return registered ? ability.present("in /proc/filesystems") : part(ability, name, option);
    }

    private Finding part(Ability ability, String module, String option) {
        return of(ability, parts.presence(module, option));
    }

    /// The finding for a part of the kernel; what is not known is not claimed.
    static Finding of(Ability ability, Presence presence) {
        if (presence.usable()) {
            return ability.present(presence.words());
        }
        return presence == Presence.UNKNOWN ? ability.partial(presence.words()) : ability.missing(presence.words());
    }

    private Finding growth() {
        boolean allowed = machine.lines("/proc/self/status").stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(set -> (set >>> Capability.SYS_RESOURCE.number() & 1) == 1);
        return allowed
                ? Ability.GROWTH.present("CAP_SYS_RESOURCE is there, so EXT4_IOC_RESIZE_FS is allowed")
                : Ability.GROWTH.missing("no CAP_SYS_RESOURCE, so EXT4_IOC_RESIZE_FS is refused");
    }

    private Finding projectQuota() {
        return trials.projectQuota(privateArea)
                .map(Ability.PROJECT_QUOTA::missing)
                .orElseGet(() -> Ability.PROJECT_QUOTA.present("on for " + privateArea));
    }
}
