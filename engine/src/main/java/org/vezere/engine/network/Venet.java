package org.vezere.engine.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.net.Announcer;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.Neighbours;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.linux.net.Routes;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;

/// The layer-3 links between VE0 and its VEs.
///
/// Each VE has a pair of its own, see [VenetPair]; VE0 has one host route per address, and answers for the
/// addresses on its own networks by proxy entries, which it announces. Works in the network namespace of the thread
/// that opened it; VEs are handled in parallel.
public final class Venet implements AutoCloseable {
    private static final Pattern HOST_END = Pattern.compile("venet([1-9]\\d{0,9})");

    private final VenetSettings settings;
    private final AntiSpoof filter;
    private final NetlinkSocket socket;
    private final Announcer announcer;
    private final LinkGrave grave;
    private final NodeLinks node;
    private final AddressBook book = new AddressBook();

    private Venet(VenetSettings settings, AntiSpoof filter) {
        this.settings = settings;
        this.filter = filter;
        this.socket = NetlinkSocket.open();
        this.announcer = Announcer.open();
        this.grave = LinkGrave.open();
        this.node = new NodeLinks(settings.neighbourDevices(), this::answerOn);
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
            Matcher name = HOST_END.matcher(names.getOrDefault(route.link(), ""));
            InetAddress address = route.destination().address();
            boolean host = route.destination().equals(IpPrefix.host(address));
            if (name.matches() && host && !address.isLinkLocalAddress() && !address.isMulticastAddress()) {
                book.claim(Math.toIntExact(Long.parseLong(name.group(1))), List.of(address));
            }
        }
    }

    /// The VEs of which VE0 has a link, whoever made it.
    public Set<Ctid> connected() {
        return Links.all(socket).stream()
                .map(link -> HOST_END.matcher(link.name()))
                .filter(Matcher::matches)
                .map(name -> Ctid.parse(name.group(1)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Connects a VE: pair, addresses and routes on both sides, everything up. Nothing is left when it fails.
    ///
    /// @param networkNamespace the VE's, or its pidfd
    /// @param notices told what its administrator should know
    /// @throws VezereException ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE, or CANNOT_ADD_ADDRESS when the kernel refuses
    public void add(Ctid ctid, Fd networkNamespace, List<IpAddress> addresses, Consumer<Notice> notices) {
        List<InetAddress> usable = usable(addresses, notices);
        claim(ctid, usable);
        try (NetlinkSocket.Opening opening = NetlinkSocket.opening(networkNamespace)) {
            warn(usable, notices);
            filter.allow(hostName(ctid), usable);
            Link host = VenetPair.create(socket, grave, ctid, networkNamespace);
            NetlinkSocket inside = opening.socket();
            int link = VenetPair.prepareInside(inside, usable);
            List<NetlinkRequest> requests = VenetPair.raiseHost(host, settings.ipv6());
            usable.forEach(address -> requests.addAll(routing(host.index(), address)));
            socket.send(requests);
            VenetPair.raiseInside(inside, link, socket, ctid, usable);
            announce(usable);
        } catch (KernelException failure) {
            remove(ctid);
            throw new VezereException(
                    FailureKind.CANNOT_ADD_ADDRESS,
                    "venet of container " + ctid + ": " + failure.getMessage(),
                    failure);
        }
    }

    /// Gives a running VE one more address.
    ///
    /// @throws VezereException as [#add]; the address is on neither side then
    public void addAddress(Ctid ctid, Fd networkNamespace, IpAddress address, Consumer<Notice> notices) {
        List<InetAddress> usable = usable(List.of(address), notices);
        claim(ctid, usable);
        try {
            warn(usable, notices);
            filter.allow(hostName(ctid), usable);
            VenetPair.addInside(networkNamespace, usable);
            int host = Links.get(socket, hostName(ctid)).index();
            usable.forEach(one -> socket.send(routing(host, one)));
            announce(usable);
        } catch (KernelException failure) {
            deleteAddress(ctid, networkNamespace, address);
            throw new VezereException(
                    FailureKind.CANNOT_ADD_ADDRESS,
                    "address " + address.host() + " of container " + ctid + ": " + failure.getMessage(),
                    failure);
        }
    }

    /// Takes an address from a running VE; one that it does not have is no failure.
    public void deleteAddress(Ctid ctid, Fd networkNamespace, IpAddress address) {
        InetAddress one = address.address();
        if (!book.of(ctid.value()).contains(one)) {
            return;
        }
        Optional<Link> host = Links.find(socket, hostName(ctid));
        List<NetlinkRequest> requests = withoutProxies(List.of(one));
        host.ifPresent(link ->
                requests.add(Routes.delete(IpPrefix.host(one), link.index()).tolerating(Errno.ESRCH, Errno.ENODEV)));
        socket.send(requests);
        VenetPair.deleteInside(networkNamespace, one);
        filter.forbid(hostName(ctid), List.of(one));
        book.release(ctid.value(), List.of(one));
    }

    /// The addresses of a connected VE.
    public Collection<InetAddress> addresses(Ctid ctid) {
        return book.of(ctid.value());
    }

    /// Disconnects a VE, whether its network namespace still exists or not. Returns as soon as no packet passes any
    /// more and the name is free; the link itself is deleted later. A VE that is not connected is no failure.
    public void remove(Ctid ctid) {
        Collection<InetAddress> addresses = book.of(ctid.value());
        grave.bury(socket, hostName(ctid));
        List<NetlinkRequest> requests = withoutProxies(addresses);
        if (!requests.isEmpty()) {
            socket.send(requests);
        }
        filter.forbid(hostName(ctid), addresses);
        book.release(ctid.value(), addresses);
    }

    private List<InetAddress> usable(List<IpAddress> addresses, Consumer<Notice> notices) {
        List<InetAddress> usable = new ArrayList<>();
        boolean told = false;
        for (IpAddress address : addresses) {
            InetAddress one = address.address();
            if (address.v6() && !settings.ipv6()) {
                if (!told) {
                    notices.accept(Notice.of(NoticeKind.IPV6_DISABLED));
                    told = true;
                }
                continue;
            }
            if (one.isLoopbackAddress()
                    || one.isMulticastAddress()
                    || one.isAnyLocalAddress()
                    || one.isLinkLocalAddress()) {
                throw new VezereException(
                        FailureKind.ADDRESS_NOT_AVAILABLE,
                        "IP address " + address.host() + " is not one that a container can have");
            }
            if (!usable.contains(one)) {
                usable.add(one);
            }
        }
        return usable;
    }

    private void claim(Ctid ctid, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            if (node.isOwn(address)) {
                throw new VezereException(
                        FailureKind.ADDRESS_NOT_AVAILABLE,
                        "IP address " + text(address) + " belongs to the hardware node itself");
            }
        }
        book.claim(ctid.value(), addresses).ifPresent(taken -> {
            throw new VezereException(
                    FailureKind.ADDRESS_IN_USE,
                    "IP address " + text(taken.getKey()) + " is already used by container " + taken.getValue());
        });
    }

    /// What VE0 must be told to do, and never does by itself: its administrator decides, `vz setup` helps.
    private void warn(List<InetAddress> addresses, Consumer<Notice> notices) {
        for (boolean ipv6 : new boolean[] {false, true}) {
            List<InetAddress> family = addresses.stream()
                    .filter(address -> address instanceof Inet6Address == ipv6)
                    .toList();
            if (!family.isEmpty() && !NetworkSysctl.isForwarding(ipv6)) {
                String name = ipv6 ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward";
                notices.accept(Notice.of(
                        NoticeKind.WARNING,
                        name + " is 0: only the hardware node itself reaches " + text(family.getFirst())
                                + " (`vz setup` turns it on)"));
            }
        }
        addresses.stream()
                .filter(Inet6Address.class::isInstance)
                .flatMap(address -> node.neighbourDevices(address).stream())
                .distinct()
                .filter(device -> NetworkSysctl.get("ipv6", device.name(), "proxy_ndp") == 0
                        && NetworkSysctl.get("ipv6", "all", "proxy_ndp") == 0)
                .forEach(device -> notices.accept(Notice.of(
                        NoticeKind.WARNING,
                        "net.ipv6.conf." + device.name() + ".proxy_ndp is 0: nobody on " + device.name()
                                + " finds the container's IPv6 addresses (`vz setup` turns it on)")));
    }

    private List<NetlinkRequest> routing(int host, InetAddress address) {
        List<NetlinkRequest> requests = new ArrayList<>();
        InetAddress source = settings.routeSourceDevice()
                .flatMap(device -> node.firstAddress(device, address))
                .orElse(null);
        requests.add(Routes.direct(IpPrefix.host(address), host, source));
        node.neighbourDevices(address).forEach(device -> requests.add(Neighbours.addProxy(device.index(), address)));
        return requests;
    }

    private List<NetlinkRequest> withoutProxies(Collection<InetAddress> addresses) {
        List<NetlinkRequest> requests = new ArrayList<>();
        for (InetAddress address : addresses) {
            node.neighbourDevices(address)
                    .forEach(device -> requests.add(Neighbours.deleteProxy(device.index(), address)
                            .tolerating(Errno.ENOENT, Errno.ENODEV, Errno.EINVAL)));
        }
        return requests;
    }

    private void announce(List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            for (Link device : node.neighbourDevices(address)) {
                announce(device, List.of(address));
            }
        }
    }

    /// An announcement is a courtesy: without it neighbours take longer to find a VE that has moved.
    private void announce(Link device, List<InetAddress> addresses) {
        if (device.mac().isEmpty()) {
            return;
        }
        try {
            announcer.announce(device.index(), device.mac().get(), addresses);
        } catch (KernelException failure) {
            System.getLogger(Venet.class.getName())
                    .log(System.Logger.Level.WARNING, "{0}: {1}", device.name(), failure.getMessage());
        }
    }

    /// Makes proxy entries again after a link of VE0 has come up: `ip link set DEV down` had dropped them.
    private void answerOn(Link device) {
        List<InetAddress> addresses = book.all().stream()
                .filter(address ->
                        node.neighbourDevices(address).stream().anyMatch(other -> other.index() == device.index()))
                .toList();
        try {
            socket.send(addresses.stream()
                    .map(address -> Neighbours.addProxy(device.index(), address))
                    .toList());
            announce(device, addresses);
        } catch (KernelException failure) {
            System.getLogger(Venet.class.getName())
                    .log(System.Logger.Level.WARNING, "{0}: {1}", device.name(), failure.getMessage());
        }
    }

    private static String text(InetAddress address) {
        return new IpAddress(address, OptionalInt.empty()).host();
    }

    @Override
    public void close() {
        node.close();
        grave.close();
        announcer.close();
        socket.close();
    }
}
