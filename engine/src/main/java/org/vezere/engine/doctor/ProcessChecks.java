package org.vezere.engine.doctor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vezere.engine.setup.Machine;
import org.vezere.model.Finding;

/// Namespaces, processes, and the walls around them.
final class ProcessChecks {
    private final Machine machine;
    private final Trials trials;

    ProcessChecks(Machine machine, Trials trials) {
        this.machine = machine;
        this.trials = trials;
    }

    List<Finding> findings(Trials.Namespaced namespaced) {
        return List.of(
                userNamespaces(namespaced),
                nestedUserNamespaces(),
                tried(Ability.MOUNT_API, trials.detachedMount(), "fsopen, fsmount and mount_setattr work"),
                tried(Ability.CONFINED_PATHS, trials.confinedOpen(), "openat2 works"),
                tried(Ability.PIDFD, trials.pidfd(), "pidfd_open and setns through it work"),
                tried(Ability.CLONE_INTO_CGROUP, trials.cloneIntoCgroup(), "clone3 knows CLONE_INTO_CGROUP"),
                seccomp(),
                trials.hasLibrary("libseccomp.so.2")
                        ? Ability.LIBSECCOMP.present("libseccomp.so.2 is there")
                        : Ability.LIBSECCOMP.missing("libseccomp.so.2 is not there"),
                memoryFiles());
    }

    static Finding tried(Ability ability, Optional<String> refusal, String works) {
        return refusal.map(ability::missing).orElseGet(() -> ability.present(works));
    }

    private Finding userNamespaces(Trials.Namespaced namespaced) {
        OptionalLong most = machine.number("/proc/sys/user/max_user_namespaces");
        if (most.isEmpty()) {
            return Ability.USER_NAMESPACES.missing("this kernel has none");
        }
        if (most.getAsLong() == 0) {
            return Ability.USER_NAMESPACES.missing("user.max_user_namespaces is 0");
        }
        return tried(
                Ability.USER_NAMESPACES,
                namespaced.entry(),
                "made one; each VE may have " + most.getAsLong() + " (user.max_user_namespaces)");
    }

    /// Debian's and Ubuntu's switches ask for CAP_SYS_ADMIN in VE0, which vzd has and no VE has.
    private Finding nestedUserNamespaces() {
        if (machine.number("/proc/sys/kernel/unprivileged_userns_clone").orElse(1) == 0) {
            return Ability.NESTED_USER_NAMESPACES.missing("kernel.unprivileged_userns_clone is 0");
        }
        if (machine.number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
                        .orElse(0)
                != 0) {
            return Ability.NESTED_USER_NAMESPACES.partial(
                    "kernel.apparmor_restrict_unprivileged_userns is 1: only programs with a profile that allows it");
        }
        return Ability.NESTED_USER_NAMESPACES.present("no sysctl of this machine restricts them");
    }

    private Finding seccomp() {
        Optional<String> actions = machine.text("/proc/sys/kernel/seccomp/actions_avail");
        if (actions.isEmpty()) {
            return Ability.SECCOMP.missing("no /proc/sys/kernel/seccomp");
        }
        return List.of(actions.get().split("\\s+", -1)).contains("errno")
                ? Ability.SECCOMP.present("actions: " + actions.get())
                : Ability.SECCOMP.missing("no action errno among: " + actions.get());
    }

    private Finding memoryFiles() {
        String value = machine.text("/proc/sys/vm/memfd_noexec").orElse("");
        String words = value.isEmpty() ? "this kernel always allows them" : "vm.memfd_noexec is " + value;
        return trials.executableMemoryFile()
                .map(refusal -> Ability.MEMFD.missing(refusal + "; " + words))
                .orElseGet(() -> Ability.MEMFD.present(words));
    }
}
