package org.vezere.engine.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Ipv4Setting;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.MacAddress;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.linux.net.Routes;
import org.vezere.model.Ctid;

/// One VE's pair of links: a veth pair without ARP and with the same hardware address on both ends. Where no
/// neighbour is to be resolved the kernel addresses a packet to the link's own hardware address, and the other end
/// takes it for its own; so the first packet goes through, in both directions and both families, and no ARP is ever
/// seen.
///
/// The gateways inside are addresses that are the same for every VE. Without a gateway the kernel would make a
/// hidden neighbour entry per destination, in a table that all VEs share with VE0.
final class VenetPair {
    static final InetAddress GATEWAY = InetAddress.ofLiteral("169.254.0.1");
    static final InetAddress GATEWAY6 = InetAddress.ofLiteral("fe80::1");

    /// Locally administered, and the CTID in the last four bytes.
    private static final long MAC_PREFIX = 0x0200_0000_0000L;

    /// Nanoseconds.
    private static final long PATIENCE = 500_000_000;

    private static final long PAUSE = 20_000;

    private VenetPair() {}

    /// VE0 as a VE's router, by venet and by an Ethernet interface that VE0 routes.
    static InetAddress gateway(boolean v6) {
        return v6 ? GATEWAY6 : GATEWAY;
    }

    /// Makes the pair, the inner end born in the VE, both ends down. A link that has the name already is what a VE
    /// left behind; it is put away.
    static Link create(NetlinkSocket socket, LinkGrave grave, Ctid ctid, Fd networkNamespace) {
        String name = Venet.hostName(ctid);
        MacAddress mac = new MacAddress(MAC_PREFIX | ctid.value());
        LinkChange end = LinkChange.nothing().mac(mac).withoutArp();
        List<NetlinkRequest> requests = List.of(Links.createVeth(name, end, Venet.INSIDE, end, networkNamespace));
        try {
            return Links.sendAndGet(socket, requests, name);
        } catch (KernelException failure) {
            if (!failure.is(Errno.EEXIST) || !grave.bury(socket, name)) {
                throw failure;
            }
            return Links.sendAndGet(socket, requests, name);
        }
    }

    /// What makes VE0's end ready, in order. The IPv6 settings that netlink can't make are made at once: a link
    /// that is up would already obey router advertisements of the VE.
    static List<NetlinkRequest> raiseHost(Link host, boolean ipv6) {
        List<NetlinkRequest> requests = new ArrayList<>();
        LinkChange change = LinkChange.nothing()
                .ipv4(
                        Ipv4Setting.acceptRedirects(false),
                        Ipv4Setting.sendRedirects(false),
                        Ipv4Setting.reversePathFilter(1),
                        Ipv4Setting.proxyArp(false))
                .up();
        if (!ipv6) {
            requests.add(Links.change(host.index(), change));
            return requests;
        }
        NetworkSysctl.set("ipv6", host.name(), "accept_ra", 0);
        NetworkSysctl.set("ipv6", host.name(), "autoconf", 0);
        NetworkSysctl.set("ipv6", host.name(), "accept_redirects", 0);
        requests.add(Links.change(host.index(), change.withoutGeneratedAddresses()));
        requests.add(Addresses.add(host.index(), IpPrefix.host(GATEWAY6)));
        return requests;
    }

    /// Addresses and `lo` inside the VE, the link still down: the kernel makes IPv6 addresses usable behind our
    /// back, in a work queue, and does so while VE0's end is made ready.
    ///
    /// @return the link's index inside
    static int prepareInside(NetlinkSocket inside, List<InetAddress> addresses) {
        Link link = Links.get(inside, Venet.INSIDE);
        List<NetlinkRequest> requests = new ArrayList<>();
        requests.add(Links.change("lo", LinkChange.nothing().up()));
        addresses.forEach(address -> requests.add(Addresses.add(link.index(), IpPrefix.host(address))));
        inside.send(requests);
        return link.index();
    }

    /// Sets the link inside up, with the default routes of a VE that has no other interface yet; VE0's end must be up
    /// already.
    ///
    /// Packets are lost until the kernel has noticed, in work queues too, that both ends are up and that the IPv6
    /// addresses are there. So this waits for it: some tens of microseconds, more on a busy machine, never for
    /// long.
    static void raiseInside(
            NetlinkSocket inside,
            int link,
            NetlinkSocket socket,
            Ctid ctid,
            List<InetAddress> addresses,
            DefaultRoutes routes) {
        List<NetlinkRequest> requests = new ArrayList<>();
        requests.add(Links.change(link, LinkChange.nothing().up()));
        requests.addAll(routes.through(Venet.INSIDE, link));
        Link raised = Links.sendAndGet(inside, requests, Venet.INSIDE);
        await(() -> raised.isOperational() || Links.get(inside, Venet.INSIDE).isOperational());
        await(() -> Links.get(socket, Venet.hostName(ctid)).isOperational());
        awaitLocal(inside, addresses);
    }

    /// One more address inside.
    static void addInside(Fd networkNamespace, List<InetAddress> addresses) {
        try (NetlinkSocket inside = NetlinkSocket.in(networkNamespace)) {
            int link = Links.get(inside, Venet.INSIDE).index();
            List<NetlinkRequest> requests = new ArrayList<>();
            addresses.forEach(address -> requests.add(Addresses.add(link, IpPrefix.host(address))));
            inside.send(requests);
            awaitLocal(inside, addresses);
        }
    }

    private static void awaitLocal(NetlinkSocket inside, List<InetAddress> addresses) {
        addresses.stream()
                .filter(Inet6Address.class::isInstance)
                .forEach(address -> await(() -> Routes.isLocal(inside, address)));
    }

    /// A VE whose link is not ready in time starts nevertheless; its first packets may be lost.
    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PAUSE);
        }
    }

    /// One address less inside; one that VE root has taken away already is no failure.
    static void deleteInside(Fd networkNamespace, InetAddress address) {
        try (NetlinkSocket inside = NetlinkSocket.in(networkNamespace)) {
            Links.find(inside, Venet.INSIDE)
                    .ifPresent(link -> inside.send(Addresses.delete(link.index(), IpPrefix.host(address))
                            .tolerating(Errno.EADDRNOTAVAIL)));
        }
    }
}
