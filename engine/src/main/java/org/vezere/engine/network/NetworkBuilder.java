package org.vezere.engine.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.BridgeVlans;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.MacAddress;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;

/// Makes the links of declared networks, and takes them away. What it has made carries a mark (`ifalias`), and only
/// that does it ever take away.
final class NetworkBuilder {
    private static final String MARK = "network of Vezere";

    private final NetlinkSocket socket;
    private final String identity;

    /// @param identity what tells this machine from others, in hardware addresses that are made up
    NetworkBuilder(NetlinkSocket socket, String identity) {
        this.socket = socket;
        this.identity = identity;
    }

    /// Makes what a network lacks; what is as declared is not touched.
    ///
    /// @throws VezereException SYSTEM with what is in the way, or with the gateway that is lost; what was
    ///     taken over is where it was then
    void build(DeclaredNetwork network) {
        Map<String, Belongings> belongings = belongings(network);
        try {
            Link bridge = connect(network, belongings);
            for (Belongings its : belongings.values()) {
                its.lost(bridge).ifPresent(gateway -> {
                    throw refused(
                            network,
                            "the gateway " + new IpAddress(gateway, OptionalInt.empty()).host()
                                    + " does not answer by it; all is as before");
                });
            }
        } catch (RuntimeException refused) {
            giveBack(network, belongings);
            throw refused;
        }
    }

    private Link connect(DeclaredNetwork network, Map<String, Belongings> belongings) {
        Optional<Link> port = network.uplink().map(uplink -> port(network, uplink));
        int there = Links.find(socket, network.name()).map(Link::index).orElse(0);
        port.filter(link -> link.master() != 0 && link.master() != there).ifPresent(link -> {
            throw refused(network, link.name() + " belongs to another bridge or bond already");
        });
        Link bridge = bridge(network, port);
        port.filter(link -> !link.isUp())
                .ifPresent(link -> socket.send(
                        Links.change(link.index(), LinkChange.nothing().up())));
        belongings.forEach((name, its) -> {
            Link from = Links.get(socket, name);
            boolean isPort = port.filter(link -> link.index() == from.index()).isPresent();
            LinkChange leaving = isPort ? LinkChange.nothing().master(bridge.index()) : LinkChange.nothing();
            its.move(socket, from, leaving, bridge, LinkChange.nothing());
        });
        port.filter(link -> link.master() == 0)
                .ifPresent(link -> socket.send(
                        Links.change(link.index(), LinkChange.nothing().master(bridge.index()))));
        if (network.vlanAware()) {
            port.ifPresent(link -> socket.send(BridgeVlans.trunk(link.index())));
        }
        List<NetlinkRequest> requests = new ArrayList<>();
        for (IpAddress address : network.addresses()) {
            requests.add(Addresses.addWithNetwork(bridge.index(), VethPair.prefix(address)));
        }
        socket.send(requests);
        return bridge;
    }

    /// What VE0 has by the links below a network that is to take it over, by their names.
    private Map<String, Belongings> belongings(DeclaredNetwork network) {
        Map<String, Belongings> all = new LinkedHashMap<>();
        if (network.takeOver()) {
            Stream.of(network.port().stream(), network.uplink().stream(), network.bondNics().stream())
                    .flatMap(names -> names)
                    .distinct()
                    .flatMap(name -> Links.find(socket, name).stream())
                    .forEach(link -> {
                        Belongings its = Belongings.of(socket, link, address -> true);
                        if (!its.isEmpty()) {
                            all.put(link.name(), its);
                        }
                    });
        }
        return all;
    }

    private void giveBack(DeclaredNetwork network, Map<String, Belongings> belongings) {
        belongings.forEach((name, its) -> Links.find(socket, network.name())
                .ifPresent(bridge -> Links.find(socket, name).ifPresent(link -> giveBack(its, bridge, link))));
    }

    private void giveBack(Belongings its, Link bridge, Link link) {
        LinkChange arriving =
                link.master() == 0 ? LinkChange.nothing() : LinkChange.nothing().master(0);
        its.move(socket, bridge, LinkChange.nothing(), link, arriving);
    }

    /// The link below gets back what a network that goes has of it: all that was not declared for the network itself.
    private void giveBack(DeclaredNetwork network) {
        if (!network.takeOver()) {
            return;
        }
        Links.find(socket, network.name())
                .filter(NetworkBuilder::isOurs)
                .ifPresent(bridge -> network.port()
                        .flatMap(name -> Links.find(socket, name))
                        .filter(link -> link.master() == bridge.index())
                        .ifPresent(link -> giveBack(
                                Belongings.of(
                                        socket,
                                        bridge,
                                        address -> network.addresses().stream()
                                                .noneMatch(own -> own.address().equals(address.address()))),
                                bridge,
                                link)));
    }

    private Link bridge(DeclaredNetwork network, Optional<Link> port) {
        Optional<Link> there = Links.find(socket, network.name());
        if (there.isPresent()) {
            if (!isOurs(there.get())) {
                throw refused(network, "VE0 has a link of that name, which is not Vezere's");
            }
            return ready(tellVlansApart(network, there.get(), port));
        }
        // A bridge that is given an address keeps it; else it would take over those of VEs that come and go.
        MacAddress mac = port.flatMap(Link::mac)
                .orElseGet(() -> new MacAddress(org.vezere.model.value.MacAddress.generate(network.name(), 0, identity)
                        .bits()));
        LinkChange settings = LinkChange.nothing().mac(mac);
        return ready(bridgeAfter(
                network,
                network.vlanAware()
                        ? Links.createVlanBridge(network.name(), settings)
                        : Links.createBridge(network.name(), settings),
                mark(network.name())));
    }

    /// A bridge that is up has its settings: an earlier vzd may have ended before it made them.
    private Link ready(Link bridge) {
        if (!bridge.isUp()) {
            for (String setting : List.of("accept_ra", "autoconf", "accept_redirects")) {
                NetworkSysctl.set("ipv6", bridge.name(), setting, 0);
            }
            socket.send(Links.change(bridge.index(), LinkChange.nothing().up()));
        }
        return bridge;
    }

    /// A VE in a VLAN would be in one segment with all others where the bridge knows none.
    private Link tellVlansApart(DeclaredNetwork network, Link bridge, Optional<Link> port) {
        if (bridge.vlanFiltering() == network.vlanAware()) {
            return bridge;
        }
        List<String> members = members(network);
        if (!members.isEmpty()) {
            throw refused(
                    network,
                    "--vlan-aware is for a network without VEs, and this one is in use by "
                            + String.join(", ", members));
        }
        Link changed = bridgeAfter(network, BridgeVlans.filtering(bridge.index(), network.vlanAware()));
        port.filter(link -> !network.vlanAware() && link.master() == bridge.index())
                .ifPresent(link -> socket.send(BridgeVlans.withoutTrunk(link.index())));
        return changed;
    }

    private Link bridgeAfter(DeclaredNetwork network, NetlinkRequest... requests) {
        try {
            return Links.sendAndGet(socket, List.of(requests), network.name());
        } catch (KernelException failure) {
            if (network.vlanAware() && failure.is(Errno.EOPNOTSUPP)) {
                throw refused(network, "bridges of this kernel can't tell VLANs apart (CONFIG_BRIDGE_VLAN_FILTERING)");
            }
            throw failure;
        }
    }

    private Link port(DeclaredNetwork network, String uplink) {
        Link lower = network.bondNics().isEmpty() ? nic(network, uplink) : bond(network, uplink);
        if (network.vlan().isEmpty()) {
            if (!network.takeOver()) {
                refuseAddresses(network, lower);
            }
            return lower;
        }
        String name = network.port().orElseThrow();
        Optional<Link> there = Links.find(socket, name);
        if (there.isPresent()) {
            boolean same = there.get().kind().equals("vlan") && there.get().peer() == lower.index();
            if (!same) {
                throw refused(network, "VE0 has a link " + name + ", which is no VLAN of " + uplink);
            }
            return there.get();
        }
        if (!lower.isUp()) {
            socket.send(Links.change(lower.index(), LinkChange.nothing().up()));
        }
        return marked(name, Links.createVlan(name, lower.index(), network.vlan().get()));
    }

    private Link bond(DeclaredNetwork network, String name) {
        Optional<Link> there = Links.find(socket, name);
        if (there.filter(link -> !link.kind().equals("bond")).isPresent()) {
            throw refused(network, "VE0 has a link " + name + ", which is no bond");
        }
        List<Link> nics =
                network.bondNics().stream().map(nic -> nic(network, nic)).toList();
        if (!network.takeOver()) {
            nics.forEach(nic -> refuseAddresses(network, nic));
        }
        Link bond = there.orElseGet(
                () -> marked(name, Links.createBond(name, DeclaredNetwork.MODES.indexOf(network.mode()))));
        for (Link nic : nics) {
            if (nic.master() == bond.index()) {
                continue;
            }
            if (nic.master() != 0) {
                throw refused(network, nic.name() + " belongs to another bridge or bond already");
            }
            // A bond takes no link that is up.
            socket.send(
                    Links.change(nic.index(), LinkChange.nothing().down()),
                    Links.change(nic.index(), LinkChange.nothing().master(bond.index())),
                    Links.change(nic.index(), LinkChange.nothing().up()));
        }
        // It has the hardware address of its first NIC by now.
        return Links.sendAndGet(
                socket, List.of(Links.change(bond.index(), LinkChange.nothing().up())), name);
    }

    private Link nic(DeclaredNetwork network, String name) {
        Link link =
                Links.find(socket, name).orElseThrow(() -> refused(network, "VE0 has no network interface " + name));
        if (link.isLoopback() || link.isWithoutArp() || link.mac().isEmpty()) {
            throw refused(network, name + " is no Ethernet interface");
        }
        if (link.kind().equals("bridge")) {
            throw refused(network, name + " is a bridge itself; bridges in bridges make loops");
        }
        if (link.group() == VethPair.BRIDGED || link.group() == VethPair.ROUTED) {
            throw refused(network, name + " is an interface of a VE (" + link.alias() + ")");
        }
        return link;
    }

    /// In a bridge or bond they would work no longer.
    private void refuseAddresses(DeclaredNetwork network, Link link) {
        Addresses.all(socket).stream()
                .filter(assigned -> assigned.reaches(link.index()))
                .findFirst()
                .ifPresent(assigned -> {
                    throw refused(
                            network,
                            link.name() + " has VE0's address " + assigned.prefix()
                                    + ", which would stop working; --take-over yes moves it to the network");
                });
    }

    /// Takes away what was made for a network, unless another one stands on it; what was a port of its bridge is one
    /// of none then.
    ///
    /// @param others the networks that stay
    void remove(DeclaredNetwork network, List<DeclaredNetwork> others) {
        giveBack(network);
        if (Links.find(socket, network.name()).filter(NetworkBuilder::isOurs).isPresent()) {
            socket.send(Links.delete(network.name()).tolerating(Errno.ENODEV));
        }
        removeUplink(network, others);
    }

    /// Takes the uplink out of a network's bridge, and away if it was made for it.
    void releasePort(DeclaredNetwork network, List<DeclaredNetwork> others) {
        giveBack(network);
        int bridge = Links.find(socket, network.name()).map(Link::index).orElse(0);
        network.port()
                .flatMap(name -> Links.find(socket, name))
                .filter(link -> bridge != 0 && link.master() == bridge)
                .ifPresent(link -> socket.send(
                        Links.change(link.index(), LinkChange.nothing().master(0))));
        removeUplink(network, others);
    }

    private void removeUplink(DeclaredNetwork network, List<DeclaredNetwork> others) {
        List<String> made = new ArrayList<>();
        network.vlan().ifPresent(vlan -> made.add(network.port().orElseThrow()));
        if (!network.bondNics().isEmpty()) {
            made.add(network.uplink().orElseThrow());
        }
        for (String name : made) {
            boolean used = others.stream()
                    .anyMatch(other -> other.port().filter(name::equals).isPresent()
                            || other.uplink().filter(name::equals).isPresent());
            if (!used && Links.find(socket, name).filter(NetworkBuilder::isOurs).isPresent()) {
                socket.send(Links.delete(name).tolerating(Errno.ENODEV));
            }
        }
    }

    /// Takes addresses from a network's bridge.
    void removeAddresses(DeclaredNetwork network, List<IpAddress> addresses) {
        Links.find(socket, network.name())
                .ifPresent(bridge -> addresses.forEach(
                        address -> socket.send(Addresses.delete(bridge.index(), VethPair.prefix(address))
                                .tolerating(Errno.EADDRNOTAVAIL))));
    }

    /// The VEs' interfaces in a network, in words.
    List<String> members(DeclaredNetwork network) {
        int bridge = Links.find(socket, network.name()).map(Link::index).orElse(0);
        return Links.all(socket).stream()
                .filter(link -> bridge != 0 && link.master() == bridge && link.group() == VethPair.BRIDGED)
                .map(Link::alias)
                .toList();
    }

    /// Makes a link that is known as ours from its first moment on, whatever becomes of this process.
    private Link marked(String name, NetlinkRequest creation) {
        return Links.sendAndGet(socket, List.of(creation, mark(name)), name);
    }

    private static NetlinkRequest mark(String name) {
        return Links.change(name, LinkChange.nothing().alias(MARK));
    }

    static boolean isOurs(Link link) {
        return link.alias().equals(MARK);
    }

    private static VezereException refused(DeclaredNetwork network, String reason) {
        return new VezereException(FailureKind.SYSTEM, "network " + network.name() + ": " + reason);
    }
}
