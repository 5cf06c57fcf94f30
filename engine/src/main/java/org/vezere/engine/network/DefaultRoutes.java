package org.vezere.engine.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vezere.linux.Errno;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.Routes;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Netif;

/// Which of a VE's interfaces hold its default routes, one for each family: the last Ethernet interface that was
/// given a gateway, else venet0, else the first Ethernet interface that VE0 routes. Each needs addresses of the
/// family.
///
/// The same is true of a VE that starts and of one that runs and whose interfaces change; so what is left takes over
/// when an interface goes, as a restart would arrange it.
///
/// @param ipv4 empty when no interface can hold it, as with addresses that the VE gets for itself
/// @param ipv6 the same for IPv6
public record DefaultRoutes(Optional<Way> ipv4, Optional<Way> ipv6) {
    /// Where what has no other route goes.
    ///
    /// @param device name of the interface inside the VE
    public record Way(String device, InetAddress gateway) {}

    /// @param venet the addresses on venet0
    /// @param netifs the Ethernet interfaces, in the order in which the VE got them
    public static DefaultRoutes of(Collection<InetAddress> venet, List<Netif> netifs) {
        return new DefaultRoutes(way(venet, netifs, false), way(venet, netifs, true));
    }

    private static Optional<Way> way(Collection<InetAddress> venet, List<Netif> netifs, boolean v6) {
        List<Netif> able = netifs.stream()
                .filter(netif -> netif.addresses().stream().anyMatch(one -> one.v6() == v6))
                .toList();
        Optional<Netif> given =
                able.stream().filter(netif -> given(netif, v6).isPresent()).reduce((former, later) -> later);
        return given.flatMap(netif -> way(netif, v6))
                .or(() -> venet.stream()
                        .filter(one -> one instanceof Inet6Address == v6)
                        .findFirst()
                        .map(any -> new Way(Venet.INSIDE, VenetPair.gateway(v6))))
                .or(() ->
                        able.stream().flatMap(netif -> way(netif, v6).stream()).findFirst());
    }

    private static Optional<Way> way(Netif netif, boolean v6) {
        return gateway(netif, v6).map(gateway -> new Way(netif.ifname(), gateway));
    }

    /// The router that an Ethernet interface leads to: the one that it was given, or VE0 where that routes it.
    static Optional<InetAddress> gateway(Netif netif, boolean v6) {
        return given(netif, v6)
                .or(() -> netif.bridge().isEmpty() ? Optional.of(VenetPair.gateway(v6)) : Optional.empty());
    }

    private static Optional<InetAddress> given(Netif netif, boolean v6) {
        return netif.gateways().stream()
                .filter(gateway -> gateway.v6() == v6)
                .map(IpAddress::address)
                .findFirst();
    }

    /// Whether the default route of a family goes through an interface.
    public boolean through(String device, boolean v6) {
        return way(v6).filter(way -> way.device().equals(device)).isPresent();
    }

    private Optional<Way> way(boolean v6) {
        return v6 ? ipv6 : ipv4;
    }

    /// The same without IPv6.
    DefaultRoutes withoutIpv6() {
        return new DefaultRoutes(ipv4, Optional.empty());
    }

    /// What makes those that go through a link.
    ///
    /// @param link its index
    List<NetlinkRequest> through(String device, int link) {
        List<NetlinkRequest> requests = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            way(v6).filter(way -> way.device().equals(device))
                    .ifPresent(way -> requests.add(Routes.defaultOver(way.gateway(), link)));
        }
        return requests;
    }

    /// Brings them into force. Where the holder stays the same, a default route that VE root has made instead stays.
    ///
    /// @param before those that were in force
    /// @param gone interfaces that are just being taken away, whose routes may still be seen
    void replace(NetlinkSocket inside, DefaultRoutes before, Set<String> gone) {
        for (boolean v6 : new boolean[] {false, true}) {
            Optional<Way> old = before.way(v6);
            Optional<Way> now = way(v6);
            if (now.isEmpty()) {
                old.ifPresent(way -> delete(inside, way.device(), v6));
            } else if (!now.equals(old) || !exists(inside, v6, gone)) {
                make(inside, now.get());
            }
        }
    }

    /// Brings them into force, whatever was before; only one that VE root has made through an interface of its own
    /// stays.
    ///
    /// @param given the interfaces with addresses that VE0 gives, any of which may have held them
    void restore(NetlinkSocket inside, Set<String> given) {
        for (boolean v6 : new boolean[] {false, true}) {
            Optional<Way> now = way(v6);
            if (now.isEmpty()) {
                given.forEach(device -> delete(inside, device, v6));
            } else if (!exists(inside, v6, given)) {
                make(inside, now.get());
            }
        }
    }

    /// Whether there is a default route.
    ///
    /// @param without names of interfaces whose routes don't count
    private static boolean exists(NetlinkSocket inside, boolean v6, Set<String> without) {
        Set<Integer> ignored = Links.all(inside).stream()
                .filter(link -> without.contains(link.name()))
                .map(Link::index)
                .collect(Collectors.toSet());
        return Routes.all(inside, v6).stream()
                .anyMatch(route -> route.destination().length() == 0
                        && route.table() == Routes.MAIN
                        && !ignored.contains(route.link()));
    }

    /// VE root may have renamed the interface, or may be about to: that is its own affair.
    private static void make(NetlinkSocket inside, Way way) {
        Links.find(inside, way.device())
                .ifPresent(link -> inside.send(
                        Routes.defaultOver(way.gateway(), link.index()).tolerating(Errno.ENODEV, Errno.ENETDOWN)));
    }

    private static void delete(NetlinkSocket inside, String device, boolean v6) {
        IpPrefix everything = IpPrefix.everything(VenetPair.gateway(v6));
        Links.find(inside, device)
                .ifPresent(link ->
                        inside.send(Routes.delete(everything, link.index()).tolerating(Errno.ESRCH, Errno.ENODEV)));
    }
}
