package org.vezere.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.Parameters;
import org.vezere.model.parameter.ValueKind;
import org.vezere.model.value.Capability;
import org.vezere.model.value.DiskLimit;
import org.vezere.model.value.Feature;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Limit;
import org.vezere.model.value.Netif;
import org.vezere.model.value.NetifDraft;
import org.vezere.model.value.Quantity;
import org.vezere.model.value.Switches;

/// What a VE is told: its config, over the defaults of vz.conf, over those of the table of parameters.
///
/// A value that is not of its kind counts as not written ([#warnings] names it); of features and capabilities only the
/// words that mean nothing do.
public final class VeConfig {
    private static final List<Parameter> NOT_REQUIRED =
            List.of(Parameter.AVNUMPROC, Parameter.NUMIPTENT, Parameter.SWAPPAGES);

    private final Ctid ctid;
    private final GlobalConfig global;
    private final ConfigText text;
    private final Map<Parameter, String> values = new EnumMap<>(Parameter.class);

    /// @param text the VE's own config
    public VeConfig(Ctid ctid, GlobalConfig global, ConfigText text) {
        this.ctid = ctid;
        this.global = global;
        this.text = text;
        for (Parameter parameter : Parameter.values()) {
            if (parameter.key().isPresent() && !parameter.nodeOnly()) {
                text.get(parameter)
                        .filter(value -> isReadable(parameter, value))
                        .or(() -> global.written(parameter))
                        .ifPresent(value -> values.put(parameter, value));
            }
        }
    }

    /// The VE.
    public Ctid ctid() {
        return ctid;
    }

    /// The node's config behind it.
    public GlobalConfig global() {
        return global;
    }

    /// The VE's own config.
    public ConfigText text() {
        return text;
    }

    /// Where the VE's own config lies.
    public Path file() {
        return global.paths().config(ctid);
    }

    /// What the VE's config or vz.conf says about a parameter; no table default.
    public Optional<String> written(Parameter parameter) {
        return Optional.ofNullable(values.get(parameter));
    }

    /// What holds for a parameter, as text.
    public Optional<String> value(Parameter parameter) {
        return written(parameter).or(parameter::defaultText);
    }

    /// What holds for a parameter, as the type of its kind.
    public <T> Optional<T> value(Parameter parameter, ValueKind<T> kind) {
        return value(parameter).map(kind::parse);
    }

    /// Whether the answer to a yes-or-no parameter is yes.
    public boolean isYes(Parameter parameter) {
        return value(parameter, Kinds.YES_NO).orElse(false);
    }

    /// What holds for a whole number that has a default.
    public long number(Parameter parameter) {
        return Long.parseLong(value(parameter).orElseThrow());
    }

    /// Every value that the VE's config and vz.conf hold, by key, unknown keys included, `$VEID` in paths replaced.
    public Map<String, String> byKey() {
        Map<String, String> all = new HashMap<>();
        global.text().values().forEach((key, value) -> {
            if (Parameters.key(key).filter(parameter -> !parameter.nodeOnly()).isPresent()) {
                all.put(key, value);
            }
        });
        all.putAll(text.values());
        all.replaceAll((key, value) -> isPath(key) ? ShellValue.expand(value, ctid.value()) : value);
        return Map.copyOf(all);
    }

    /// Where the VE's files are mounted.
    ///
    /// @throws VezereException [FailureKind#NO_VE_ROOT]
    public Path root() {
        return path(Parameter.VE_ROOT).orElseThrow(() -> new VezereException(FailureKind.NO_VE_ROOT));
    }

    /// Where the VE's files are kept.
    ///
    /// @throws VezereException [FailureKind#NO_VE_PRIVATE]
    public Path privateArea() {
        return path(Parameter.VE_PRIVATE).orElseThrow(() -> new VezereException(FailureKind.NO_VE_PRIVATE));
    }

    /// The dump of the VE while it is suspended.
    public Path dumpFile() {
        return global.dumpDirectory().resolve("Dump." + ctid);
    }

    /// The VE's name.
    public Optional<String> name() {
        return written(Parameter.NAME).filter(name -> !name.isEmpty());
    }

    /// IP addresses of the VE, in their order; those that mean "none" left out.
    public List<IpAddress> addresses() {
        return value(Parameter.IP_ADDRESS, Kinds.ADDRESSES).orElse(List.of()).stream()
                .filter(address -> !address.none())
                .toList();
    }

    /// Ethernet interfaces of the VE.
    ///
    /// @param node what [org.vezere.model.value.MacAddress#generate] takes, for interfaces without an address
    public List<Netif> netifs(String node) {
        List<Netif> netifs = new ArrayList<>();
        for (NetifDraft draft : value(Parameter.NETIF, Kinds.NETIFS).orElse(List.of())) {
            netifs.add(Netif.complete(draft, ctid, node));
        }
        return List.copyOf(netifs);
    }

    /// Privileges switched on and off.
    public Switches<Capability> capabilities() {
        return switches(Parameter.CAPABILITY, Capability.class);
    }

    /// Kernel features switched on and off.
    public Switches<Feature> features() {
        return switches(Parameter.FEATURES, Feature.class);
    }

    /// Barrier and limit of a beancounter, as written.
    public Optional<Limit> limit(Parameter beancounter) {
        return beancounter.kind() instanceof ValueKind.Ubc kind ? value(beancounter, kind) : Optional.empty();
    }

    /// Disk space in KiB.
    public Optional<DiskLimit> diskSpace() {
        return value(Parameter.DISKSPACE, Kinds.DISK_SPACE);
    }

    /// Inodes.
    public Optional<DiskLimit> diskInodes() {
        return value(Parameter.DISKINODES, Kinds.DISK_INODES);
    }

    /// Seconds that a stop waits before it kills; 0 in the config is the default.
    public int stopTimeout() {
        long seconds = number(Parameter.STOP_TIMEOUT);
        return (int)
                (seconds == 0
                        ? Long.parseLong(Parameter.STOP_TIMEOUT.defaultText().orElseThrow())
                        : seconds);
    }

    /// Whether RAM and swap are what limits the VE, rather than the older beancounters.
    public boolean vSwap() {
        return limit(Parameter.PHYSPAGES).filter(limit -> !limit.unlimited()).isPresent();
    }

    /// Barriers and limits of all beancounters that are written or follow from RAM and swap.
    public Map<Parameter, Limit> limits() {
        Map<Parameter, Limit> limits = new EnumMap<>(Parameter.class);
        for (Parameter beancounter : Parameters.beancounters()) {
            limit(beancounter).ifPresent(limit -> limits.put(beancounter, limit));
        }
        if (vSwap()) {
            long ram = limit(Parameter.PHYSPAGES).orElseThrow().limit();
            long swap = limit(Parameter.SWAPPAGES).map(Limit::limit).orElse(0L);
            long both = swap > Quantity.UNLIMITED - ram ? Quantity.UNLIMITED : ram + swap;
            limits.putIfAbsent(Parameter.LOCKEDPAGES, Limit.of(ram));
            limits.putIfAbsent(Parameter.OOMGUARPAGES, new Limit(ram, Quantity.UNLIMITED));
            limits.putIfAbsent(Parameter.VMGUARPAGES, new Limit(both, Quantity.UNLIMITED));
            limits.putIfAbsent(Parameter.PRIVVMPAGES, Limit.of(allocatable(both)));
        }
        return limits;
    }

    /// The first beancounter that a VE without RAM and swap limits must have and has not.
    public Optional<Parameter> missingBeancounter() {
        if (vSwap()) {
            return Optional.empty();
        }
        return Parameters.beancounters().stream()
                .filter(beancounter -> !NOT_REQUIRED.contains(beancounter))
                .filter(beancounter -> limit(beancounter).isEmpty())
                .findFirst();
    }

    /// What is wrong in the VE's config, one line each.
    public List<String> warnings() {
        return Warnings.of(file(), text);
    }

    /// A double holds pages exactly up to 2^53, far above any machine; beyond, the cast stops at the greatest `long`.
    private long allocatable(long both) {
        double factor = value(Parameter.VM_OVERCOMMIT).map(Double::parseDouble).orElse(0.0);
        return factor == 0 || both == Quantity.UNLIMITED ? Quantity.UNLIMITED : (long) (both * factor);
    }

    private Optional<Path> path(Parameter parameter) {
        return value(parameter).map(value -> global.paths().inside(ShellValue.expand(value, ctid.value())));
    }

    private <E extends Enum<E>> Switches<E> switches(Parameter parameter, Class<E> names) {
        return Switches.parseKnown(value(parameter).orElse(""), names, unknown -> {});
    }

    private static boolean isPath(String key) {
        return Parameters.key(key).filter(Parameter::isPath).isPresent();
    }

    private static boolean isReadable(Parameter parameter, String value) {
        return parameter.kind() instanceof ValueKind.SwitchList<?> || GlobalConfig.isValue(parameter.kind(), value);
    }
}
