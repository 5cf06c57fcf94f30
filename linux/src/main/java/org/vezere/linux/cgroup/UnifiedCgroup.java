package org.vezere.linux.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.Patience;
import org.vezere.linux.ffi.SmallFiles;

/// A group in the unified hierarchy (`admin-guide/cgroup-v2.rst`).
final class UnifiedCgroup implements Cgroup {
    private static final List<String> DELEGATED =
            List.of("", "/cgroup.procs", "/cgroup.threads", "/cgroup.subtree_control");

    /// Where commands from outside get in. It belongs to the delegated part, as whoever manages that (systemd,
    /// for the session of a user) must be allowed to move them on.
    private static final String EXEC = "/.exec";

    private final String name;
    private final String directory;
    private final Set<Controller> controllers;

    /// @param directory the directory that carries the limits
    /// @param controllers those that the tree has here
    UnifiedCgroup(String name, String directory, Set<Controller> controllers) {
        this.name = name;
        this.directory = directory;
        this.controllers = Set.copyOf(controllers);
    }

    void make() {
        GroupFiles.make(directory);
        enableControllers(directory, controllers);
        GroupFiles.make(inner());
    }

    /// Lets the children of a group have controllers.
    static void enableControllers(String group, Set<Controller> controllers) {
        if (!controllers.isEmpty()) {
            String all = controllers.stream()
                    .map(controller -> "+" + controller.v2Name())
                    .sorted()
                    .collect(Collectors.joining(" "));
            GroupFiles.write(group + "/cgroup.subtree_control", all);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Home home(Controller controller) {
        return controllers.contains(controller) ? Home.V2 : Home.NONE;
    }

    @Override
    public void write(Controller controller, String file, String value) {
        if (!controllers.contains(controller)) {
            throw new KernelException("cgroups", "no controller in v2 for " + file, 2);
        }
        GroupFiles.write(directory + "/" + file, value);
    }

    /// Reads files of the core (`cpu.stat`, `cgroup.events`) whatever the controller is.
    @Override
    public Optional<String> read(Controller controller, String file) {
        return GroupFiles.readIfThere(directory + "/" + file);
    }

    @Override
    public long count(Controller controller, String file, String key) {
        return home(controller) == Home.NONE ? 0 : GroupFiles.count(withDescendants(), file, key);
    }

    @Override
    public void delegate(int user, int group) {
        DELEGATED.forEach(file -> GroupFiles.give(inner() + file, user, group));
    }

    @Override
    public Entries openEntries() {
        return new Entries(Optional.of(GroupFiles.open(inner(), SmallFiles.O_DIRECTORY)), List.of());
    }

    @Override
    public Entries openExecEntries() {
        String leaf = inner() + EXEC;
        if (GroupFiles.make(leaf)) {
            Path owner = Path.of(inner());
            DELEGATED.forEach(file -> GroupFiles.give(leaf + file, id(owner, "unix:uid"), id(owner, "unix:gid")));
        }
        return new Entries(Optional.of(GroupFiles.open(leaf, SmallFiles.O_DIRECTORY)), List.of());
    }

    @Override
    public void setDevices(DevicePolicy policy) {
        try (Fd program = DeviceProgram.load(policy);
                Fd group = GroupFiles.open(directory, SmallFiles.O_DIRECTORY)) {
            DeviceProgram.attach(program, group);
        }
    }

    @Override
    public boolean freeze(Duration patience) {
        GroupFiles.write(directory + "/cgroup.freeze", "1");
        boolean frozen = Patience.until(patience, () -> event("frozen 1"));
        if (!frozen) {
            thaw();
        }
        return frozen;
    }

    @Override
    public void thaw() {
        GroupFiles.write(directory + "/cgroup.freeze", "0");
    }

    @Override
    public void kill() {
        GroupFiles.writeIfThere(directory + "/cgroup.kill", "1");
    }

    @Override
    public List<Integer> pids() {
        List<Integer> all = new ArrayList<>();
        for (String group : withDescendants()) {
            all.addAll(GroupFiles.pids(group));
        }
        return all;
    }

    @Override
    public boolean isPopulated() {
        return event("populated 1");
    }

    @Override
    public boolean remove(Duration patience) {
        // What VE root has made inside goes with it, the deepest first.
        return Patience.until(patience, () -> {
            boolean all = true;
            for (String group : withDescendants().reversed()) {
                all &= GroupFiles.remove(group);
            }
            return all;
        });
    }

    private boolean event(String line) {
        return GroupFiles.readIfThere(directory + "/cgroup.events")
                .orElse("")
                .lines()
                .anyMatch(line::equals);
    }

    /// This group and all below it, each before those inside it.
    private List<String> withDescendants() {
        List<String> groups = new ArrayList<>(List.of(directory));
        for (int index = 0; index < groups.size(); index++) {
            String group = groups.get(index);
            GroupFiles.children(group).forEach(child -> groups.add(group + "/" + child));
        }
        return groups;
    }

    private String inner() {
        return directory + "/ve";
    }

    private static int id(Path path, String attribute) {
        try {
            return (int) Files.getAttribute(path, attribute);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
