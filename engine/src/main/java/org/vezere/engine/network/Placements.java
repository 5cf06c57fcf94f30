package org.vezere.engine.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.vezere.linux.Errno;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.model.Ctid;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Netif;

/// Where the addresses of running VEs are, and VE0's own: for what is built upon them.
public final class Placements implements AutoCloseable {
    private final NodeAddresses node;
    private final Function<Ctid, List<Netif>> netifs;
    private final NetlinkSocket socket = NetlinkSocket.open();

    /// In the network namespace of the calling thread.
    public Placements(Venet venet, Veth veth) {
        this.node = venet.node();
        this.netifs = veth::present;
    }

    /// An address of a running VE.
    ///
    /// @param answersBeside clients in this network get the VE's answers past VE0, as they are in the same bridge;
    ///     none: nobody does
    /// @param elsewhere whether the VE sends all other answers to a router that is not VE0
    public record Placement(InetAddress address, Optional<IpPrefix> answersBeside, boolean elsewhere) {}

    /// Tells of every change from now on, in the thread that makes it; must not block.
    public void onChange(Runnable watcher) {
        node.book().onChange(watcher);
    }

    /// The addresses of a VE, in the order in which it got them; none when it does not run.
    public List<Placement> of(int ctid) {
        List<Placement> all = new ArrayList<>();
        node.book().of(ctid).forEach((holder, addresses) -> {
            for (InetAddress address : addresses) {
                all.add(holder.routed() ? new Placement(address, Optional.empty(), false) : bridged(holder, address));
            }
        });
        return all;
    }

    private Placement bridged(AddressBook.Holder holder, InetAddress address) {
        Optional<Netif> netif = netifs.apply(new Ctid(holder.ctid())).stream()
                .filter(one -> one.ifname().equals(holder.device()))
                .findFirst();
        Optional<IpPrefix> network = netif.stream()
                .flatMap(one -> one.addresses().stream())
                .filter(one -> one.address().equals(address))
                .map(VethPair::prefix)
                .findFirst();
        boolean byVe0 = netif.stream()
                .flatMap(one -> one.gateways().stream())
                .map(IpAddress::address)
                .filter(gateway -> gateway.getClass() == address.getClass())
                .anyMatch(this::isOwn);
        return new Placement(address, network, !byVe0);
    }

    /// Whether an address is VE0's own. Asked for anew: what others gave it a moment ago may not have been noticed yet.
    public boolean isOwn(InetAddress address) {
        return Addresses.all(socket).stream()
                .anyMatch(assigned -> assigned.prefix().address().equals(address));
    }

    /// Whether VE0 has a link of this name.
    public boolean hasLink(String name) {
        return Links.find(socket, name).isPresent();
    }

    /// Makes sure that no VE has an address.
    ///
    /// @throws org.vezere.model.VezereException ADDRESS_IN_USE when one has it
    public void refuseVes(IpAddress address) {
        if (!isOwn(address.address())) {
            node.refuseTaken(address);
        }
    }

    /// The name of the link of VE0 in whose network an address lies; `lo` when there is none.
    public String home(InetAddress address) {
        Optional<Addresses.Assigned> home = Addresses.all(socket).stream()
                .filter(assigned ->
                        assigned.prefix().length() < IpPrefix.host(address).length()
                                && NodeLinks.contains(assigned.prefix(), address))
                .findFirst();
        return Links.all(socket).stream()
                .filter(link -> home.isPresent() ? link.index() == home.get().link() : link.isLoopback())
                .findFirst()
                .orElseThrow()
                .name();
    }

    /// Gives VE0 an address and announces it.
    public void bear(InetAddress address, String link) {
        socket.send(Addresses.add(Links.get(socket, link).index(), IpPrefix.host(address)));
        node.announce(List.of(address));
    }

    /// Takes an address from VE0's link, which may be gone.
    public void drop(InetAddress address, String link) {
        Links.find(socket, link)
                .map(one ->
                        Addresses.delete(one.index(), IpPrefix.host(address)).tolerating(Errno.EADDRNOTAVAIL))
                .ifPresent(request -> socket.send(request));
    }

    @Override
    public void close() {
        socket.close();
    }
}
