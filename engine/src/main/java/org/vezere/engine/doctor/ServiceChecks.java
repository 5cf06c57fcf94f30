package org.vezere.engine.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vezere.engine.setup.KernelParts;
import org.vezere.engine.setup.Machine;
import org.vezere.engine.setup.Programs;
import org.vezere.model.Finding;

/// What single features need beside the VE itself.
final class ServiceChecks {
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private final Machine machine;
    private final KernelParts parts;
    private final Programs programs;

    ServiceChecks(Machine machine, KernelParts parts, Programs programs) {
        this.machine = machine;
        this.parts = parts;
        this.programs = programs;
    }

    List<Finding> findings() {
        return List.of(
                StorageChecks.of(Ability.IPVS, parts.presence("ip_vs", "IP_VS")),
                program(Ability.KEEPALIVED, "keepalived"),
                program(Ability.DNSMASQ, "dnsmasq"),
                device(Ability.FUSE, "/dev/fuse", "fuse", "FUSE_FS"),
                device(Ability.TUN, "/dev/net/tun", "tun", "TUN"),
                criu());
    }

    private Finding program(Ability ability, String name) {
        return programs.run(PATIENCE, List.of(name, "--version")).isPresent()
                ? ability.present(name + " is there")
                : ability.missing(name + " is not there");
    }

    private Finding device(Ability ability, String node, String module, String option) {
        return machine.has(node)
                ? ability.present(node + " is there")
                : StorageChecks.of(ability, parts.presence(module, option));
    }

    /// `criu check` tries the kernel's interfaces on processes of its own.
    private Finding criu() {
        Optional<Programs.Result> check = programs.run(PATIENCE, List.of("criu", "check"));
        if (check.isEmpty()) {
            return Ability.CRIU.missing("criu is not there");
        }
        String last =
                check.get().output().lines().reduce((first, second) -> second).orElse("");
        return switch (check.get().exitCode()) {
            case 0 -> Ability.CRIU.present("criu check: " + last);
            case Programs.Result.TOO_LATE -> Ability.CRIU.partial("criu is there; criu check: " + last, "criu check");
            default -> Ability.CRIU.missing("criu check: " + last);
        };
    }
}
