package org.vezere.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vezere.model.value.IpAddress;

/// A service as it is at this moment.
///
/// @param engine what spreads it: `ipvs` or `nftables`
/// @param here whether this node holds the address
public record ServiceInfo(DeclaredService declared, String engine, boolean here, List<Server> servers) {
    public ServiceInfo {
        servers = List.copyOf(servers);
    }

    /// A VE of the service.
    ///
    /// @param address where it is asked; none while it does not run, or has no address of the service's family
    /// @param state `up`, `down`, `checking`, or `stopped`
    /// @param reason why it is not up, empty otherwise
    /// @param connections of clients at this moment; none where the kernel doesn't tell
    public record Server(
            int ctid, int weight, Optional<IpAddress> address, String state, String reason, OptionalInt connections) {}
}
