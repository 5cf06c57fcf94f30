package org.vezere.engine.limit;

import java.util.List;
import java.util.Map;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.Controller;

/// Bandwidth and operations per second, for reading and writing each (OpenVZ had one bucket for both), and weight.
final class IoLimits {
    /// libvzctl's weights of the priorities 0 to 7.
    private static final List<Integer> WEIGHTS = List.of(320, 365, 410, 460, 500, 550, 600, 640);

    private static final String V2_WEIGHT = "io.weight";
    private static final List<String> V1_WEIGHTS = List.of("blkio.bfq.weight", "blkio.weight");

    void apply(Cgroup group, ResourceLimits limits, List<BlockDevice> disks) {
        String weight = Integer.toString(WEIGHTS.get(limits.ioPriority()));
        switch (group.home(Controller.IO)) {
            case V1 -> {
                disks.forEach(disk -> throttle(group, disk, limits));
                V1_WEIGHTS.stream()
                        .filter(file -> group.read(Controller.IO, file).isPresent())
                        .findFirst()
                        .ifPresent(file -> group.write(Controller.IO, file, weight));
            }
            case V2 -> {
                String bytes = v2(limits.ioBytes());
                String operations = v2(limits.ioOperations());
                for (BlockDevice disk : disks) {
                    group.write(
                            Controller.IO,
                            "io.max",
                            disk + " rbps=" + bytes + " wbps=" + bytes + " riops=" + operations + " wiops="
                                    + operations);
                }
                if (hasWeight(group)) {
                    group.write(Controller.IO, V2_WEIGHT, "default " + weight);
                }
            }
            case NONE -> {
                // Said so by Limits.isEnforced.
            }
        }
    }

    private static void throttle(Cgroup group, BlockDevice disk, ResourceLimits limits) {
        Map.of(
                        "blkio.throttle.read_bps_device", limits.ioBytes(),
                        "blkio.throttle.write_bps_device", limits.ioBytes(),
                        "blkio.throttle.read_iops_device", limits.ioOperations(),
                        "blkio.throttle.write_iops_device", limits.ioOperations())
                .forEach((file, value) -> group.write(Controller.IO, file, disk + " " + value));
    }

    /// Whether this kernel weighs disk access, which takes one of two I/O schedulers.
    boolean hasWeight(Cgroup group) {
        return switch (group.home(Controller.IO)) {
            case V1 ->
                V1_WEIGHTS.stream()
                        .anyMatch(file -> group.read(Controller.IO, file).isPresent());
            case V2 -> group.read(Controller.IO, V2_WEIGHT).isPresent();
            case NONE -> false;
        };
    }

    private static String v2(long value) {
        return value == 0 ? "max" : Long.toString(value);
    }
}
