package org.vezere.api;

import java.util.List;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.NetworkLeaf;
import org.vezere.model.value.IpAddress;

/// VE0's networks as JSON.
public final class NetworkCodecs {
    /// What is declared.
    public static final JsonCodec<DeclaredNetwork> NETWORK = network();

    /// Lists of it.
    public static final JsonCodec<List<DeclaredNetwork>> NETWORKS = JsonTypes.list(NETWORK);

    /// A level of [NetworkLeaf]s: each with the names of its members, which follow it.
    public static final JsonCodec<List<Row>> TREE = JsonTypes.list(row());

    private NetworkCodecs() {}

    /// A link of the tree, told apart from others by the path of names that leads to it.
    public record Row(List<String> path, NetworkLeaf leaf) {}

    private static JsonCodec<DeclaredNetwork> network() {
        var row = RecordCodec.<DeclaredNetwork>of("Network", "a declared network of VE0");
        var name = row.field("name", JsonTypes.STRING, DeclaredNetwork::name, "of the network and its bridge");
        var addresses = row.field(
                "addresses",
                JsonTypes.list(JsonTypes.STRING),
                network -> network.addresses().stream().map(IpAddress::toString).toList(),
                "VE0's own, with prefixes");
        var uplink = row.field(
                "uplink", JsonTypes.optional(JsonTypes.STRING), DeclaredNetwork::uplink, "NIC or bond that leads out");
        var vlan =
                row.field("vlan", JsonTypes.optional(JsonTypes.INTEGER), DeclaredNetwork::vlan, "VLAN of the uplink");
        var nics = row.field(
                "bond_nics",
                JsonTypes.list(JsonTypes.STRING),
                DeclaredNetwork::bondNics,
                "NICs that the uplink is made of");
        var mode = row.field(
                "bond_mode", JsonTypes.optional(JsonTypes.STRING), DeclaredNetwork::bondMode, "how it uses them");
        var nat = row.field("nat", JsonTypes.BOOLEAN, DeclaredNetwork::nat, "whether VE0 translates what leaves");
        var dhcp = row.field(
                "dhcp",
                JsonTypes.optional(JsonTypes.STRING),
                network -> network.dhcp().map(DeclaredNetwork.Dhcp::toString),
                "first and last address for those that ask, with - between");
        var takeOver = row.field(
                "take_over",
                JsonTypes.orElse(JsonTypes.BOOLEAN, false),
                DeclaredNetwork::takeOver,
                "whether it takes over the uplink's addresses and routes");
        var vlanAware = row.field(
                "vlan_aware",
                JsonTypes.orElse(JsonTypes.BOOLEAN, false),
                DeclaredNetwork::vlanAware,
                "whether its bridge tells VLANs apart");
        return row.build(in -> new DeclaredNetwork(
                in.get(name),
                in.get(addresses).stream().map(IpAddress::parse).toList(),
                in.get(uplink),
                in.get(vlan),
                in.get(nics),
                in.get(mode),
                in.get(nat),
                in.get(dhcp).map(DeclaredNetwork.Dhcp::parse),
                in.get(takeOver),
                in.get(vlanAware)));
    }

    private static JsonCodec<Row> row() {
        var row = RecordCodec.<Row>of("NetworkLink", "a link of VE0 in its place");
        var path =
                row.field("path", JsonTypes.list(JsonTypes.STRING), Row::path, "names from the outermost link to it");
        var kind = row.field("kind", JsonTypes.STRING, one -> one.leaf().kind(), "bridge, bond, vlan, nic, venet ...");
        var state = row.field("state", JsonTypes.STRING, one -> one.leaf().state(), "up, down or no carrier");
        var addresses = row.field(
                "addresses", JsonTypes.list(JsonTypes.STRING), one -> one.leaf().addresses(), "");
        var vlans = row.field(
                "vlans",
                JsonTypes.orElse(JsonTypes.list(JsonTypes.STRING), List.of()),
                one -> one.leaf().vlans(),
                "those of a VLAN-aware bridge that it is in");
        return row.build(in -> new Row(
                in.get(path),
                new NetworkLeaf(
                        in.get(path).getLast(),
                        in.get(kind),
                        in.get(state),
                        in.get(addresses),
                        in.get(vlans),
                        List.of())));
    }
}
