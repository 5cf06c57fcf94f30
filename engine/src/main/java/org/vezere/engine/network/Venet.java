package org.vezere.engine.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkTraffic;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.Routes;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.VeInfo;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;

/// The layer-3 links between VE0 and its VEs.
///
/// Each VE has a pair of its own, see [VenetPair]; VE0 has one host route per address, and answers for the
/// addresses on its own networks by proxy entries, which it announces. Works in the network namespace of the thread
/// that opened it; VEs are handled in parallel.
public final class Venet implements AutoCloseable {
    /// The link's name inside the VE, which distribution scripts look for.
    public static final String INSIDE = "venet0";

    private final AntiSpoof filter;
    private final NetlinkSocket socket;
    private final LinkGrave grave;
    private final NodeAddresses node;
    private final AddressBook book;

    private Venet(VenetSettings settings, AntiSpoof filter) {
        this.filter = filter;
        this.socket = NetlinkSocket.open();
        this.grave = LinkGrave.open();
        this.node = NodeAddresses.open(settings);
        this.book = node.book();
    }

    /// What VE0 does about addresses, for links of other kinds too.
    NodeAddresses node() {
        return node;
    }

    /// Where links of VE0 go that are no longer wanted.
    LinkGrave grave() {
        return grave;
    }

    /// Begins, taking over the VEs that an earlier vzd left running.
    ///
    /// @param filter the rules that its links are subject to
    public static Venet open(VenetSettings settings, AntiSpoof filter) {
        Venet venet = new Venet(settings, filter);
        venet.adopt();
        venet.node.start();
        return venet;
    }

    /// The name of VE0's end: `venet101`, 15 characters for the longest CTID.
    public static String hostName(Ctid ctid) {
        return "venet" + ctid;
    }

    private void adopt() {
        Map<Integer, String> names = Links.all(socket).stream().collect(Collectors.toMap(Link::index, Link::name));
        List<Routes.Route> routes = new ArrayList<>(Routes.all(socket, false));
        routes.addAll(Routes.all(socket, true));
        for (Routes.Route route : routes) {
            Optional<Ctid> ctid = HostEnd.ofVenet(names.getOrDefault(route.link(), ""));
            InetAddress address = route.destination().address();
            boolean host = route.destination().equals(IpPrefix.host(address));
            if (ctid.isPresent() && host && !address.isLinkLocalAddress() && !address.isMulticastAddress()) {
                book.claim(holder(ctid.get()), List.of(address));
            }
        }
    }

    /// The VEs of which VE0 has a link, whoever made it.
    public Set<Ctid> connected() {
        return Links.all(socket).stream()
                .flatMap(link -> HostEnd.ofVenet(link.name()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Takes addresses for a VE, before anything is made for it.
    ///
    /// @param notices told what its administrator should know
    /// @return those that VE0 can use
    /// @throws VezereException ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE
    public List<InetAddress> claim(Ctid ctid, List<IpAddress> addresses, Consumer<Notice> notices) {
        List<InetAddress> usable = node.usable(addresses, notices);
        node.claim(holder(ctid), usable);
        return usable;
    }

    /// Connects a VE: pair, addresses and routes on both sides, everything up. Nothing is left when it fails.
    ///
    /// @param claimed its addresses, from [#claim]
    /// @param routes which of its interfaces hold its default routes
    /// @param notices told what its administrator should know
    /// @throws VezereException CANNOT_ADD_ADDRESS when the kernel refuses
    public void connect(
            Ctid ctid,
            InnerNetwork network,
            List<InetAddress> claimed,
            DefaultRoutes routes,
            Consumer<Notice> notices) {
        try {
            network.begin();
            node.warn(claimed, notices);
            filter.allow(hostName(ctid), claimed);
            Link host = VenetPair.create(socket, grave, ctid, network.namespace());
            NetlinkSocket inside = network.socket();
            int link = VenetPair.prepareInside(inside, claimed);
            List<NetlinkRequest> requests = VenetPair.raiseHost(host, node.ipv6());
            claimed.forEach(address -> requests.addAll(node.routing(host.index(), address)));
            socket.send(requests);
            VenetPair.raiseInside(inside, link, socket, ctid, claimed, routes);
            node.announce(claimed);
        } catch (KernelException failure) {
            remove(ctid);
            throw new VezereException(
                    FailureKind.CANNOT_ADD_ADDRESS,
                    "venet of container " + ctid + ": " + failure.getMessage(),
                    failure);
        }
    }

    /// Gives a running VE one more address; its default routes are [Veth#replaceRoutes]'s.
    ///
    /// @throws VezereException as [#claim] and [#connect]; the address is on neither side then
    public void addAddress(Ctid ctid, Fd networkNamespace, IpAddress address, Consumer<Notice> notices) {
        List<InetAddress> usable = node.usable(List.of(address), notices);
        node.claim(holder(ctid), usable);
        try {
            node.warn(usable, notices);
            filter.allow(hostName(ctid), usable);
            VenetPair.addInside(networkNamespace, usable);
            int host = Links.get(socket, hostName(ctid)).index();
            usable.forEach(one -> socket.send(node.routing(host, one)));
            node.announce(usable);
        } catch (KernelException failure) {
            deleteAddress(ctid, networkNamespace, address);
            throw new VezereException(
                    FailureKind.CANNOT_ADD_ADDRESS,
                    "address " + address.host() + " of container " + ctid + ": " + failure.getMessage(),
                    failure);
        }
    }

    /// Takes an address from a running VE; one that it does not have is no failure. Its default routes are
    /// [Veth#replaceRoutes]'s.
    public void deleteAddress(Ctid ctid, Fd networkNamespace, IpAddress address) {
        InetAddress one = address.address();
        if (!book.of(holder(ctid)).contains(one)) {
            return;
        }
        Optional<Link> host = Links.find(socket, hostName(ctid));
        List<NetlinkRequest> requests = node.withoutProxies(List.of(one));
        host.ifPresent(link ->
                requests.add(Routes.delete(IpPrefix.host(one), link.index()).tolerating(Errno.ESRCH, Errno.ENODEV)));
        socket.send(requests);
        VenetPair.deleteInside(networkNamespace, one);
        filter.forbid(hostName(ctid), List.of(one));
        book.release(holder(ctid), List.of(one));
    }

    /// Makes sure that a VE can be given an address: neither VE0, nor another VE, nor another machine on VE0's
    /// networks has it. Takes a second where there are networks to be asked; one that the VE has is not asked for.
    ///
    /// @throws VezereException ADDRESS_NOT_AVAILABLE, ADDRESS_IN_USE
    public void refuseTaken(Ctid ctid, IpAddress address) {
        if (book.owner(address.address())
                .filter(owner -> owner.ctid() == ctid.value())
                .isPresent()) {
            return;
        }
        node.refuseTaken(address);
        elsewhere(address).ifPresent(owner -> {
            throw new VezereException(FailureKind.ADDRESS_IN_USE, owner);
        });
    }

    /// Asks VE0's networks whether another machine has an address already. Takes a second when none has.
    ///
    /// @return who has it, in words
    public Optional<String> elsewhere(IpAddress address) {
        return node.elsewhere(address.address());
    }

    /// The addresses of a connected VE.
    public Collection<InetAddress> addresses(Ctid ctid) {
        return book.of(holder(ctid));
    }

    /// What has passed the interfaces of all VEs, Ethernet among them, as the VEs see it, by the interfaces' names
    /// inside.
    public Map<Ctid, Map<String, VeInfo.Traffic>> traffic() {
        Map<Ctid, Map<String, VeInfo.Traffic>> all = new HashMap<>();
        for (LinkTraffic counted : LinkTraffic.all(socket)) {
            HostEnd.of(counted.link())
                    .ifPresent(end -> all.computeIfAbsent(end.ctid(), none -> new HashMap<>())
                            // What VE0's end sends is what comes to the VE.
                            .put(
                                    end.device(),
                                    new VeInfo.Traffic(
                                            counted.bytesOut(),
                                            counted.packetsOut(),
                                            counted.bytesIn(),
                                            counted.packetsIn())));
        }
        return all;
    }

    /// Disconnects a VE, whether its network namespace still exists or not. Returns as soon as no packet passes any
    /// more and the name is free; the link itself is deleted later. A VE that is not connected is no failure.
    public void remove(Ctid ctid) {
        Collection<InetAddress> addresses = book.of(holder(ctid));
        grave.bury(socket, hostName(ctid));
        List<NetlinkRequest> requests = node.withoutProxies(addresses);
        if (!requests.isEmpty()) {
            socket.send(requests);
        }
        filter.forbid(hostName(ctid), addresses);
        book.release(holder(ctid), addresses);
    }

    static AddressBook.Holder holder(Ctid ctid) {
        return new AddressBook.Holder(ctid.value(), Venet.INSIDE, true);
    }

    @Override
    public void close() {
        node.close();
        grave.close();
        socket.close();
    }
}
