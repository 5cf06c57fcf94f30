package org.vezere.linux.cgroup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vezere.linux.Patience;

/// A subtree of our own in every hierarchy: nothing outside is ever written to, except that the groups above it
/// in the unified hierarchy let it have its controllers.
public final class CgroupTree {
    private final String path;
    private final Map<Controller, String> v1;
    private final Optional<String> unified;
    private final Set<Controller> unifiedControllers;

    private CgroupTree(
            String path, Map<Controller, String> v1, Optional<String> unified, Set<Controller> unifiedControllers) {
        this.path = path;
        this.v1 = v1;
        this.unified = unified;
        this.unifiedControllers = unifiedControllers;
    }

    /// Makes the tree, or finds it again.
    ///
    /// @param hierarchies what is mounted
    /// @param path name of the tree below the top of each hierarchy: `vezere`, `vezere.slice/node-1`
    /// @throws org.vezere.linux.KernelException when the kernel refuses
    public static CgroupTree open(CgroupHierarchies hierarchies, String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".")) {
                throw new IllegalArgumentException("no path of a cgroup tree: \"" + path + "\"");
            }
        }
        hierarchies.unified().ifPresent(mount -> prepareUnified(mount, path, hierarchies.unifiedControllers()));
        Map<Controller, String> v1 = usedOfV1(hierarchies, path);
        v1.forEach((controller, mount) -> prepareV1(controller, mount, path));
        return new CgroupTree(path, v1, hierarchies.unified(), hierarchies.unifiedControllers());
    }

    /// Each hierarchy costs every start some tens of microseconds, so those are left out whose work the unified
    /// hierarchy does without any controller: counting CPU time, and (from Linux 5.14) freezing and killing.
    private static Map<Controller, String> usedOfV1(CgroupHierarchies hierarchies, String path) {
        Map<Controller, String> used = new EnumMap<>(Controller.class);
        used.putAll(hierarchies.v1());
        hierarchies.unified().ifPresent(mount -> {
            String accounting = used.get(Controller.CPUACCT);
            if (accounting != null && !accounting.equals(used.get(Controller.CPU))) {
                used.remove(Controller.CPUACCT);
            }
            if (Files.exists(Path.of(mount, path, "cgroup.kill"))) {
                used.remove(Controller.FREEZER);
            }
        });
        return used;
    }

    private static void prepareV1(Controller controller, String mount, String path) {
        String directory = mount;
        for (String part : path.split("/", -1)) {
            String parent = directory;
            directory = parent + "/" + part;
            GroupFiles.make(directory);
            if (controller == Controller.CPUSET) {
                // A cpuset without CPUs and memory takes no process. clone_children makes the kernel copy both.
                copyIfEmpty(parent, directory, "cpuset.cpus");
                copyIfEmpty(parent, directory, "cpuset.mems");
                GroupFiles.write(directory + "/cgroup.clone_children", "1");
            }
        }
    }

    private static void copyIfEmpty(String parent, String directory, String file) {
        if (GroupFiles.read(directory + "/" + file).isBlank()) {
            GroupFiles.write(
                    directory + "/" + file, GroupFiles.read(parent + "/" + file).strip());
        }
    }

    private static void prepareUnified(String mount, String path, Set<Controller> controllers) {
        String directory = mount;
        UnifiedCgroup.enableControllers(directory, controllers);
        for (String part : path.split("/", -1)) {
            directory = directory + "/" + part;
            GroupFiles.make(directory);
            UnifiedCgroup.enableControllers(directory, controllers);
        }
    }

    /// Where a controller is found.
    public Home home(Controller controller) {
        if (v1.containsKey(controller)) {
            return Home.V1;
        }
        return unifiedControllers.contains(controller) ? Home.V2 : Home.NONE;
    }

    /// Makes a group, or finds it again.
    ///
    /// @param name one path component, like `101`
    public Cgroup make(String name) {
        Cgroup group = group(name);
        switch (group) {
            case V1Cgroup inV1 -> inV1.make();
            case UnifiedCgroup inUnified -> inUnified.make();
            case HybridCgroup inBoth -> inBoth.make();
        }
        return group;
    }

    /// The group of a name, which may or may not exist.
    public Cgroup group(String name) {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw new IllegalArgumentException("no name of a cgroup: \"" + name + "\"");
        }
        Map<Controller, String> directories = new EnumMap<>(Controller.class);
        v1.forEach((controller, mount) -> directories.put(controller, mount + "/" + path + "/" + name));
        if (unified.isEmpty()) {
            return new V1Cgroup(name, directories);
        }
        UnifiedCgroup inUnified = new UnifiedCgroup(name, unified.get() + "/" + path + "/" + name, unifiedControllers);
        return directories.isEmpty() ? inUnified : new HybridCgroup(new V1Cgroup(name, directories), inUnified);
    }

    /// Names of the groups that any hierarchy has in this tree: what a crash may have left.
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        roots().forEach(root -> names.addAll(GroupFiles.children(root)));
        return names;
    }

    /// Removes the tree itself once its groups are gone.
    ///
    /// @return whether it is gone from all hierarchies
    public boolean remove(Duration patience) {
        Set<String> left = new LinkedHashSet<>(roots());
        return Patience.until(patience, () -> {
            left.removeIf(GroupFiles::remove);
            return left.isEmpty();
        });
    }

    private List<String> roots() {
        Set<String> roots = new LinkedHashSet<>();
        v1.values().forEach(mount -> roots.add(mount + "/" + path));
        unified.ifPresent(mount -> roots.add(mount + "/" + path));
        return List.copyOf(roots);
    }

    /// The controllers that groups of this tree have.
    public Set<Controller> controllers() {
        Set<Controller> all = EnumSet.noneOf(Controller.class);
        all.addAll(v1.keySet());
        all.addAll(unifiedControllers);
        return all;
    }
}
