package org.vezere.engine.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.BridgeVlans;
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
    private final Map<Integer, List<BridgeVlans.Range>> vlans;
    private final NodeAddresses node;

    private NetworkTree(NetlinkSocket socket, NodeAddresses node) {
        this.links = Links.all(socket);
        this.addresses = Addresses.all(socket);
        this.vlans = BridgeVlans.all(socket);
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
        return HostEnd.of(link).isPresent() ? 1 : 0;
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
        Optional<HostEnd> end = HostEnd.of(link);
        if (end.isPresent()) {
            return leaf(end.get());
        }
        return new NetworkLeaf(
                link.name(), link.kind().isEmpty() ? "nic" : link.kind(), state(link), own(link), vlans(link), members);
    }

    private NetworkLeaf leaf(HostEnd end) {
        boolean routed = end.isVenet() || end.link().group() == VethPair.ROUTED;
        List<String> its = node.book().of(new AddressBook.Holder(end.ctid().value(), end.device(), routed)).stream()
                .map(address -> IpAddress.parse(address.getHostAddress()).host())
                .toList();
        return new NetworkLeaf(
                "VE " + end.ctid() + " " + end.device(),
                end.isVenet() ? "venet" : "veth",
                state(end.link()),
                its,
                vlans(end.link()),
                List.of());
    }

    private List<String> vlans(Link link) {
        boolean told = link.vlanFiltering()
                || links.stream().anyMatch(bridge -> bridge.index() == link.master() && bridge.vlanFiltering());
        return told
                ? vlans.getOrDefault(link.index(), List.of()).stream()
                        .map(BridgeVlans.Range::toString)
                        .toList()
                : List.of();
    }

    private List<String> own(Link link) {
        List<String> own = new ArrayList<>();
        addresses.stream()
                .filter(assigned -> assigned.reaches(link.index()))
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
