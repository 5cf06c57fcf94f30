package org.vezere.engine.lifecycle;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.limit.Beancounters;
import org.vezere.linux.process.ProcessStat;
import org.vezere.model.Ctid;
import org.vezere.model.VeInfo;
import org.vezere.model.VeInfo.Part;
import org.vezere.model.VeStatus;
import org.vezere.model.VezereException;
import org.vezere.model.value.DiskLimit;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Quantity;

/// `status` and what lists are made of: what is known of VEs, without changing or waiting for anything.
final class ListVes {
    private static final System.Logger LOG = System.getLogger(ListVes.class.getName());

    private final NodeServices node;
    private final Beancounters beancounters;
    private final LoadAverages loads;

    ListVes(NodeServices node, Beancounters beancounters, LoadAverages loads) {
        this.node = node;
        this.beancounters = beancounters;
        this.loads = loads;
    }

    /// Answers for any number.
    VeStatus status(Ctid ctid) {
        Optional<VeConfig> config = node.registry().find(ctid);
        boolean exists = node.registry().exists(ctid);
        boolean running = running(ctid).isPresent();
        boolean mounted = running || config.filter(this::isMounted).isPresent();
        boolean suspended =
                !running && config.filter(some -> Files.exists(some.dumpFile())).isPresent();
        return new VeStatus(ctid, exists, mounted, running, exists && suspended);
    }

    /// All VEs that have a config and a private area.
    List<VeInfo> all(Set<Part> wanted) {
        var traffic = traffic(wanted);
        return node.registry().existing().stream()
                .map(config -> info(config, wanted, traffic))
                .toList();
    }

    /// One VE.
    Optional<VeInfo> find(Ctid ctid, Set<Part> wanted) {
        return node.registry().exists(ctid)
                ? Optional.of(info(node.registry().config(ctid), wanted, traffic(wanted)))
                : Optional.empty();
    }

    /// Of all VEs at once, since the kernel tells of all links or of one.
    private Map<Ctid, Map<String, VeInfo.Traffic>> traffic(Set<Part> wanted) {
        return wanted.contains(Part.TRAFFIC) ? node.venet().traffic() : Map.of();
    }

    private VeInfo info(VeConfig saved, Set<Part> wanted, Map<Ctid, Map<String, VeInfo.Traffic>> traffic) {
        Optional<RunningVe> running = running(saved.ctid());
        VeConfig config = running.isPresent() ? node.runFiles().inForce(saved) : saved;
        Optional<DiskUse> disk = wanted.contains(Part.DISK) ? disk(config) : Optional.empty();
        return new VeInfo(
                config.ctid(),
                state(config, running.isPresent()),
                config.byKey(),
                running.map(ve -> ve.state().addresses())
                        .orElseGet(() -> config.addresses().stream()
                                .map(IpAddress::toString)
                                .toList()),
                running.map(ve -> counters(config, ve, wanted)).orElse(Map.of()),
                disk.map(DiskUse::space),
                disk.map(DiskUse::inodes),
                running.filter(ve -> wanted.contains(Part.LOAD)).map(loads::of),
                running.filter(ve -> wanted.contains(Part.UPTIME))
                        .map(ve -> ProcessStat.age(ve.state().initStart())),
                running.map(ve -> ve.init().pid()),
                running.map(ve -> traffic.getOrDefault(ve.ctid(), Map.of())).orElse(Map.of()));
    }

    private Map<String, VeInfo.Counter> counters(VeConfig config, RunningVe ve, Set<Part> wanted) {
        if (!wanted.contains(Part.COUNTERS)) {
            return wanted.contains(Part.PROCESSES) ? beancounters.processes(ve.cgroup(), config.limits()) : Map.of();
        }
        return beancounters.read(
                ve.cgroup(), config.limits(), OptionalInt.of(ve.init().pid()));
    }

    private Optional<RunningVe> running(Ctid ctid) {
        return node.supervisor().alive(ctid);
    }

    private VeInfo.State state(VeConfig config, boolean running) {
        if (running) {
            return VeInfo.State.RUNNING;
        }
        if (Files.exists(config.dumpFile())) {
            return VeInfo.State.SUSPENDED;
        }
        return isMounted(config) ? VeInfo.State.MOUNTED : VeInfo.State.STOPPED;
    }

    private boolean isMounted(VeConfig config) {
        try {
            return node.hostView().isMounted(config);
        } catch (VezereException nowhere) {
            return false;
        }
    }

    private record DiskUse(VeInfo.DiskUsage space, VeInfo.DiskUsage inodes) {}

    private Optional<DiskUse> disk(VeConfig config) {
        try {
            var usage = node.layout().usage(config.privateArea());
            DiskLimit space = config.diskSpace().orElse(new DiskLimit(Quantity.UNLIMITED, Quantity.UNLIMITED));
            DiskLimit inodes = config.diskInodes().orElse(new DiskLimit(Quantity.UNLIMITED, Quantity.UNLIMITED));
            return Optional.of(new DiskUse(
                    new VeInfo.DiskUsage(usage.usedBytes() >> 10, space.soft(), space.hard()),
                    new VeInfo.DiskUsage(usage.usedInodes(), inodes.soft(), inodes.hard())));
        } catch (VezereException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "CT " + config.ctid() + " : " + unreadable.getMessage());
            return Optional.empty();
        }
    }
}
