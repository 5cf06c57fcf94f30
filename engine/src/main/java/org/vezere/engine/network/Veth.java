package org.vezere.engine.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.Routes;
import org.vezere.linux.nft.NftablesException;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Netif;

/// The Ethernet interfaces of VEs, whose host ends are ports of VE0's bridges or, without a bridge, routed by VE0.
///
/// Works in the network namespace of the thread that opened it. Different VEs are handled in parallel; of one VE only
/// who holds its lock may ask for a change.
public final class Veth implements AutoCloseable {
    private static final int MTU = 1500;

    private final NetlinkSocket socket = NetlinkSocket.open();
    private final VethFilter filter = new VethFilter();
    private final LinkGrave grave;
    private final NodeAddresses node;
    private final Map<Ctid, Map<String, Port>> ports = new HashMap<>();

    /// @param netif as it was made, or as the config has it
    /// @param sure whether this vzd made it so; an earlier one may have been killed in the middle
    private record Port(int index, AddressBook.Holder holder, Optional<Netif> netif, boolean sure) {
        private boolean mayBeTagged() {
            return !sure || netif.flatMap(Netif::vlan).isPresent();
        }
    }

    private Veth(Venet venet) {
        this.grave = venet.grave();
        this.node = venet.node();
    }

    /// Begins, taking over the interfaces that an earlier vzd made.
    ///
    /// @param venet what knows the addresses of all VEs; it outlives this
    /// @param configs the interfaces that a VE's config gives it
    public static Veth open(Venet venet, Function<Ctid, List<Netif>> configs) {
        Veth veth = new Veth(venet);
        veth.adopt(configs);
        return veth;
    }

    private void adopt(Function<Ctid, List<Netif>> configs) {
        List<Routes.Route> routes = new ArrayList<>(Routes.all(socket, false));
        routes.addAll(Routes.all(socket, true));
        for (Link link : Links.all(socket)) {
            Matcher alias = VethPair.ALIAS.matcher(link.alias());
            boolean routed = link.group() == VethPair.ROUTED;
            if ((routed || link.group() == VethPair.BRIDGED) && alias.matches()) {
                Ctid ctid = Ctid.parse(alias.group(1));
                Optional<Netif> netif = configs.apply(ctid).stream()
                        .filter(one -> one.ifname().equals(alias.group(2)))
                        .findFirst();
                Port port = new Port(link.index(), holder(ctid, alias.group(2), routed), netif, false);
                remember(ctid, port);
                node.book().claim(port.holder(), routed ? routedBy(link, routes) : given(netif));
            }
        }
        synchronized (ports) {
            filter.keep(ports.values().stream()
                    .flatMap(its -> its.values().stream())
                    .map(Port::index)
                    .collect(Collectors.toSet()));
        }
    }

    private static List<InetAddress> routedBy(Link link, List<Routes.Route> routes) {
        return routes.stream()
                .filter(route -> route.link() == link.index())
                .map(Routes.Route::destination)
                .filter(network -> network.equals(IpPrefix.host(network.address())))
                .map(IpPrefix::address)
                .filter(address -> !address.isLinkLocalAddress() && !address.isMulticastAddress())
                .distinct()
                .toList();
    }

    private static List<InetAddress> given(Optional<Netif> netif) {
        return netif.stream()
                .flatMap(one -> one.addresses().stream())
                .map(IpAddress::address)
                .toList();
    }

    /// The interfaces that a VE has, saved in its config or not. Of one that an earlier vzd made and that is not in
    /// the config nothing more than the link is known; it is left out.
    public List<Netif> present(Ctid ctid) {
        return all(ctid).stream().flatMap(port -> port.netif().stream()).toList();
    }

    /// The VEs that have an interface with a host end on VE0.
    public Set<Ctid> connected() {
        synchronized (ports) {
            return Set.copyOf(ports.keySet());
        }
    }

    /// Gives a running VE the interfaces that are wanted, takes all others from it, and changes what is not as
    /// wanted; those that are already are not touched. Safe to repeat.
    ///
    /// @throws VezereException VETH, with the interface and the reason; ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE. What
    ///     was done before stays: the caller calls again with what there was
    public void agree(Ctid ctid, InnerNetwork inside, List<Netif> wanted, Consumer<Notice> notices) {
        wanted.forEach(this::bridge);
        DefaultRoutes before = defaultRoutes(ctid);
        List<Port> unwanted = all(ctid).stream()
                .filter(port -> wanted.stream()
                        .noneMatch(netif -> netif.ifname().equals(port.holder().device())))
                .toList();
        unwanted.forEach(port -> remove(ctid, port));
        List<Netif> changed = wanted.stream()
                .filter(netif -> find(ctid, netif.ifname())
                        .filter(port -> port.sure()
                                && port.netif().filter(netif::equals).isPresent())
                        .isEmpty())
                .toList();
        if (changed.isEmpty() && unwanted.isEmpty()) {
            return;
        }
        inside.begin();
        changed.forEach(netif -> make(ctid, inside, netif, notices));
        defaultRoutes(ctid)
                .replace(
                        inside.socket(),
                        before,
                        unwanted.stream().map(port -> port.holder().device()).collect(Collectors.toSet()));
    }

    /// Which interfaces hold a VE's default routes, venet0 among them.
    public DefaultRoutes defaultRoutes(Ctid ctid) {
        DefaultRoutes routes = DefaultRoutes.of(node.book().of(Venet.holder(ctid)), present(ctid));
        return node.ipv6() ? routes : routes.withoutIpv6();
    }

    /// Leads a running VE's default routes elsewhere where the interfaces that hold them changed.
    ///
    /// @param networkNamespace the VE's
    /// @param before what [#defaultRoutes] said before the change
    public void replaceRoutes(Ctid ctid, Fd networkNamespace, DefaultRoutes before) {
        try (NetlinkSocket inside = NetlinkSocket.in(networkNamespace)) {
            defaultRoutes(ctid).replace(inside, before, Set.of());
        }
    }

    /// Makes a running VE's default routes what its interfaces say, after a change of which nobody knows how far it
    /// came.
    public void restoreRoutes(Ctid ctid, Fd networkNamespace) {
        try (NetlinkSocket inside = NetlinkSocket.in(networkNamespace)) {
            defaultRoutes(ctid)
                    .restore(
                            inside,
                            node.book().of(ctid.value()).keySet().stream()
                                    .map(AddressBook.Holder::device)
                                    .collect(Collectors.toSet()));
        }
    }

    private void make(Ctid ctid, InnerNetwork inside, Netif netif, Consumer<Notice> notices) {
        Optional<Port> before = find(ctid, netif.ifname());
        Link bridge = bridge(netif).orElse(null);
        List<IpAddress> own = netif.addresses();
        List<InetAddress> usable = node.usable(own, notices);
        check(netif, own);
        AddressBook.Holder holder = holder(ctid, netif.ifname(), bridge == null);
        Set<InetAddress> had = before.map(port -> node.book().of(port.holder())).orElse(Set.of());
        // Nothing is touched before it is clear that the new addresses are to be had.
        node.claim(
                holder,
                usable.stream().filter(address -> !had.contains(address)).toList());
        before.ifPresent(port -> release(port, had));
        try {
            node.claim(holder, usable);
            Optional<Link> there = before.flatMap(port -> byIndex(port.index()));
            Link host = there.orElseGet(() -> create(inside.namespace(), netif, bridge == null ? MTU : bridge.mtu()));
            remember(ctid, new Port(host.index(), holder, Optional.of(netif), false));
            filter(host, netif, usable, Optional.ofNullable(bridge), there.isEmpty());
            if (bridge != null && bridge.vlanFiltering()) {
                // A request that fails doesn't keep the next one of its batch from being done: not up before it is
                // there.
                socket.send(VethPair.intoVlan(
                        host,
                        netif,
                        bridge.index(),
                        before.filter(Port::mayBeTagged).isPresent()));
            }
            List<NetlinkRequest> requests =
                    VethPair.raiseHost(host, ctid, netif, bridge == null ? 0 : bridge.index(), node.ipv6());
            if (bridge == null) {
                node.warn(usable, notices);
                usable.forEach(address -> requests.addAll(node.routing(host.index(), address)));
            }
            socket.send(requests);
            List<IpAddress> kept =
                    own.stream().filter(one -> usable.contains(one.address())).toList();
            VethPair.raiseInside(
                    inside.socket(),
                    netif,
                    kept,
                    had.stream().filter(address -> !usable.contains(address)).toList());
            if (bridge == null) {
                node.announce(usable);
            }
            remember(ctid, new Port(host.index(), holder, Optional.of(netif), true));
        } catch (KernelException | NftablesException failure) {
            remove(ctid, netif.ifname());
            throw new VezereException(
                    FailureKind.VETH, "veth device " + netif.ifname() + ": " + failure.getMessage(), failure);
        }
    }

    private Link create(Fd namespace, Netif netif, int mtu) {
        try {
            return VethPair.create(socket, namespace, netif, mtu);
        } catch (KernelException failure) {
            if (!failure.is(Errno.EEXIST) || !isLeftOver(netif.hostIfname())) {
                throw failure;
            }
            grave.bury(socket, netif.hostIfname());
            return VethPair.create(socket, namespace, netif, mtu);
        }
    }

    /// Whether a link of VE0 is a host end of ours that no VE has.
    private boolean isLeftOver(String name) {
        Link link = Links.get(socket, name);
        boolean ours = link.group() == VethPair.ROUTED || link.group() == VethPair.BRIDGED;
        synchronized (ports) {
            return ours
                    && ports.values().stream()
                            .flatMap(its -> its.values().stream())
                            .noneMatch(port -> port.index() == link.index());
        }
    }

    private void filter(Link host, Netif netif, List<InetAddress> addresses, Optional<Link> bridge, boolean isNew) {
        VethFilter.Rule rule = new VethFilter.Rule(
                netif.mac(),
                netif.filtersMac(),
                addresses,
                bridge.filter(Link::vlanFiltering).isPresent());
        if (rule.isEmpty()) {
            filter.remove(host.index());
        } else if (isNew) {
            // Replacing what is not there would take ten times as long.
            filter.install(host.index(), host.name(), rule);
        } else {
            filter.replace(host.index(), host.name(), rule);
        }
    }

    private Optional<Link> byIndex(int index) {
        return Links.all(socket).stream().filter(link -> link.index() == index).findFirst();
    }

    private Optional<Link> bridge(Netif netif) {
        netif.refuseVlanWithoutBridge();
        return netif.bridge().map(name -> {
            Link link = Links.find(socket, name)
                    .orElseThrow(() -> refused(netif, "bridge " + name + " does not exist on the node"));
            if (!link.kind().equals("bridge")) {
                throw refused(netif, name + " is no bridge");
            }
            netif.vlan().filter(vlan -> !link.vlanFiltering()).ifPresent(vlan -> {
                throw refused(
                        netif,
                        "bridge " + name + " is not VLAN-aware: VLAN " + vlan + " would not be kept apart in it");
            });
            return link;
        });
    }

    private static VezereException refused(Netif netif, String reason) {
        return new VezereException(FailureKind.VETH, "veth device " + netif.ifname() + ": " + reason);
    }

    private static void check(Netif netif, List<IpAddress> own) {
        if (netif.bridge().isEmpty()) {
            return;
        }
        for (IpAddress gateway : netif.gateways()) {
            boolean inside = gateway.address().isLinkLocalAddress()
                    || own.stream().anyMatch(one -> NodeLinks.contains(VethPair.prefix(one), gateway.address()));
            if (!inside) {
                throw refused(netif, "gateway " + gateway + " is in none of its networks");
            }
        }
    }

    /// Takes all interfaces from a VE, whether its network namespace still exists or not. Returns as soon as no packet
    /// passes any more and the names are free.
    public void remove(Ctid ctid) {
        all(ctid).forEach(port -> remove(ctid, port));
    }

    private void remove(Ctid ctid, String ifname) {
        find(ctid, ifname).ifPresent(port -> remove(ctid, port));
    }

    private void remove(Ctid ctid, Port port) {
        grave.bury(socket, port.index());
        release(port, node.book().of(port.holder()));
        filter.remove(port.index());
        synchronized (ports) {
            Map<String, Port> its = ports.getOrDefault(ctid, new LinkedHashMap<>());
            its.remove(port.holder().device());
            if (its.isEmpty()) {
                ports.remove(ctid);
            }
        }
    }

    /// Routes go with a link that is down, but a link that stays must lose them.
    private void release(Port port, Collection<InetAddress> addresses) {
        if (port.holder().routed()) {
            List<NetlinkRequest> requests = node.withoutProxies(addresses);
            addresses.forEach(address -> requests.add(
                    Routes.delete(IpPrefix.host(address), port.index()).tolerating(Errno.ESRCH, Errno.ENODEV)));
            socket.send(requests);
        }
        node.book().release(port.holder(), addresses);
    }

    private void remember(Ctid ctid, Port port) {
        synchronized (ports) {
            ports.computeIfAbsent(ctid, none -> new LinkedHashMap<>())
                    .put(port.holder().device(), port);
        }
    }

    private List<Port> all(Ctid ctid) {
        synchronized (ports) {
            return List.copyOf(ports.getOrDefault(ctid, Map.of()).values());
        }
    }

    private Optional<Port> find(Ctid ctid, String ifname) {
        return all(ctid).stream()
                .filter(port -> port.holder().device().equals(ifname))
                .findFirst();
    }

    private static AddressBook.Holder holder(Ctid ctid, String device, boolean routed) {
        return new AddressBook.Holder(ctid.value(), device, routed);
    }

    /// Gives the filter's table back to the kernel; for a node without any such interface.
    public void uninstall() {
        filter.uninstall();
    }

    @Override
    public void close() {
        filter.close();
        socket.close();
    }
}
