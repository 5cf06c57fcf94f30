package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.limit.BlockDevice;
import org.vezere.engine.limit.Limits;
import org.vezere.engine.limit.ResourceLimits;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.DevicePolicy;
import org.vezere.linux.loop.LoopDevice;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.Limit;

/// Puts a VE's config into force on its cgroup, and says so in the words of the reference.
final class LimitsOfVe {
    /// What every VE may open: the nodes that it has, terminals, and its console. Making nodes is refused anyway.
    private static final DevicePolicy DEVICES = DevicePolicy.of(
            "c 1:3 rwm",
            "c 1:5 rwm",
            "c 1:7 rwm",
            "c 1:8 rwm",
            "c 1:9 rwm",
            "c 5:0 rwm",
            "c 5:1 rwm",
            "c 5:2 rwm",
            "c 136:* rwm");

    private static final String IMAGE = "root.img";
    private static final int LOOP_MAJOR = 7;

    private final Limits limits;

    LimitsOfVe(Limits limits) {
        this.limits = limits;
    }

    /// Everything, before a start.
    void apply(VeConfig config, Cgroup group) {
        ResourceLimits wanted = ResourceLimits.of(config);
        limits.apply(group, wanted, disks(config, wanted));
        group.setDevices(DEVICES);
    }

    /// Some parameters of a running VE, by what they belong to.
    void change(VeConfig config, Cgroup group, Parameter parameter) {
        ResourceLimits wanted = ResourceLimits.of(config);
        switch (parameter.group()) {
            case CPU -> limits.applyCpu(group, wanted);
            case IO -> limits.applyIo(group, wanted, disks(config, wanted));
            default -> limits.applyBeancounters(group, wanted);
        }
    }

    /// Whether the kernel holds the VE to a parameter or only counts.
    boolean isEnforced(Cgroup group, Parameter parameter) {
        return limits.isEnforced(group, parameter);
    }

    /// What a start says about limits, in the reference's order.
    List<Notice> notices(VeConfig config) {
        List<Notice> notices = new ArrayList<>();
        for (Parameter parameter : List.of(
                Parameter.CPULIMIT,
                Parameter.CPUUNITS,
                Parameter.CPUS,
                Parameter.DEVICES,
                Parameter.IOLIMIT,
                Parameter.IOPSLIMIT)) {
            notice(config, parameter, parameter != Parameter.CPUUNITS).ifPresent(notices::add);
        }
        return notices;
    }

    /// What is said about one parameter.
    ///
    /// @param onlyIfSet whether nothing is said about a value that limits nothing
    java.util.Optional<Notice> notice(VeConfig config, Parameter parameter, boolean onlyIfSet) {
        String value = config.value(parameter).orElse("");
        if (onlyIfSet && (value.isEmpty() || value.equals("0"))) {
            return java.util.Optional.empty();
        }
        return java.util.Optional.ofNullable(
                switch (parameter) {
                    case CPULIMIT -> Notice.of(NoticeKind.SETTING_CPU_LIMIT, value);
                    case CPUUNITS -> Notice.of(NoticeKind.SETTING_CPU_UNITS, value);
                    case CPUS -> Notice.of(NoticeKind.SETTING_CPUS, value);
                    case DEVICES, DEVNODES -> Notice.of(NoticeKind.SETTING_DEVICES);
                    case IOLIMIT ->
                        Notice.of(NoticeKind.SETTING_IOLIMIT, value.equals("0") ? "unlimited" : value + " bytes/sec");
                    case IOPSLIMIT ->
                        Notice.of(NoticeKind.SETTING_IOPSLIMIT, value.equals("0") ? "unlimited" : value + " iops");
                    default -> null;
                });
    }

    /// The limits of a VE as its counters show them.
    static Map<Parameter, Limit> limitsOf(VeConfig config) {
        return config.limits();
    }

    /// Finding the disks costs a look at all loop devices, which nobody pays who has no limit on them.
    private static List<BlockDevice> disks(VeConfig config, ResourceLimits wanted) {
        if (wanted.ioBytes() == 0 && wanted.ioOperations() == 0) {
            return List.of();
        }
        List<BlockDevice> disks = new ArrayList<>();
        try {
            Path image = config.privateArea().resolve(IMAGE).toRealPath();
            LoopDevice.attachedTo(image).forEach(number -> disks.add(new BlockDevice(LOOP_MAJOR, number)));
            long device = (long) Files.getAttribute(image, "unix:dev");
            disks.add(new BlockDevice(
                    (int) ((device >> 8) & 0xfff), (int) ((device & 0xff) | ((device >> 12) & 0xfff00))));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return disks;
    }
}
