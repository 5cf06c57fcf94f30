package org.vezere.engine.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.model.NetworkLeaf;
import org.vezere.model.value.IpAddress;

/// VE0's links as they are now: bridges with their ports, bonds with their NICs, VLANs with the NIC below, VEs where
/// they are connected.
final class NetworkTree {
    private final List<Link> links;
    private final List<Addresses.Assigned> addresses;
    private final NodeAddresses node;

    private NetworkTree(NetlinkSocket socket, NodeAddresses node) {
        this.links = Links.all(socket);
        this.addresses = Addresses.all(socket);
        this.node = node;
    }

    /// The links that are part of no other, each with what is part of it.
    static List<NetworkLeaf> of(NetlinkSocket socket, NodeAddresses node) {
        NetworkTree tree = new NetworkTree(socket, node);
        return tree.links.stream()
                .filter(link -> !link.isLoopback()
                        && link.master() == 0
                        && !link.name().startsWith("vz-gone")
                        && !LinkRates.isOurs(link))
                .sorted(Comparator.comparingInt(NetworkTree::rank).thenComparingInt(Link::index))
                .map(tree::leaf)
                .toList();
    }

    private static int rank(Link link) {
        return isVe(link) ? 1 : 0;
    }

    private static boolean isVe(Link link) {
        return link.name().startsWith("venet")
                || VethPair.ALIAS.matcher(link.alias()).matches();
    }

    private NetworkLeaf leaf(Link link) {
        List<NetworkLeaf> members = Stream.concat(
                        links.stream().filter(other -> other.master() == link.index()),
                        links.stream()
                                .filter(other -> link.kind().equals("vlan")
                                        && other.index() == link.peer()
                                        && other.master() == 0))
                .map(this::leaf)
                .toList();
        Matcher ve = VethPair.ALIAS.matcher(link.alias());
        if (ve.matches()) {
            int ctid = Integer.parseInt(ve.group(1));
            boolean routed = link.group() == VethPair.ROUTED;
            return new NetworkLeaf(link.alias(), "veth", state(link), of(ctid, ve.group(2), routed), List.of());
        }
        if (link.name().matches("venet[1-9]\\d*")) {
            int ctid = Integer.parseInt(link.name().substring("venet".length()));
            return new NetworkLeaf(
                    "VE " + ctid + " " + VenetPair.INSIDE,
                    "venet",
                    state(link),
                    of(ctid, VenetPair.INSIDE, true),
                    members);
        }
        return new NetworkLeaf(
                link.name(), link.kind().isEmpty() ? "nic" : link.kind(), state(link), own(link), members);
    }

    private List<String> of(int ctid, String device, boolean routed) {
        Collection<InetAddress> its = node.book().of(new AddressBook.Holder(ctid, device, routed));
        return its.stream()
                .map(address -> IpAddress.parse(address.getHostAddress()).host())
                .toList();
    }

    private List<String> own(Link link) {
        List<String> own = new ArrayList<>();
        addresses.stream()
                .filter(assigned -> assigned.link() == link.index() && !assigned.linkScope())
                .forEach(assigned ->
                        own.add(IpAddress.parse(assigned.prefix().address().getHostAddress())
                                        .host() + "/" + assigned.prefix().length()));
        return own;
    }

    private static String state(Link link) {
        if (!link.isUp()) {
            return "down";
        }
        return link.isRunning() ? "up" : "no carrier";
    }
}
