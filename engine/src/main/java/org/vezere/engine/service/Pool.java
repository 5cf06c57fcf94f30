package org.vezere.engine.service;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.vezere.engine.network.Placements;
import org.vezere.model.DeclaredService;
import org.vezere.model.value.IpAddress;

/// A service with those of its VEs that can be asked now: they run, and have an address of the service's family.
///
/// @param backends in the order of the declaration
record Pool(DeclaredService service, List<Backend> backends) {
    Pool {
        backends = List.copyOf(backends);
    }

    /// A VE that can be asked.
    record Backend(int ctid, int weight, Placements.Placement placement) {
        InetAddress address() {
            return placement.address();
        }

        String host() {
            return IpAddress.parse(address().getHostAddress()).host();
        }
    }

    static Pool of(DeclaredService service, Placements placements) {
        List<Backend> backends = new ArrayList<>();
        for (DeclaredService.Server server : service.servers()) {
            placements.of(server.ctid()).stream()
                    .filter(placement -> placement.address().getClass()
                            == service.vip().address().getClass())
                    .findFirst()
                    .ifPresent(placement -> backends.add(new Backend(server.ctid(), server.weight(), placement)));
        }
        return new Pool(service, backends);
    }

    /// Whether a VE can be asked.
    boolean has(int ctid) {
        return backends.stream().anyMatch(backend -> backend.ctid() == ctid);
    }

    /// The same service with fewer VEs.
    Pool only(Predicate<Backend> wanted) {
        return new Pool(service, backends.stream().filter(wanted).toList());
    }
}
