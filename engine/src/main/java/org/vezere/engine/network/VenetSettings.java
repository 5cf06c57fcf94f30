package org.vezere.engine.network;

import java.util.Optional;

/// What vz.conf says about venet.
///
/// @param neighbourDevices NEIGHBOUR_DEVS
/// @param routeSourceDevice VE_ROUTE_SRC_DEV: VE0 speaks to VEs with the first address of this link
/// @param ipv6 IPV6: whether VEs may have IPv6 addresses
public record VenetSettings(NeighbourDevices neighbourDevices, Optional<String> routeSourceDevice, boolean ipv6) {
    /// What holds without any configuration.
    public static VenetSettings standard() {
        return new VenetSettings(new NeighbourDevices.All(), Optional.empty(), true);
    }
}
