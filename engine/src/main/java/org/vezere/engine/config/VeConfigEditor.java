package org.vezere.engine.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.ParameterChange;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Edit;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Option;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.Parameters;
import org.vezere.model.parameter.ValueKind;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.CpuLimit;
import org.vezere.model.value.DeviceNode;
import org.vezere.model.value.DeviceRule;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Netif;
import org.vezere.model.value.PciAddress;
import org.vezere.model.value.Switches;

/// Turns the options of `set` and `create` into a changed config and into what a running VE must be told.
///
/// The order of options has no meaning, as in the reference: a sample is applied first, then single values (the last
/// one wins), then of each list what is taken away and after that what is added. So `--ipdel all --ipadd A` replaces
/// all addresses in either order.
public final class VeConfigEditor {
    private final ConfigText text;
    private final Optional<Ctid> ctid;
    private final Samples samples;
    private final String node;
    private final int cpus;

    private VeConfigEditor(ConfigText text, Optional<Ctid> ctid, Samples samples, String node, int cpus) {
        this.text = text;
        this.ctid = ctid;
        this.samples = samples;
        this.node = node;
        this.cpus = cpus;
    }

    /// An editor of a VE's config.
    ///
    /// @param text the VE's own config; [ConfigText#EMPTY] when it has none
    /// @param node what [org.vezere.model.value.MacAddress#generate] takes
    /// @param cpus number of CPUs of the node
    public static VeConfigEditor ofVe(Ctid ctid, ConfigText text, Samples samples, String node, int cpus) {
        return new VeConfigEditor(text, Optional.of(ctid), samples, node, cpus);
    }

    /// An editor of the config of VE0, which has CPU units and beancounters and nothing else.
    public static VeConfigEditor ofNode(ConfigText text, Samples samples, int cpus) {
        return new VeConfigEditor(text, Optional.empty(), samples, "", cpus);
    }

    /// Applies options.
    ///
    /// @throws VezereException [FailureKind#BAD_PARAMETER] for an unknown option or a bad value,
    ///     [FailureKind#APPLY_SAMPLE] for an unknown sample, [FailureKind#VETH] for an unknown interface,
    ///     [FailureKind#BAD_CONFIG] when a list that is to be changed can't be read
    public EditedConfig edit(List<ParameterChange> changes) {
        return new Pass(changes).run();
    }

    /// One use of the editor.
    private final class Pass {
        private final Map<Option, List<String>> given = new LinkedHashMap<>();
        private final Map<Parameter, String> saved = new EnumMap<>(Parameter.class);
        private final List<ConfigChange> changes = new ArrayList<>();
        private final Map<String, String> steering = new LinkedHashMap<>();

        Pass(List<ParameterChange> asked) {
            for (ParameterChange change : asked) {
                Option option = Parameters.option(change.option())
                        .orElseThrow(() ->
                                new VezereException(FailureKind.BAD_PARAMETER, "Unknown option --" + change.option()));
                if (ctid.isEmpty() && !isOfNode(option.parameter())) {
                    throw option.bad(change.value(), "no parameter of the node itself");
                }
                given.computeIfAbsent(option, none -> new ArrayList<>()).add(change.value());
            }
        }

        EditedConfig run() {
            last("applyconfig").ifPresent(this::applySample);
            given.forEach(this::single);
            checkMasks();
            addresses();
            netDevices();
            pciDevices();
            devices();
            deviceNodes();
            switches(Parameter.CAPABILITY, Kinds.CAPABILITIES);
            switches(Parameter.FEATURES, Kinds.FEATURES);
            netifs();
            changes.sort(Comparator.comparing(ConfigChange::parameter));
            return new EditedConfig(text.with(saved), saved, changes, steering);
        }

        private void applySample(String name) {
            option("applyconfig").parse(name);
            samples.values(name).forEach(this::replace);
            replace(Parameter.ORIGIN_SAMPLE, name);
        }

        private void single(Option option, List<String> values) {
            switch (option.edit()) {
                case REPLACE -> {
                    values.forEach(option::parse);
                    replace(option.parameter(), savedForm(option, values.getLast()));
                }
                case COLLECT -> {
                    if (option.parameter() == Parameter.USERPASSWD) {
                        changes.add(new ConfigChange.Passwords(
                                values.stream().map(option::canonical).toList()));
                    } else {
                        replace(
                                option.parameter(),
                                String.join(
                                        " ",
                                        values.stream().map(option::canonical).toList()));
                    }
                }
                case NONE -> {
                    values.forEach(option::parse);
                    steering.put(option.name(), values.getLast());
                }
                case ADD, REMOVE, MERGE, ADJUST -> values.forEach(option::parse);
            }
        }

        private String savedForm(Option option, String value) {
            return option.parameter() == Parameter.CPULIMIT
                    ? Integer.toString(((CpuLimit) option.parse(value)).ofOne(cpus))
                    : option.canonical(value);
        }

        private void replace(Parameter parameter, String value) {
            changes.removeIf(change -> change.parameter() == parameter);
            changes.add(new ConfigChange.Replaced(parameter, value));
            saved.put(parameter, value);
        }

        /// `auto` follows the node mask, and a node mask without a CPU mask would leave memory far from the CPUs.
        private void checkMasks() {
            boolean hasNodes = after(Parameter.NODEMASK).isPresent();
            last("cpumask").filter(mask -> mask.equals("auto") && !hasNodes).ifPresent(mask -> {
                throw option("cpumask").bad(mask, "needs --nodemask");
            });
            last("nodemask").filter(mask -> after(Parameter.CPUMASK).isEmpty()).ifPresent(mask -> {
                throw option("nodemask").bad(mask, "needs --cpumask");
            });
        }

        private List<IpAddress> addedAddresses() {
            List<IpAddress> added = new ArrayList<>();
            for (IpAddress address : all("ipadd", Kinds.ADDRESSES)) {
                if (!address.none()) {
                    added.removeIf(address::sameHost);
                    added.add(address);
                }
            }
            return added;
        }

        /// Of venet; with --ifname they are that interface's.
        private void addresses() {
            if (last("ifname").isPresent()) {
                return;
            }
            List<IpAddress> added = addedAddresses();
            List<String> words = all("ipdel", Kinds.ADDRESSES_OR_ALL);
            if (added.isEmpty() && words.isEmpty()) {
                return;
            }
            boolean everything = words.contains(Kinds.ALL);
            List<IpAddress> before = before(Parameter.IP_ADDRESS, Kinds.ADDRESSES);
            List<IpAddress> removed = new ArrayList<>();
            if (everything) {
                removed.addAll(before);
            }
            words.stream()
                    .filter(word -> !word.equals(Kinds.ALL))
                    .map(IpAddress::parse)
                    .filter(address -> removed.stream().noneMatch(address::sameHost))
                    .forEach(removed::add);
            before.stream()
                    .filter(address -> added.stream().anyMatch(address::sameHost))
                    .filter(address -> removed.stream().noneMatch(address::sameHost))
                    .forEach(removed::add);
            List<IpAddress> after = merge(before, removed, added, IpAddress::sameHost);
            changes.add(new ConfigChange.Addresses(everything, removed, added));
            saved.put(Parameter.IP_ADDRESS, Kinds.ADDRESSES.save(after));
        }

        private void netDevices() {
            List<String> added = all("netdev_add", Kinds.NET_DEVICES);
            List<String> removed = all("netdev_del", Kinds.NET_DEVICES);
            if (!added.isEmpty() || !removed.isEmpty()) {
                List<String> before = before(Parameter.NETDEV, Kinds.NET_DEVICES);
                changes.add(new ConfigChange.NetDevices(removed, added));
                saved.put(Parameter.NETDEV, Kinds.NET_DEVICES.save(merge(before, removed, added, String::equals)));
            }
        }

        private void pciDevices() {
            List<PciAddress> added = all("pci_add", Kinds.PCI);
            List<PciAddress> removed = all("pci_del", Kinds.PCI);
            if (!added.isEmpty() || !removed.isEmpty()) {
                List<PciAddress> before = before(Parameter.PCI, Kinds.PCI);
                changes.add(new ConfigChange.PciDevices(removed, added));
                saved.put(Parameter.PCI, Kinds.PCI.save(merge(before, removed, added, PciAddress::equals)));
            }
        }

        private void devices() {
            List<DeviceRule> rules = all("devices", Kinds.DEVICES);
            if (!rules.isEmpty()) {
                List<DeviceRule> before = before(Parameter.DEVICES, Kinds.DEVICES);
                changes.add(new ConfigChange.Devices(merge(List.of(), List.of(), rules, DeviceRule::sameDevice)));
                saveList(
                        Parameter.DEVICES,
                        Kinds.DEVICES,
                        merge(before, List.of(), rules, DeviceRule::sameDevice),
                        rule -> !rule.permissions().none());
            }
        }

        private void deviceNodes() {
            List<DeviceNode> nodes = all("devnodes", Kinds.DEVICE_NODES);
            if (!nodes.isEmpty()) {
                BiPredicate<DeviceNode, DeviceNode> same =
                        (one, other) -> one.path().equals(other.path());
                List<DeviceNode> before = before(Parameter.DEVNODES, Kinds.DEVICE_NODES);
                changes.add(new ConfigChange.DeviceNodes(merge(List.of(), List.of(), nodes, same)));
                saveList(
                        Parameter.DEVNODES,
                        Kinds.DEVICE_NODES,
                        merge(before, List.of(), nodes, same),
                        node -> !node.permissions().none());
            }
        }

        /// An empty list is saved only where a config has the key already, which must then say so.
        private <T> void saveList(Parameter parameter, ValueKind<List<T>> kind, List<T> values, Predicate<T> kept) {
            List<T> rest = values.stream().filter(kept).toList();
            if (!rest.isEmpty() || text.get(parameter).isPresent()) {
                saved.put(parameter, kind.save(rest));
            }
        }

        private <E extends Enum<E>> void switches(Parameter parameter, ValueKind<Switches<E>> kind) {
            Option option = parameter.options().getFirst();
            List<String> values = given.getOrDefault(option, List.of());
            if (values.isEmpty() || !(kind instanceof ValueKind.SwitchList<E> list)) {
                return;
            }
            Switches<E> result = Switches.parseKnown(after(parameter).orElse(""), list.names(), unknown -> {});
            for (String value : values) {
                result = result.with(option.parse(kind, value));
            }
            replace(parameter, kind.save(result));
        }

        private void netifs() {
            if (given.keySet().stream().anyMatch(option -> option.parameter() == Parameter.NETIF)) {
                NetifEdit edit = new NetifEdit(ctid.orElseThrow(), node, before(Parameter.NETIF, Kinds.NETIFS));
                given.forEach((option, values) -> {
                    if (option.parameter() == Parameter.NETIF && option.edit() == Edit.REMOVE) {
                        values.forEach(edit::remove);
                    }
                });
                given.getOrDefault(option("netif_add"), List.of())
                        .forEach(value -> edit.add(option("netif_add").parse(Kinds.NETIF_OPTION, value)));
                adjust(edit);
                changes.add(edit.change());
                saved.put(Parameter.NETIF, Netif.text(edit.result()));
            }
        }

        private void adjust(NetifEdit edit) {
            List<String> names = given.getOrDefault(option("ifname"), List.of());
            if (names.size() > 1) {
                throw option("ifname").bad(names.getLast(), "once only");
            }
            given.forEach((option, values) -> {
                if (option.parameter() == Parameter.NETIF
                        && option.edit() == Edit.ADJUST
                        && !option.equals(option("ifname"))) {
                    if (names.isEmpty()) {
                        throw option.bad(values.getLast(), "needs --ifname");
                    }
                    edit.adjust(names.getFirst(), option, values.getLast());
                }
            });
            List<String> removed = all("ipdel", Kinds.ADDRESSES_OR_ALL);
            if (!names.isEmpty() && !(addedAddresses().isEmpty() && removed.isEmpty())) {
                edit.addresses(names.getFirst(), addedAddresses(), removed);
            }
        }

        /// What the config will say about a parameter, as far as single values go.
        private Optional<String> after(Parameter parameter) {
            return Optional.ofNullable(saved.get(parameter)).or(() -> text.get(parameter));
        }

        /// The list that a parameter has now; a list that can't be read must not be lost by an edit.
        private <T> List<T> before(Parameter parameter, ValueKind<List<T>> kind) {
            try {
                return after(parameter).map(kind::parse).orElse(List.of());
            } catch (BadValueException unreadable) {
                throw new VezereException(
                        FailureKind.BAD_CONFIG,
                        "Unable to change " + parameter + ": its value in the configuration file is not valid ("
                                + unreadable.expected() + ")",
                        unreadable);
            }
        }

        private <T> List<T> all(String name, ValueKind<List<T>> kind) {
            Option option = option(name);
            List<T> all = new ArrayList<>();
            for (String value : given.getOrDefault(option, List.of())) {
                all.addAll(option.parse(kind, value));
            }
            return all;
        }

        private Optional<String> last(String name) {
            List<String> values = given.getOrDefault(option(name), List.of());
            return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
        }
    }

    private static <T> List<T> merge(List<T> before, List<T> removed, List<T> added, BiPredicate<T, T> same) {
        List<T> after = new ArrayList<>(before);
        for (T gone : removed) {
            after.removeIf(value -> same.test(value, gone));
        }
        for (T fresh : added) {
            after.removeIf(value -> same.test(value, fresh));
            after.add(fresh);
        }
        return after;
    }

    private static boolean isOfNode(Parameter parameter) {
        return parameter.beancounter()
                || parameter == Parameter.CPUUNITS
                || parameter.key().isEmpty();
    }

    private static Option option(String name) {
        return Parameters.option(name).orElseThrow();
    }
}
