package org.vezere.linux.cgroup;

import java.util.Arrays;
import java.util.Optional;

/// A kind of resource that groups of processes are limited in.
public enum Controller {
    CPU("cpu", "cpu"),
    /// In v2 every group counts its CPU time, without a controller.
    CPUACCT("cpuacct", ""),
    CPUSET("cpuset", "cpuset"),
    MEMORY("memory", "memory"),
    /// In v2 a BPF program attached to the group.
    DEVICES("devices", ""),
    /// In v2 every group can be frozen, without a controller.
    FREEZER("freezer", ""),
    IO("blkio", "io"),
    PIDS("pids", "pids");

    private final String v1Name;
    private final String v2Name;

    Controller(String v1Name, String v2Name) {
        this.v1Name = v1Name;
        this.v2Name = v2Name;
    }

    /// The name in mount options of v1.
    String v1Name() {
        return v1Name;
    }

    /// The name in `cgroup.controllers` of v2; empty where v2 has no such controller.
    String v2Name() {
        return v2Name;
    }

    static Optional<Controller> ofV1(String name) {
        return Arrays.stream(values())
                .filter(controller -> controller.v1Name.equals(name))
                .findFirst();
    }

    static Optional<Controller> ofV2(String name) {
        return Arrays.stream(values())
                .filter(controller -> !controller.v2Name.isEmpty() && controller.v2Name.equals(name))
                .findFirst();
    }
}
