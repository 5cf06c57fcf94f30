package org.vezere.engine.network;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkEvent;
import org.vezere.linux.net.LinkMonitor;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.MacAddress;
import org.vezere.linux.net.NetlinkSocket;

/// VE0's own links and addresses, kept up to date by the kernel's events, so that no start has to ask for them.
///
/// Links without neighbour resolution, among them every host end of venet, are not remembered.
final class NodeLinks implements AutoCloseable {
    private static final Pattern HOST_END_OF_VETH = Pattern.compile("veth\\d.*");
    private static final Duration BREATH = Duration.ofMillis(200);

    private final NeighbourDevices rule;
    private final NetlinkSocket socket;
    private final LinkMonitor monitor;
    private final Map<Integer, Link> links = new HashMap<>();
    private final Set<Addresses.Assigned> addresses = new LinkedHashSet<>();
    private final Set<Integer> known = new HashSet<>();
    private final Thread watch;
    private boolean changed;
    private volatile boolean closed;

    /// Looks at everything in the network namespace of the calling thread and then listens.
    ///
    /// @param onNew told of each neighbour device that appears, or comes up again having lost its proxy entries
    NodeLinks(NeighbourDevices rule, Consumer<Link> onNew) {
        this.rule = rule;
        this.socket = NetlinkSocket.open();
        this.monitor = LinkMonitor.open();
        lookAtEverything();
        neighbourDevices().forEach(device -> known.add(device.index()));
        this.watch = Thread.ofPlatform().daemon().name("links of VE0").unstarted(() -> listen(onNew));
    }

    void start() {
        watch.start();
    }

    private void listen(Consumer<Link> onNew) {
        while (!closed) {
            monitor.await(BREATH);
            newDevices().forEach(onNew);
        }
    }

    /// The neighbour devices that were none, if only for a moment, since this was last asked.
    private synchronized List<Link> newDevices() {
        catchUp();
        if (!changed) {
            return List.of();
        }
        changed = false;
        List<Link> all = neighbourDevices();
        List<Link> unknown =
                all.stream().filter(device -> !known.contains(device.index())).toList();
        unknown.forEach(device -> known.add(device.index()));
        return unknown;
    }

    /// Whoever asks hears of what was done before: an address that was taken away a moment ago is free.
    private synchronized void catchUp() {
        monitor.read().forEach(this::note);
    }

    private void note(LinkEvent event) {
        switch (event) {
            case LinkEvent.Changed(Link link) -> {
                if (remember(link)) {
                    changed(link.index());
                }
            }
            case LinkEvent.Gone(Link link) -> {
                links.remove(link.index());
                addresses.removeIf(assigned -> assigned.link() == link.index());
                changed(link.index());
            }
            case LinkEvent.AddressAdded(Addresses.Assigned address) -> {
                remember(address);
                changed(address.link());
            }
            case LinkEvent.AddressGone(Addresses.Assigned address) -> {
                addresses.remove(address);
                changed(address.link());
            }
            case LinkEvent.Lost() -> {
                lookAtEverything();
                known.clear();
                changed = true;
            }
        }
    }

    /// Each start of a VE makes a dozen events, of which none is about a neighbour device. One that was down for a
    /// moment has lost its proxy entries, so it is as new.
    private void changed(int index) {
        Link link = links.get(index);
        if (link != null && isHostEnd(link)) {
            return;
        }
        changed = true;
        if (link == null || !isNeighbourDevice(link)) {
            known.remove(index);
        }
    }

    private void lookAtEverything() {
        links.clear();
        addresses.clear();
        Links.all(socket).forEach(this::remember);
        Addresses.all(socket).forEach(this::remember);
    }

    /// @return whether it was another one before
    private boolean remember(Link link) {
        return !link.equals(link.isWithoutArp() ? links.remove(link.index()) : links.put(link.index(), link));
    }

    private void remember(Addresses.Assigned address) {
        if (!address.linkScope()) {
            addresses.add(address);
        }
    }

    /// Whether an address is VE0's own.
    synchronized boolean isOwn(InetAddress address) {
        catchUp();
        return addresses.stream()
                .anyMatch(assigned -> assigned.prefix().address().equals(address));
    }

    /// The hardware addresses of VE0's links.
    synchronized Set<MacAddress> ownMacs() {
        catchUp();
        return links.values().stream().flatMap(link -> link.mac().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /// The first address of a link, of the same family as another address.
    synchronized Optional<InetAddress> firstAddress(String device, InetAddress family) {
        catchUp();
        return addresses.stream()
                .filter(assigned -> links.containsKey(assigned.link())
                        && links.get(assigned.link()).name().equals(device))
                .map(assigned -> assigned.prefix().address())
                .filter(address -> address.getClass() == family.getClass())
                .findFirst();
    }

    /// The links on which VE0 answers for some address of a VE.
    synchronized List<Link> neighbourDevices() {
        catchUp();
        return links.values().stream().filter(this::isNeighbourDevice).toList();
    }

    /// The links on which VE0 answers for an address of a VE.
    synchronized List<Link> neighbourDevices(InetAddress address) {
        return neighbourDevices().stream()
                .filter(device -> switch (rule) {
                    case NeighbourDevices.All() -> true;
                    case NeighbourDevices.Listed(List<String> names) -> true;
                    case NeighbourDevices.Detect() -> hasNetworkOf(device, address);
                })
                .toList();
    }

    private boolean isNeighbourDevice(Link link) {
        if (rule instanceof NeighbourDevices.Listed(List<String> names)) {
            return link.isUp() && names.contains(link.name());
        }
        return link.isUp()
                && !link.isLoopback()
                && !link.isSlave()
                && link.master() == 0
                && link.mac().isPresent()
                && !isHostEnd(link)
                && addresses.stream().anyMatch(assigned -> assigned.link() == link.index());
    }

    private static boolean isHostEnd(Link link) {
        return HOST_END_OF_VETH.matcher(link.name()).matches();
    }

    private boolean hasNetworkOf(Link device, InetAddress address) {
        return addresses.stream()
                .anyMatch(assigned -> assigned.link() == device.index() && contains(assigned.prefix(), address));
    }

    static boolean contains(IpPrefix network, InetAddress address) {
        byte[] one = network.address().getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < network.length(); bit++) {
            int mask = 0x80 >>> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        try {
            watch.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        monitor.close();
        socket.close();
    }
}
