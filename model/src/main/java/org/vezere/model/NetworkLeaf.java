package org.vezere.model;

import java.util.List;

/// A link of VE0, or a VE's end of one, in the tree that shows how networks hang together.
///
/// @param name of the link; of a VE its number and interface
/// @param kind `bridge`, `bond`, `vlan`, `nic`, `venet`, `veth` ...
/// @param state `up`, `down`, or `no carrier`
/// @param addresses with prefixes, link-local ones left out
/// @param vlans in a bridge that tells VLANs apart those that it is in, as `12` or `2-4094 tagged`; of the bridge
/// itself
///     those that VE0 is in
/// @param members what is part of it: ports of a bridge, NICs of a bond, the NIC below a VLAN
public record NetworkLeaf(
        String name, String kind, String state, List<String> addresses, List<String> vlans, List<NetworkLeaf> members) {
    public NetworkLeaf {
        addresses = List.copyOf(addresses);
        vlans = List.copyOf(vlans);
        members = List.copyOf(members);
    }
}
