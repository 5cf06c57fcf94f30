package org.vezere.engine.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.TrafficControl;
import org.vezere.model.Ctid;
import org.vezere.model.value.Rate;

/// Limits of what the interfaces of VEs carry, at their host ends, where root in a VE can't reach them. What comes to
/// the VE waits in a token bucket of the host end. What comes from it by venet is led through a link of its own (`ifb`)
/// and waits there, since a link's ingress has no queue. Frames that are led so bypass the packet filter at the
/// ingress, which Ethernet interfaces can't do without; of theirs, what is too much is dropped behind it.
public final class LinkRates implements AutoCloseable {
    private static final Pattern IFB = Pattern.compile("vzrate(\\d{1,9})");
    private static final int BYTES_PER_KBIT = 125;

    private final NetlinkSocket socket = NetlinkSocket.open();
    private final LinkGrave grave;
    private final RateTable table = new RateTable();
    private final Set<Integer> led = new HashSet<>();
    private final Map<Ctid, Set<Integer>> limited = new HashMap<>();

    private LinkRates(LinkGrave grave) {
        this.grave = grave;
    }

    /// Begins, in the network namespace of the calling thread, taking over what an earlier vzd limited.
    public static LinkRates open(Venet venet) {
        LinkRates rates = new LinkRates(venet.grave());
        rates.adopt();
        return rates;
    }

    /// Whether a link is one of those through which what comes from VEs is led.
    static boolean isOurs(Link link) {
        return link.kind().equals("ifb") && IFB.matcher(link.name()).matches();
    }

    private synchronized void adopt() {
        List<Link> links = Links.all(socket);
        Map<Integer, HostEnd> ends = links.stream()
                .flatMap(link -> HostEnd.of(link).stream())
                .collect(Collectors.toMap(end -> end.link().index(), end -> end));
        for (Link link : links) {
            Matcher name = IFB.matcher(link.name());
            if (isOurs(link) && name.matches() && !adopt(Integer.parseInt(name.group(1)), ends)) {
                grave.bury(socket, link.index());
            }
        }
        for (int index : table.links()) {
            if (!adopt(index, ends)) {
                table.remove(index);
            }
        }
    }

    private boolean adopt(int index, Map<Integer, HostEnd> ends) {
        HostEnd end = ends.get(index);
        if (end != null) {
            limited.computeIfAbsent(end.ctid(), none -> new HashSet<>()).add(index);
        }
        return end != null;
    }

    /// Limits a running VE's interfaces to these rates and lifts all other limits of it. Safe to repeat.
    ///
    /// @return the rates that are meant for an interface that the VE does not have
    public synchronized List<Rate> agree(Ctid ctid, List<Rate> rates) {
        if (rates.isEmpty() && !limited.containsKey(ctid)) {
            return List.of();
        }
        List<HostEnd> its = Links.all(socket).stream()
                .flatMap(link -> HostEnd.of(link).stream())
                .filter(end -> end.ctid().equals(ctid))
                .toList();
        Set<Integer> after = new HashSet<>();
        for (HostEnd end : its) {
            int index = end.link().index();
            Optional<Rate> rate =
                    rates.stream().filter(one -> one.covers(end.device())).findFirst();
            if (rate.isPresent()) {
                // Known before it is made, so that whoever cleans up finds it.
                limited.computeIfAbsent(ctid, none -> new HashSet<>()).add(index);
                after.add(index);
                limit(end, rate.get());
            }
        }
        limited.getOrDefault(ctid, Set.of()).stream()
                .filter(index -> !after.contains(index))
                .forEach(this::lift);
        remember(ctid, after);
        return rates.stream()
                .filter(rate -> its.stream().noneMatch(end -> rate.covers(end.device())))
                .toList();
    }

    private void limit(HostEnd end, Rate rate) {
        int index = end.link().index();
        long out = rate.out() * BYTES_PER_KBIT;
        if (end.isVenet()) {
            lead(index, out);
        } else {
            table.set(index, end.link().name(), out);
        }
        socket.send(
                rate.in().isPresent()
                        ? TrafficControl.limit(index, rate.in().getAsLong() * BYTES_PER_KBIT)
                        : TrafficControl.unlimited(index));
    }

    private void lead(int index, long rate) {
        Optional<Link> there = Links.find(socket, name(index));
        if (there.isEmpty()) {
            socket.send(Links.createIfb(name(index)));
        }
        int by = there.orElseGet(() -> Links.get(socket, name(index))).index();
        socket.send(TrafficControl.limit(by, rate));
        // One that an earlier vzd made may not have been finished.
        if (led.add(index) || there.isEmpty()) {
            List<NetlinkRequest> requests = new ArrayList<>();
            requests.add(Links.change(by, LinkChange.nothing().up()));
            requests.add(TrafficControl.receiveDirectly(index));
            requests.addAll(TrafficControl.receiveBy(index, by));
            socket.send(requests);
        }
    }

    private void lift(int index) {
        socket.send(TrafficControl.unlimited(index), TrafficControl.receiveDirectly(index));
        forget(index);
    }

    /// Forgets a VE that has ended; its links are gone or on their way.
    public synchronized void remove(Ctid ctid) {
        limited.getOrDefault(ctid, Set.of()).forEach(this::forget);
        limited.remove(ctid);
    }

    private void forget(int index) {
        led.remove(index);
        if (!grave.bury(socket, name(index))) {
            table.remove(index);
        }
    }

    private void remember(Ctid ctid, Set<Integer> indexes) {
        if (indexes.isEmpty()) {
            limited.remove(ctid);
        } else {
            limited.put(ctid, indexes);
        }
    }

    private static String name(int index) {
        return "vzrate" + index;
    }

    @Override
    public synchronized void close() {
        table.close();
        socket.close();
    }
}
