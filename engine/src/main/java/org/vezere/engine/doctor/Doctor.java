package org.vezere.engine.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vezere.engine.setup.KernelParts;
import org.vezere.engine.setup.Machine;
import org.vezere.engine.setup.Programs;
import org.vezere.engine.setup.SystemPrograms;
import org.vezere.linux.KernelException;
import org.vezere.linux.cgroup.CgroupHierarchies;
import org.vezere.model.Finding;

/// `vz doctor`: examines a machine without changing it.
///
/// What can be tried harmlessly is tried; what a trial would change (link kinds, whose trial loads modules) is
/// read from the kernel's config and lists. One child process is made, for what only works inside a user
/// namespace.
public final class Doctor {
    private final Machine machine;
    private final Trials trials;
    private final Programs programs;
    private final CgroupHierarchies hierarchies;
    private final Path privateArea;

    /// @param hierarchies what is mounted of cgroups
    /// @param privateArea the directory below which private areas are made; need not exist yet
    public Doctor(Machine machine, Trials trials, Programs programs, CgroupHierarchies hierarchies, Path privateArea) {
        this.machine = machine;
        this.trials = trials;
        this.programs = programs;
        this.hierarchies = hierarchies;
        this.privateArea = privateArea;
    }

    /// A doctor for the running machine.
    public static Doctor ofRunningMachine(Path privateArea) {
        return new Doctor(Machine.running(), new KernelTrials(), new SystemPrograms(), mounted(), privateArea);
    }

    /// Examines everything.
    ///
    /// @param ves how many VEs the machine shall hold; limits with less room are reported as partial
    /// @return what was found, in the order of `docs/kernel.md`
    public List<Finding> examine(int ves) {
        KernelParts parts = new KernelParts(machine);
        Path existing = existing(privateArea);
        Trials.Namespaced namespaced = trials.inUserNamespace(existing);
        List<Finding> findings = new ArrayList<>();
        findings.addAll(new ProcessChecks(machine, trials).findings(namespaced));
        findings.addAll(new CgroupChecks(machine, parts, trials, hierarchies).findings());
        findings.addAll(new StorageChecks(machine, parts, trials, existing).findings(namespaced));
        findings.addAll(new NetworkChecks(machine, parts, trials, new ForwardChains(machine, programs)).findings());
        findings.addAll(new ServiceChecks(machine, parts, programs).findings());
        findings.addAll(new RoomChecks(machine, trials, hierarchies, existing).findings(ves));
        return List.copyOf(findings);
    }

    /// The private area itself, or the nearest directory above it that exists: that is where it will be made.
    private static Path existing(Path privateArea) {
        Path place = privateArea.toAbsolutePath();
        while (!Files.isDirectory(place)) {
            Path above = place.getParent();
            if (above == null) {
                return place;
            }
            place = above;
        }
        return place;
    }

    private static CgroupHierarchies mounted() {
        try {
            return CgroupHierarchies.find();
        } catch (KernelException none) {
            return new CgroupHierarchies(Map.of(), Optional.empty(), Set.of());
        }
    }
}
