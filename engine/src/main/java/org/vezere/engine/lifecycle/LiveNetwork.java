package org.vezere.engine.lifecycle;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.vezere.engine.config.ConfigChange;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.network.DefaultRoutes;
import org.vezere.engine.network.InnerNetwork;
import org.vezere.linux.Fd;
import org.vezere.linux.OpenFile;
import org.vezere.model.Call;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Netif;
import org.vezere.model.value.Rate;

/// Brings changed addresses and interfaces into force in a running VE: all of a change, or nothing.
final class LiveNetwork {
    private final NodeServices node;

    LiveNetwork(NodeServices node) {
        this.node = node;
    }

    /// Ethernet interfaces. Those that the change does not name stay as they are, saved or not.
    ///
    /// @param ask whether to look for other owners of new addresses
    void change(RunningVe ve, VeConfig after, ConfigChange.Netifs change, boolean ask, Call call) {
        List<Netif> old = node.veth().present(ve.ctid());
        List<Netif> wanted = change.of(old);
        if (ask) {
            routed(wanted).forEach(address -> node.venet().refuseTaken(ve.ctid(), address));
        }
        try (Fd namespace = namespace(ve);
                InnerNetwork network = new InnerNetwork(namespace)) {
            if (!change.removed().isEmpty()) {
                call.notice(Notice.of(NoticeKind.DELETING_VETH, hostNames(change.removed())));
            }
            List<Netif> made =
                    wanted.stream().filter(netif -> !old.contains(netif)).toList();
            if (!made.isEmpty()) {
                call.notice(configuring(made));
            }
            try {
                node.veth().agree(ve.ctid(), network, wanted, call::notice);
                limit(after, call);
            } catch (VezereException refused) {
                node.veth().agree(ve.ctid(), network, old, notice -> {});
                throw refused;
            }
        }
    }

    /// Interfaces of VE0. Those that the change does not name stay where they are, saved or not.
    void change(RunningVe ve, ConfigChange.NetDevices change) {
        List<String> old = node.netDevices().present(ve.ctid());
        List<String> wanted = new ArrayList<>(old);
        wanted.removeAll(change.removed());
        change.added().stream().filter(name -> !wanted.contains(name)).forEach(wanted::add);
        try (Fd network = namespace(ve)) {
            try {
                node.netDevices().agree(ve.ctid(), network, wanted);
            } catch (VezereException refused) {
                node.netDevices().agree(ve.ctid(), network, old);
                throw refused;
            }
        }
    }

    /// The interfaces of VE0 that a config gives to its VE.
    static List<String> netDevices(VeConfig config) {
        return config.value(Parameter.NETDEV, Kinds.NET_DEVICES).orElse(List.of());
    }

    /// Limits a running VE's interfaces as its config says.
    void limit(VeConfig config, Call call) {
        limit(node, config, call::notice);
    }

    static void limit(NodeServices node, VeConfig config, Consumer<Notice> notices) {
        List<Rate> rates = config.value(Parameter.RATE, Kinds.RATES).orElse(List.of());
        boolean bound = config.isYes(Parameter.RATEBOUND);
        if (!rates.isEmpty() && !bound) {
            notices.accept(
                    Notice.of(NoticeKind.WARNING, "RATE limits nothing without RATEBOUND=yes (--ratebound yes)"));
        }
        for (Rate unused : node.rates().agree(config.ctid(), bound ? rates : List.of())) {
            notices.accept(Notice.of(
                    NoticeKind.WARNING, "RATE " + unused + ": the container has no interface " + unused.device()));
        }
    }

    private static List<IpAddress> routed(List<Netif> netifs) {
        return netifs.stream()
                .filter(netif -> netif.bridge().isEmpty())
                .flatMap(netif -> netif.addresses().stream())
                .toList();
    }

    static Notice configuring(List<Netif> netifs) {
        return Notice.of(NoticeKind.CONFIGURE_VETH, hostNames(netifs));
    }

    private static String hostNames(List<Netif> netifs) {
        return netifs.stream().map(Netif::hostIfname).collect(Collectors.joining(" "));
    }

    /// Makes a running VE's network what a config says.
    void restore(RunningVe ve, VeConfig config, Call call) {
        List<IpAddress> wanted = config.addresses();
        Set<InetAddress> kept = wanted.stream().map(IpAddress::address).collect(Collectors.toSet());
        try (Fd namespace = namespace(ve);
                InnerNetwork network = new InnerNetwork(namespace)) {
            for (InetAddress address : List.copyOf(node.venet().addresses(ve.ctid()))) {
                if (!kept.contains(address)) {
                    node.venet().deleteAddress(ve.ctid(), namespace, IpAddress.parse(address.getHostAddress()));
                }
            }
            for (IpAddress address : wanted) {
                if (!node.venet().addresses(ve.ctid()).contains(address.address())) {
                    node.venet().addAddress(ve.ctid(), namespace, address, call::notice);
                }
            }
            node.veth().agree(ve.ctid(), network, config.netifs(node.identity()), call::notice);
            node.veth().restoreRoutes(ve.ctid(), namespace);
            node.netDevices().agree(ve.ctid(), namespace, netDevices(config));
        }
        limit(config, call);
        rememberAddresses(ve);
    }

    private static Fd namespace(RunningVe ve) {
        return OpenFile.at("/proc/" + ve.init().pid() + "/ns/net");
    }

    /// Addresses of venet.
    ///
    /// @param ask whether to look for other owners of new ones
    void change(RunningVe ve, ConfigChange.Addresses change, boolean ask, Call call) {
        if (ask) {
            change.added().forEach(address -> node.venet().refuseTaken(ve.ctid(), address));
        }
        List<IpAddress> removed = change.all()
                ? node.venet().addresses(ve.ctid()).stream()
                        .map(address -> IpAddress.parse(address.getHostAddress()))
                        .toList()
                : change.removed();
        DefaultRoutes routes = node.veth().defaultRoutes(ve.ctid());
        try (Fd network = namespace(ve)) {
            if (!removed.isEmpty()) {
                call.notice(Notice.of(
                        change.all() ? NoticeKind.DELETING_ALL_ADDRESSES : NoticeKind.DELETING_ADDRESSES,
                        words(removed)));
                removed.forEach(address -> node.venet().deleteAddress(ve.ctid(), network, address));
            }
            if (!change.added().isEmpty()) {
                call.notice(Notice.of(NoticeKind.ADDING_ADDRESSES, words(change.added())));
            }
            for (IpAddress address : change.added()) {
                node.venet().deleteAddress(ve.ctid(), network, address);
                addOrRestore(ve, network, address, removed, call);
            }
            node.veth().replaceRoutes(ve.ctid(), network, routes);
        }
        rememberAddresses(ve);
    }

    private void rememberAddresses(RunningVe ve) {
        ve.state(ve.state()
                .with(node.venet().addresses(ve.ctid()).stream()
                        .map(address ->
                                IpAddress.parse(address.getHostAddress()).host())
                        .toList()));
        node.runFiles().write(ve.state());
    }

    /// A replacement that fails must not leave the VE without the addresses that it had.
    private void addOrRestore(RunningVe ve, Fd network, IpAddress address, List<IpAddress> removed, Call call) {
        try {
            node.venet().addAddress(ve.ctid(), network, address, call::notice);
        } catch (VezereException refused) {
            removed.forEach(old -> node.venet().addAddress(ve.ctid(), network, old, call::notice));
            throw refused;
        }
    }

    private static String words(List<IpAddress> addresses) {
        return addresses.stream().map(IpAddress::host).collect(Collectors.joining(" "));
    }
}
