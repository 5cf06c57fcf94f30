package org.vezere.engine.network;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which running VE has which address: each belongs to one VE at most.
final class AddressBook {
    private final Map<InetAddress, Integer> owners = new HashMap<>();
    private final Map<Integer, Set<InetAddress>> owned = new HashMap<>();

    /// Gives addresses to a VE, all or none.
    ///
    /// @return the first one that another VE has, with that VE's CTID; nothing was given then
    synchronized Optional<Map.Entry<InetAddress, Integer>> claim(int ctid, Collection<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            Integer owner = owners.get(address);
            if (owner != null && owner != ctid) {
                return Optional.of(Map.entry(address, owner));
            }
        }
        for (InetAddress address : addresses) {
            owners.put(address, ctid);
            owned.computeIfAbsent(ctid, none -> new LinkedHashSet<>()).add(address);
        }
        return Optional.empty();
    }

    /// Takes addresses from a VE; those that it does not have are left alone.
    synchronized void release(int ctid, Collection<InetAddress> addresses) {
        Set<InetAddress> its = owned.getOrDefault(ctid, Set.of());
        for (InetAddress address : addresses) {
            if (its.remove(address)) {
                owners.remove(address);
            }
        }
        if (its.isEmpty()) {
            owned.remove(ctid);
        }
    }

    /// The addresses of a VE, in the order in which it got them.
    synchronized Set<InetAddress> of(int ctid) {
        return new LinkedHashSet<>(owned.getOrDefault(ctid, Set.of()));
    }

    /// The addresses of all VEs.
    synchronized Set<InetAddress> all() {
        return Set.copyOf(owners.keySet());
    }
}
