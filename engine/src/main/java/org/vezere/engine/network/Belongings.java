package org.vezere.engine.network;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.vezere.linux.Errno;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.LinkRoute;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.OwnerProbe;

/// What VE0 has by a link, its addresses and the routes that somebody made, which can be had by another link instead.
///
/// @param answering those gateways that answered before anything was moved
record Belongings(List<IpPrefix> addresses, List<LinkRoute> routes, Set<InetAddress> answering) {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int TRIES = 5;

    /// @param wanted which of the link's addresses count
    static Belongings of(NetlinkSocket socket, Link link, Predicate<IpPrefix> wanted) {
        List<IpPrefix> addresses = Addresses.all(socket).stream()
                .filter(assigned -> assigned.reaches(link.index()))
                .map(Addresses.Assigned::prefix)
                .filter(wanted)
                .toList();
        List<LinkRoute> routes = LinkRoute.through(socket, link.index());
        Set<InetAddress> answering = new LinkedHashSet<>();
        for (LinkRoute route : routes) {
            route.gateway()
                    .filter(gateway -> link.isUp() && answers(link, gateway))
                    .ifPresent(answering::add);
        }
        return new Belongings(addresses, routes, answering);
    }

    boolean isEmpty() {
        return addresses.isEmpty() && routes.isEmpty();
    }

    /// Moves all of it, together with a change of one of the links, in one go.
    ///
    /// @param from has them now
    /// @param leaving what becomes of it
    /// @param to gets them
    /// @param arriving what becomes of that; it is up afterwards
    void move(NetlinkSocket socket, Link from, LinkChange leaving, Link to, LinkChange arriving) {
        List<NetlinkRequest> requests = new ArrayList<>();
        addresses.forEach(
                address -> requests.add(Addresses.delete(from.index(), address).tolerating(Errno.EADDRNOTAVAIL)));
        requests.add(Links.change(from.index(), leaving));
        requests.add(Links.change(to.index(), arriving.up()));
        addresses.forEach(address -> requests.add(Addresses.addWithNetwork(to.index(), address)));
        routes.forEach(route -> requests.add(route.by(to.index())));
        socket.send(requests);
    }

    /// The first gateway that answered before and does not by the link that has them now.
    Optional<InetAddress> lost(Link link) {
        return answering.stream().filter(gateway -> !answers(link, gateway)).findFirst();
    }

    private static boolean answers(Link link, InetAddress gateway) {
        for (int i = 0; i < TRIES; i++) {
            if (OwnerProbe.find(List.of(link), Set.of(), gateway, PATIENCE).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
