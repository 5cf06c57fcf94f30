package org.vezere.linux.cgroup;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.SmallFiles;

/// What is mounted: each controller on its own, since machines mix v1 and v2.
///
/// @param v1 mount points of the controllers that a v1 hierarchy has; several controllers may share one
/// @param unified mount point of the v2 hierarchy, if there is one
/// @param unifiedControllers the controllers that the v2 hierarchy has
public record CgroupHierarchies(
        Map<Controller, String> v1, Optional<String> unified, Set<Controller> unifiedControllers) {
    private static final int MOUNT_POINT = 4;

    public CgroupHierarchies {
        v1 = Map.copyOf(v1);
        unifiedControllers = Set.copyOf(unifiedControllers);
    }

    /// The fashion of the whole machine.
    public enum Fashion {
        V1,
        HYBRID,
        UNIFIED
    }

    /// Looks at `/proc/self/mountinfo` and at the v2 hierarchy's `cgroup.controllers`.
    ///
    /// @throws KernelException when they can't be read, or no cgroup filesystem is mounted (ENOENT)
    public static CgroupHierarchies find() {
        String mounts = text("/proc/self/mountinfo");
        CgroupHierarchies mounted = parse(mounts, "");
        CgroupHierarchies found = mounted.unified.isEmpty()
                ? mounted
                : parse(mounts, text(mounted.unified.get() + "/cgroup.controllers"));
        if (found.v1.isEmpty() && found.unified.isEmpty()) {
            throw new KernelException("cgroups", "no cgroup filesystem in /proc/self/mountinfo", 2);
        }
        return found;
    }

    /// Reads `mountinfo` (`man 5 proc_pid_mountinfo`). Of something mounted twice the first mount counts.
    ///
    /// @param controllers content of `cgroup.controllers` at the top of the v2 hierarchy
    static CgroupHierarchies parse(String mountinfo, String controllers) {
        Map<Controller, String> v1 = new EnumMap<>(Controller.class);
        Optional<String> unified = Optional.empty();
        for (String line : mountinfo.lines().toList()) {
            String[] fields = line.split(" ", -1);
            int separator = line.indexOf(" - ");
            if (separator < 0 || fields.length <= MOUNT_POINT) {
                continue;
            }
            String[] source = line.substring(separator + 3).split(" ", -1);
            String place = unescaped(fields[MOUNT_POINT]);
            if (source[0].equals("cgroup2") && unified.isEmpty()) {
                unified = Optional.of(place);
            } else if (source[0].equals("cgroup")) {
                for (String option : source[source.length - 1].split(",", -1)) {
                    Controller.ofV1(option).ifPresent(controller -> v1.putIfAbsent(controller, place));
                }
            }
        }
        Set<Controller> inUnified = EnumSet.noneOf(Controller.class);
        for (String name : controllers.strip().split("\\s+", -1)) {
            Controller.ofV2(name).ifPresent(inUnified::add);
        }
        return new CgroupHierarchies(v1, unified, inUnified);
    }

    /// The fashion of the whole.
    public Fashion fashion() {
        if (unified.isEmpty()) {
            return Fashion.V1;
        }
        return v1.isEmpty() ? Fashion.UNIFIED : Fashion.HYBRID;
    }

    /// Where a controller is found.
    public Home home(Controller controller) {
        if (v1.containsKey(controller)) {
            return Home.V1;
        }
        return unifiedControllers.contains(controller) ? Home.V2 : Home.NONE;
    }

    /// Blanks in paths are written in octal.
    private static String unescaped(String path) {
        return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }

    private static String text(String path) {
        SmallFiles.Content content = SmallFiles.read(SmallFiles.AT_FDCWD, path);
        if (content.result() < 0) {
            throw new KernelException("read", path, -content.result());
        }
        return content.text();
    }
}
