package org.vezere.engine.network;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// Which interface of which running VE has which address: each belongs to one at most.
final class AddressBook {
    /// Who has an address.
    ///
    /// @param device name of the interface inside the VE
    /// @param routed whether VE0 routes to it, and does not only know of it
    record Holder(int ctid, String device, boolean routed) {}

    private final Map<InetAddress, Holder> owners = new HashMap<>();
    private final Map<Holder, Set<InetAddress>> owned = new LinkedHashMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    /// Tells of every change from now on, in the thread that makes it; must not block.
    void onChange(Runnable watcher) {
        watchers.add(watcher);
    }

    /// Gives addresses to an interface, all or none.
    ///
    /// @return the first one that another link has, with its holder; nothing was given then
    synchronized Optional<Map.Entry<InetAddress, Holder>> claim(Holder holder, Collection<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            Holder owner = owners.get(address);
            if (owner != null && !owner.equals(holder)) {
                return Optional.of(Map.entry(address, owner));
            }
        }
        for (InetAddress address : addresses) {
            owners.put(address, holder);
            owned.computeIfAbsent(holder, none -> new LinkedHashSet<>()).add(address);
        }
        watchers.forEach(Runnable::run);
        return Optional.empty();
    }

    /// Takes addresses from an interface; those that it does not have are left alone.
    synchronized void release(Holder holder, Collection<InetAddress> addresses) {
        Set<InetAddress> its = owned.getOrDefault(holder, Set.of());
        for (InetAddress address : addresses) {
            if (its.remove(address)) {
                owners.remove(address);
            }
        }
        if (its.isEmpty()) {
            owned.remove(holder);
        }
        watchers.forEach(Runnable::run);
    }

    /// Who has an address.
    synchronized Optional<Holder> owner(InetAddress address) {
        return Optional.ofNullable(owners.get(address));
    }

    /// The addresses of an interface, in the order in which it got them.
    synchronized Set<InetAddress> of(Holder holder) {
        return new LinkedHashSet<>(owned.getOrDefault(holder, Set.of()));
    }

    /// The interfaces of a VE that have addresses, with these, in the order in which they got them.
    synchronized Map<Holder, Set<InetAddress>> of(int ctid) {
        Map<Holder, Set<InetAddress>> its = new LinkedHashMap<>();
        owned.forEach((holder, addresses) -> {
            if (holder.ctid() == ctid) {
                its.put(holder, new LinkedHashSet<>(addresses));
            }
        });
        return its;
    }

    /// The addresses of all VEs that VE0 routes to.
    synchronized Set<InetAddress> routed() {
        return owners.entrySet().stream()
                .filter(entry -> entry.getValue().routed())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
