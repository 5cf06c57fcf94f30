package org.vezere.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Option;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.MacAddress;
import org.vezere.model.value.Netif;
import org.vezere.model.value.NetifDraft;
import org.vezere.model.value.VlanId;

/// A change of a VE's Ethernet interfaces under way.
final class NetifEdit {
    private final Ctid ctid;
    private final String node;
    private final Map<String, Netif> before = new LinkedHashMap<>();
    private final Map<String, Netif> after = new LinkedHashMap<>();

    NetifEdit(Ctid ctid, String node, List<NetifDraft> drafts) {
        this.ctid = ctid;
        this.node = node;
        for (NetifDraft draft : drafts) {
            before.put(draft.ifname(), Netif.complete(draft, ctid, node));
        }
        after.putAll(before);
    }

    /// Takes an interface away, or all; one that is not there is no error.
    void remove(String name) {
        if (name.equals(Kinds.ALL)) {
            after.clear();
        } else {
            after.remove(name);
        }
    }

    /// Adds an interface, or gives the one of that name other settings.
    void add(NetifDraft draft) {
        after.put(draft.ifname(), Netif.complete(draft, ctid, node));
    }

    /// Changes one setting of an interface.
    ///
    /// @throws VezereException [FailureKind#VETH] when there is no such interface
    void adjust(String name, Option option, String value) {
        Netif netif = find(name);
        Optional<String> bridge = netif.bridge();
        MacAddress mac = netif.mac();
        String hostIfname = netif.hostIfname();
        MacAddress hostMac = netif.hostMac();
        Optional<Boolean> macFilter = netif.macFilter();
        switch (option.name()) {
            case "bridge" -> {
                bridge = Optional.of(option.parse(Kinds.INTERFACE_OR_NONE, value))
                        .filter(bridgeName -> !bridgeName.isEmpty());
                hostMac = hostMac(netif, bridge.isPresent());
            }
            case "mac" -> mac = option.parse(Kinds.MAC, value);
            case "host_ifname" -> hostIfname = option.parse(Kinds.INTERFACE, value);
            case "host_mac" -> hostMac = option.parse(Kinds.MAC, value);
            case "mac_filter" -> macFilter = Optional.of(option.parse(Kinds.ON_OFF, value));
            case "gw", "gw6" -> {
                String router = option.parse(option.name().equals("gw") ? Kinds.GATEWAY : Kinds.GATEWAY6, value);
                after.put(
                        name,
                        netif.withGateway(
                                option.name(),
                                Optional.of(router)
                                        .filter(text -> !text.isEmpty())
                                        .map(IpAddress::parse)));
                return;
            }
            case "vlan" -> {
                after.put(
                        name,
                        netif.withVlan(Optional.of(option.parse(Kinds.VLAN_OR_NONE, value))
                                .filter(text -> !text.isEmpty())
                                .map(VlanId::parse)));
                return;
            }
            default -> throw new IllegalArgumentException("--" + option.name() + " changes no interface");
        }
        after.put(name, new Netif(name, bridge, mac, hostIfname, hostMac, macFilter, netif.foreign()));
    }

    /// A bridge would take over a lower address of its port, and would deliver to itself what is meant for the VE if
    /// both ends had one address.
    private MacAddress hostMac(Netif netif, boolean inBridge) {
        if (inBridge && netif.bridge().isEmpty()) {
            return MacAddress.BRIDGE_PORT;
        }
        boolean outOfBridge = !inBridge && netif.hostMac().equals(MacAddress.BRIDGE_PORT);
        return outOfBridge ? MacAddress.generate(netif.hostIfname(), ctid.value(), node) : netif.hostMac();
    }

    /// Gives an interface addresses, or takes them.
    ///
    /// @param removed addresses, or the word for all
    /// @throws VezereException [FailureKind#VETH] when there is no such interface
    void addresses(String name, List<IpAddress> added, List<String> removed) {
        List<IpAddress> gone = removed.stream()
                .filter(word -> !word.equals(Kinds.ALL))
                .map(IpAddress::parse)
                .toList();
        after.put(
                name,
                find(name)
                        .with(
                                added,
                                old -> removed.contains(Kinds.ALL)
                                        || gone.stream().anyMatch(old::sameHost)));
    }

    private Netif find(String name) {
        Netif netif = after.get(name);
        if (netif == null) {
            throw new VezereException(FailureKind.VETH, "Container does not have a veth device " + name);
        }
        return netif;
    }

    /// The interfaces that come out.
    ///
    /// @throws VezereException [FailureKind#VETH] when one that is changed would be in a VLAN of no bridge
    List<Netif> result() {
        after.forEach((name, netif) -> {
            if (!netif.equals(before.get(name))) {
                netif.refuseVlanWithoutBridge();
            }
        });
        return List.copyOf(after.values());
    }

    /// What a running VE must be told.
    ConfigChange.Netifs change() {
        List<Netif> removed = new ArrayList<>();
        List<Netif> added = new ArrayList<>();
        List<ConfigChange.Netifs.Altered> altered = new ArrayList<>();
        before.forEach((name, netif) -> {
            if (!after.containsKey(name)) {
                removed.add(netif);
            }
        });
        after.forEach((name, netif) -> {
            Netif old = before.get(name);
            if (old == null) {
                added.add(netif);
            } else if (!old.equals(netif)) {
                altered.add(new ConfigChange.Netifs.Altered(old, netif));
            }
        });
        return new ConfigChange.Netifs(removed, added, altered);
    }
}
