package org.vezere.linux.cgroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.Patience;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.SmallFiles;
import org.vezere.linux.ffi.Syscall;

/// A group in v1 hierarchies: one directory of the same name in each (`admin-guide/cgroup-v1/cgroups.rst`).
final class V1Cgroup implements Cgroup {
    private static final int SIGKILL = 9;
    private static final Duration FREEZE_FOR_KILL = Duration.ofMillis(500);
    private static final int KILL_ROUNDS = 10;

    private final String name;
    private final Map<Controller, String> directories;
    private final Set<String> distinct;

    /// @param directories the group's directory for each controller
    V1Cgroup(String name, Map<Controller, String> directories) {
        this.name = name;
        this.directories = Map.copyOf(directories);
        this.distinct = new LinkedHashSet<>(directories.values());
    }

    void make() {
        distinct.forEach(GroupFiles::make);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Home home(Controller controller) {
        return directories.containsKey(controller) ? Home.V1 : Home.NONE;
    }

    @Override
    public void write(Controller controller, String file, String value) {
        GroupFiles.write(path(controller, file), value);
    }

    @Override
    public Optional<String> read(Controller controller, String file) {
        return directories.containsKey(controller) ? GroupFiles.readIfThere(path(controller, file)) : Optional.empty();
    }

    @Override
    public long count(Controller controller, String file, String key) {
        String directory = directories.get(controller);
        return directory == null ? 0 : GroupFiles.count(List.of(directory), file, key);
    }

    /// v1 has no safe delegation: VE root would raise its own limits.
    @Override
    public void delegate(int user, int group) {
        // Nothing is given.
    }

    @Override
    public Entries openEntries() {
        List<Fd> procs = new ArrayList<>();
        try {
            for (String directory : distinct) {
                // Moving one thread spares the grace period that moving a whole process waits for: milliseconds.
                procs.add(GroupFiles.open(directory + "/tasks", SmallFiles.O_WRONLY));
            }
        } catch (KernelException failure) {
            procs.forEach(Fd::close);
            throw failure;
        }
        return new Entries(Optional.empty(), procs);
    }

    @Override
    public Entries openExecEntries() {
        return openEntries();
    }

    /// `admin-guide/cgroup-v1/devices.rst`: a new group allows what its parent does, so all is denied first.
    /// Later changes add and take away single exceptions.
    @Override
    public void setDevices(DevicePolicy policy) {
        List<String> before = read(Controller.DEVICES, "devices.list")
                .orElseThrow(() -> new KernelException("cgroups", "no devices controller for " + name, 2))
                .lines()
                .toList();
        List<String> after = policy.rules().stream().map(DeviceRule::toString).toList();
        if (after.contains("a *:* rwm")) {
            write(Controller.DEVICES, "devices.allow", "a");
            return;
        }
        boolean unlimited = before.contains("a *:* rwm");
        if (unlimited) {
            write(Controller.DEVICES, "devices.deny", "a");
        }
        after.stream()
                .filter(rule -> unlimited || !before.contains(rule))
                .forEach(rule -> write(Controller.DEVICES, "devices.allow", rule));
        before.stream()
                .filter(rule -> !unlimited && !after.contains(rule))
                .forEach(rule -> write(Controller.DEVICES, "devices.deny", rule));
        if (!unlimited) {
            // Taking away an exception also took its part of one that overlaps.
            after.forEach(rule -> write(Controller.DEVICES, "devices.allow", rule));
        }
    }

    /// Whoever is being born while the kernel goes through the list is passed over and stays unfrozen: the state is
    /// then FREEZING until it is written once more.
    @Override
    public boolean freeze(Duration patience) {
        boolean frozen = Patience.until(patience, () -> {
            write(Controller.FREEZER, "freezer.state", "FROZEN");
            return read(Controller.FREEZER, "freezer.state").orElse("").startsWith("FROZEN");
        });
        if (!frozen) {
            thaw();
        }
        return frozen;
    }

    @Override
    public void thaw() {
        write(Controller.FREEZER, "freezer.state", "THAWED");
    }

    /// Frozen processes can't fork, so that one pass over the list is enough; the signal reaches them once they
    /// are thawed. Without a freezer, or while one process won't freeze, passes repeat until no new id turns
    /// up.
    @Override
    public void kill() {
        boolean freezer = read(Controller.FREEZER, "freezer.state").isPresent();
        boolean frozen = freezer && freeze(FREEZE_FOR_KILL);
        Set<Integer> signalled = new HashSet<>();
        for (int round = 0; round < (frozen ? 1 : KILL_ROUNDS); round++) {
            boolean anyNew = false;
            for (int pid : pids()) {
                Libc.call(Syscall.KILL, pid, SIGKILL);
                anyNew |= signalled.add(pid);
            }
            if (!anyNew) {
                break;
            }
        }
        if (freezer) {
            thaw();
        }
    }

    @Override
    public List<Integer> pids() {
        return GroupFiles.pids(distinct.iterator().next());
    }

    @Override
    public boolean isPopulated() {
        return distinct.stream()
                .anyMatch(directory -> !GroupFiles.pids(directory).isEmpty());
    }

    @Override
    public boolean remove(Duration patience) {
        Set<String> left = new LinkedHashSet<>(distinct);
        return Patience.until(patience, () -> {
            left.removeIf(GroupFiles::remove);
            return left.isEmpty();
        });
    }

    private String path(Controller controller, String file) {
        String directory = directories.get(controller);
        if (directory == null) {
            throw new KernelException("cgroups", "no " + controller.v1Name() + " controller in v1 for " + file, 2);
        }
        return directory + "/" + file;
    }
}
