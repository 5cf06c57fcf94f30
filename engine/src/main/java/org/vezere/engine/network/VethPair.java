package org.vezere.engine.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.BridgeVlans;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Ipv4Setting;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.MacAddress;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.linux.net.RouteRules;
import org.vezere.linux.net.Routes;
import org.vezere.model.Ctid;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Netif;

/// One Ethernet interface of a VE and its host end: an ordinary veth pair, which resolves neighbours as any Ethernet
/// does. The host end is a port of a bridge, or, without one, a router's interface of VE0.
final class VethPair {
    /// What [#alias] makes.
    static final Pattern ALIAS = Pattern.compile("VE ([1-9]\\d{0,9}) (\\S{1,15})");

    /// Groups that tell our host ends from other links; "vb" and "vr" in ASCII.
    static final int BRIDGED = 0x7662;

    static final int ROUTED = 0x7672;

    /// Tables of routed interfaces inside, after those that have names; the link's index is added.
    private static final int TABLES = 1_000;

    private static final IpPrefix ROUTER = IpPrefix.host(VenetPair.GATEWAY);
    private static final IpPrefix ROUTER6 = new IpPrefix(VenetPair.GATEWAY6, 64);

    private VethPair() {}

    /// Makes the pair, the inner end born in the VE, both ends down.
    ///
    /// @throws org.vezere.linux.KernelException EEXIST when VE0 has a link of that name
    static Link create(NetlinkSocket socket, Fd networkNamespace, Netif netif, int mtu) {
        LinkChange here = LinkChange.nothing().mac(hostMac(netif)).mtu(mtu).group(group(netif));
        LinkChange there = LinkChange.nothing().mac(mac(netif.mac())).mtu(mtu);
        return Links.sendAndGet(
                socket,
                List.of(Links.createVeth(netif.hostIfname(), here, netif.ifname(), there, networkNamespace)),
                netif.hostIfname());
    }

    /// Makes the host end what its settings say, and up; whatever it was before.
    ///
    /// @param bridge index of its bridge, 0 for none
    static List<NetlinkRequest> raiseHost(Link host, Ctid ctid, Netif netif, int bridge, boolean ipv6) {
        boolean routed = bridge == 0;
        List<NetlinkRequest> requests = new ArrayList<>();
        if (!host.name().equals(netif.hostIfname())) {
            // Older kernels rename no link that is up.
            requests.add(Links.change(host.index(), LinkChange.nothing().down()));
            requests.add(Links.change(host.index(), LinkChange.nothing().name(netif.hostIfname())));
        }
        LinkChange change = LinkChange.nothing()
                .alias(alias(ctid, netif))
                .group(group(netif))
                .mac(hostMac(netif))
                .master(bridge)
                .ipv4(
                        Ipv4Setting.acceptRedirects(false),
                        Ipv4Setting.sendRedirects(false),
                        Ipv4Setting.reversePathFilter(1),
                        Ipv4Setting.proxyArp(routed));
        if (ipv6) {
            if (routed) {
                NetworkSysctl.set("ipv6", host.name(), "accept_ra", 0);
                NetworkSysctl.set("ipv6", host.name(), "autoconf", 0);
                NetworkSysctl.set("ipv6", host.name(), "accept_redirects", 0);
            }
            NetworkSysctl.set("ipv6", host.name(), "disable_ipv6", routed ? 0 : 1);
            change = change.withoutGeneratedAddresses();
        }
        requests.add(Links.change(host.index(), change.up()));
        requests.addAll(routers(host.index(), routed, ipv6));
        return requests;
    }

    /// Makes the host end a port of a bridge that tells VLANs apart, in its own VLAN alone. It joins while it is
    /// down: a port is in the bridge's default VLAN first.
    ///
    /// @param mayBeTagged whether it may have been in a VLAN of its own; one without gets the default by joining
    static List<NetlinkRequest> intoVlan(Link host, Netif netif, int bridge, boolean mayBeTagged) {
        if (netif.vlan().isEmpty()) {
            return mayBeTagged
                    ? List.of(Links.change(host.index(), LinkChange.nothing().master(0)))
                    : List.of();
        }
        List<NetlinkRequest> requests = new ArrayList<>();
        if (host.master() != bridge) {
            requests.add(Links.change(host.index(), LinkChange.nothing().down()));
            requests.add(Links.change(host.index(), LinkChange.nothing().master(bridge)));
        }
        requests.addAll(BridgeVlans.only(host.index(), netif.vlan().get()));
        return requests;
    }

    /// The addresses by which a VE finds VE0 as its router, the same for every VE.
    private static List<NetlinkRequest> routers(int host, boolean routed, boolean ipv6) {
        if (!routed) {
            return List.of(Addresses.delete(host, ROUTER).tolerating(Errno.EADDRNOTAVAIL));
        }
        NetlinkRequest ipv4 = Addresses.add(host, ROUTER);
        return ipv6 ? List.of(ipv4, Addresses.addWithNetwork(host, ROUTER6)) : List.of(ipv4);
    }

    /// Gives the inner end its addresses and the routes of a table of its own, and sets it up if it has any; else that
    /// is left to the VE.
    ///
    /// What comes from an address of a routed interface leaves by that interface, whatever default routes the VE
    /// has: VE0 refuses it on any other.
    ///
    /// @param gone addresses that it has no longer
    static void raiseInside(NetlinkSocket inside, Netif netif, List<IpAddress> own, Collection<InetAddress> gone) {
        Link link = Links.get(inside, netif.ifname());
        boolean routed = netif.bridge().isEmpty();
        int table = TABLES + link.index();
        List<NetlinkRequest> requests = new ArrayList<>();
        requests.add(Links.change("lo", LinkChange.nothing().up()));
        if (link.mac().filter(mac(netif.mac())::equals).isEmpty()) {
            requests.add(Links.change(link.index(), LinkChange.nothing().mac(mac(netif.mac()))));
        }
        requests.addAll(without(inside, link, gone, table));
        if (own.isEmpty()) {
            inside.send(requests);
            return;
        }
        requests.add(Links.change(link.index(), LinkChange.nothing().up()));
        for (IpAddress address : own) {
            if (routed) {
                requests.add(Addresses.add(link.index(), IpPrefix.host(address.address())));
                requests.add(RouteRules.add(address.address(), table).tolerating(Errno.EEXIST));
            } else {
                requests.add(RouteRules.delete(address.address(), table).tolerating(Errno.ENOENT));
                requests.add(Addresses.addWithNetwork(link.index(), prefix(address)));
            }
        }
        if (routed) {
            for (boolean v6 : new boolean[] {false, true}) {
                if (own.stream().anyMatch(one -> one.v6() == v6)) {
                    DefaultRoutes.gateway(netif, v6)
                            .ifPresent(router -> requests.add(Routes.defaultOver(router, link.index(), table)));
                }
            }
        }
        inside.send(requests);
    }

    private static List<NetlinkRequest> without(
            NetlinkSocket inside, Link link, Collection<InetAddress> gone, int table) {
        if (gone.isEmpty()) {
            return List.of();
        }
        List<NetlinkRequest> requests = new ArrayList<>();
        List<Addresses.Assigned> present = Addresses.all(inside);
        for (InetAddress address : gone) {
            requests.add(RouteRules.delete(address, table).tolerating(Errno.ENOENT));
            present.stream()
                    .filter(one ->
                            one.link() == link.index() && one.prefix().address().equals(address))
                    .forEach(one -> requests.add(
                            Addresses.delete(link.index(), one.prefix()).tolerating(Errno.EADDRNOTAVAIL)));
        }
        return requests;
    }

    /// The network of an address; without a prefix it is alone in it.
    static IpPrefix prefix(IpAddress address) {
        OptionalInt length = address.prefix();
        int most = address.address() instanceof Inet6Address ? 128 : 32;
        return new IpPrefix(address.address(), length.orElse(most));
    }

    static int group(Netif netif) {
        return netif.bridge().isPresent() ? BRIDGED : ROUTED;
    }

    /// What `ip link` shows of a host end, by which a later vzd knows it again.
    static String alias(Ctid ctid, Netif netif) {
        return "VE " + ctid + " " + netif.ifname();
    }

    private static MacAddress mac(org.vezere.model.value.MacAddress mac) {
        return new MacAddress(mac.bits());
    }

    /// With the VE's own address on its port a bridge would take for itself what is meant for the VE.
    private static MacAddress hostMac(Netif netif) {
        boolean twice = netif.bridge().isPresent() && netif.hostMac().equals(netif.mac());
        return mac(twice ? org.vezere.model.value.MacAddress.BRIDGE_PORT : netif.hostMac());
    }
}
