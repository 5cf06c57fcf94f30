package org.vezere.engine.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;
import org.vezere.linux.net.Announcer;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.MacAddress;
import org.vezere.linux.net.Neighbours;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.linux.net.OwnerProbe;
import org.vezere.linux.net.Routes;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;

/// What VE0 does about the addresses of its VEs, by whichever link they are reached: it knows who has which, has a
/// host route for each that it routes, answers for it on its own networks by proxy entries, and announces it.
final class NodeAddresses implements AutoCloseable {
    private static final AddressBook.Holder NOBODY = new AddressBook.Holder(0, "", false);

    private static final int ASKERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final VenetSettings settings;
    private final NetlinkSocket socket;
    private final Announcer announcer;
    private final NodeLinks node;
    private final AddressBook book = new AddressBook();
    private final Set<Integer> prompt = ConcurrentHashMap.newKeySet();

    /// Waiting for an answer holds a thread of the machine, which those of the commands must not be.
    private final ExecutorService askers = Executors.newFixedThreadPool(
            ASKERS, Thread.ofPlatform().daemon().name("other owners ", 0).factory());

    private NodeAddresses(VenetSettings settings) {
        this.settings = settings;
        this.socket = NetlinkSocket.open();
        this.announcer = Announcer.open();
        this.node = new NodeLinks(settings.neighbourDevices(), this::answerOn);
    }

    /// In the network namespace of the calling thread.
    static NodeAddresses open(VenetSettings settings) {
        return new NodeAddresses(settings);
    }

    /// From now on new links of VE0 are looked at.
    void start() {
        node.start();
    }

    /// Who has what.
    AddressBook book() {
        return book;
    }

    boolean ipv6() {
        return settings.ipv6();
    }

    /// The addresses that a VE can have, each once.
    ///
    /// @throws VezereException ADDRESS_NOT_AVAILABLE for one that none can have
    List<InetAddress> usable(List<IpAddress> addresses, Consumer<Notice> notices) {
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

    /// Gives addresses to a link of a VE, all or none.
    ///
    /// @throws VezereException ADDRESS_NOT_AVAILABLE for one of VE0 itself, ADDRESS_IN_USE for one of another link
    void claim(AddressBook.Holder holder, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            if (node.isOwn(address)) {
                throw new VezereException(
                        FailureKind.ADDRESS_NOT_AVAILABLE,
                        "IP address " + text(address) + " belongs to the hardware node itself");
            }
        }
        book.claim(holder, addresses).ifPresent(taken -> {
            throw new VezereException(
                    FailureKind.ADDRESS_IN_USE,
                    "IP address " + text(taken.getKey()) + " is already used by container "
                            + taken.getValue().ctid());
        });
    }

    /// @throws VezereException ADDRESS_NOT_AVAILABLE when VE0 has an address already, ADDRESS_IN_USE when a VE has it
    void refuseTaken(IpAddress address) {
        claim(NOBODY, List.of(address.address()));
        book.release(NOBODY, List.of(address.address()));
    }

    /// Asks VE0's networks whether another machine has an address. Takes a second when none has.
    ///
    /// @return who, in words
    Optional<String> elsewhere(InetAddress address) {
        List<Link> devices = node.neighbourDevices(address);
        if (devices.isEmpty()) {
            return Optional.empty();
        }
        try {
            return askers.submit(() -> ask(devices, node.ownMacs(), address)).get();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException cannotAsk) {
            System.getLogger(NodeAddresses.class.getName())
                    .log(System.Logger.Level.WARNING, "{0}: {1}", text(address), cannotAsk.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> ask(List<Link> devices, Set<MacAddress> own, InetAddress address) {
        return OwnerProbe.find(devices, own, address, PATIENCE)
                .map(owner -> "IP address " + text(address) + " is already used by another machine on the network ("
                        + owner + ")");
    }

    /// What VE0 must be told to do, and never does by itself: its administrator decides, `vz setup` helps.
    void warn(List<InetAddress> addresses, Consumer<Notice> notices) {
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

    /// Route and proxy entries that lead to an address.
    List<NetlinkRequest> routing(int host, InetAddress address) {
        List<NetlinkRequest> requests = new ArrayList<>();
        InetAddress source = settings.routeSourceDevice()
                .flatMap(device -> node.firstAddress(device, address))
                .orElse(null);
        requests.add(Routes.direct(IpPrefix.host(address), host, source));
        for (Link device : node.neighbourDevices(address)) {
            answerAtOnce(device);
            requests.add(Neighbours.addProxy(device.index(), address));
        }
        return requests;
    }

    /// By default the kernel lets whoever asks for an address of a proxy entry wait, up to 0.8 s (`proxy_delay`,
    /// `man 7 arp`), so that the owner could answer first; but the owner is behind this very machine.
    private void answerAtOnce(Link device) {
        if (prompt.add(device.index())) {
            for (String family : settings.ipv6() ? List.of("ipv4", "ipv6") : List.of("ipv4")) {
                try {
                    NetworkSysctl.set(family + "/neigh/" + device.name() + "/proxy_delay", 0);
                } catch (KernelException gone) {
                    // The device, or IPv6 on it.
                    prompt.remove(device.index());
                }
            }
        }
    }

    /// What takes the proxy entries of addresses away.
    List<NetlinkRequest> withoutProxies(Collection<InetAddress> addresses) {
        List<NetlinkRequest> requests = new ArrayList<>();
        for (InetAddress address : addresses) {
            node.neighbourDevices(address)
                    .forEach(device -> requests.add(Neighbours.deleteProxy(device.index(), address)
                            .tolerating(Errno.ENOENT, Errno.ENODEV, Errno.EINVAL)));
        }
        return requests;
    }

    /// Tells VE0's networks where addresses are now.
    void announce(List<InetAddress> addresses) {
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
            System.getLogger(NodeAddresses.class.getName())
                    .log(System.Logger.Level.WARNING, "{0}: {1}", device.name(), failure.getMessage());
        }
    }

    /// Makes proxy entries again after a link of VE0 has come up: `ip link set DEV down` had dropped them.
    private void answerOn(Link device) {
        List<InetAddress> addresses = book.routed().stream()
                .filter(address ->
                        node.neighbourDevices(address).stream().anyMatch(other -> other.index() == device.index()))
                .toList();
        if (!addresses.isEmpty()) {
            answerAtOnce(device);
        }
        try {
            socket.send(addresses.stream()
                    .map(address -> Neighbours.addProxy(device.index(), address))
                    .toList());
            announce(device, addresses);
        } catch (KernelException failure) {
            System.getLogger(NodeAddresses.class.getName())
                    .log(System.Logger.Level.WARNING, "{0}: {1}", device.name(), failure.getMessage());
        }
    }

    private static String text(InetAddress address) {
        return new IpAddress(address, OptionalInt.empty()).host();
    }

    @Override
    public void close() {
        askers.shutdownNow();
        node.close();
        announcer.close();
        socket.close();
    }
}
