package org.vezere.engine.distribution;

import java.util.List;
import java.util.Optional;
import org.vezere.model.value.IpAddress;

/// What a VE's own network programs should know of venet0.
///
/// @param addresses all addresses of the VE, in the order of the config
/// @param ipv4Default whether the VE's default route goes through venet0
/// @param ipv6Default the same for IPv6
public record VenetSettings(List<IpAddress> addresses, boolean ipv4Default, boolean ipv6Default) {
    /// A VE without addresses on venet0.
    public static final VenetSettings NONE = new VenetSettings(List.of(), false, false);

    public VenetSettings {
        addresses = List.copyOf(addresses);
    }

    /// The first address of a family: the source of what the VE sends.
    Optional<IpAddress> first(boolean v6) {
        return addresses.stream().filter(address -> address.v6() == v6).findFirst();
    }
}
