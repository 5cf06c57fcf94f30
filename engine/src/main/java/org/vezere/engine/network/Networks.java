package org.vezere.engine.network;

import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vezere.engine.config.DeclaredFiles;
import org.vezere.engine.node.NodePaths;
import org.vezere.linux.KernelException;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.linux.nft.Nftables;
import org.vezere.linux.nft.NftablesException;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.FailureKind;
import org.vezere.model.NetworkLeaf;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;

/// The networks that VE0's administrator has declared: files that say what is wanted, and links that are made so.
/// Every change is whole or undone, by the next vzd where this one does not live to end it; [#apply] makes the links
/// again from the files, at every start of vzd and whenever somebody asks.
public final class Networks implements AutoCloseable {
    private final DeclaredFiles<DeclaredNetwork> files;
    private final NetworkChanges changes;
    private final NetlinkSocket socket = NetlinkSocket.open();
    private final Nftables nftables = Nftables.open();
    private final NetworkBuilder builder;
    private final NodeAddresses node;
    private final Dnsmasq dnsmasq;

    private Networks(NodePaths paths, String identity, Venet venet) {
        this.dnsmasq = new Dnsmasq(
                paths.run().resolve("dnsmasq"),
                paths.state().resolve("dhcp"),
                paths.logs().resolve("dnsmasq.log"));
        this.files = new DeclaredFiles<>(paths.networks(), "network", new NetworkForm());
        this.changes = new NetworkChanges(paths.state().resolve("networks"));
        this.builder = new NetworkBuilder(socket, identity);
        this.node = venet.node();
    }

    /// In the network namespace of the calling thread.
    ///
    /// @param identity what tells this machine from others, in hardware addresses that are made up
    public static Networks open(NodePaths paths, String identity, Venet venet) {
        return new Networks(paths, identity, venet);
    }

    /// All networks, by name.
    public synchronized List<DeclaredNetwork> all() {
        return files.all();
    }

    /// Links of VE0 and how they hang together.
    public synchronized List<NetworkLeaf> tree() {
        return NetworkTree.of(socket, node);
    }

    /// Declares a network and makes it.
    ///
    /// @throws VezereException BAD_PARAMETER when there is one of that name; SYSTEM when it can't be made, and
    ///     nothing is left of it then
    public synchronized void create(DeclaredNetwork network, Consumer<Notice> notices) {
        finish(network.name(), notices);
        files.refuseTaken(network.name());
        refuseForeignAddresses(network, List.of());
        changes.begin(network.name(), new NetworkChanges.Change(Optional.empty(), Optional.of(network)));
        try {
            files.write(network);
            make(network, notices);
        } catch (RuntimeException refused) {
            files.delete(network.name());
            builder.remove(network, files.inForce());
            complete();
            changes.end(network.name());
            throw refused;
        }
        changes.end(network.name());
    }

    /// Changes a network; its VEs stay in it.
    ///
    /// @throws VezereException as [#create]; the network is as before then
    public synchronized void set(DeclaredNetwork network, Consumer<Notice> notices) {
        finish(network.name(), notices);
        DeclaredNetwork before = files.get(network.name());
        refuseForeignAddresses(network, before.addresses());
        changes.begin(network.name(), new NetworkChanges.Change(Optional.of(before), Optional.of(network)));
        try {
            files.write(network);
            change(before, network, notices);
        } catch (RuntimeException refused) {
            files.write(before);
            change(network, before, notice -> {});
            changes.end(network.name());
            throw refused;
        }
        changes.end(network.name());
    }

    private void change(DeclaredNetwork before, DeclaredNetwork after, Consumer<Notice> notices) {
        takeAway(before, after);
        make(after, notices);
    }

    /// Takes away what a network had or was to have and what it is not to have now.
    private void takeAway(DeclaredNetwork before, DeclaredNetwork after) {
        List<DeclaredNetwork> others = others(before.name());
        boolean samePort = before.port().equals(after.port())
                && before.bondNics().equals(after.bondNics())
                && before.mode().equals(after.mode())
                && (after.takeOver() || !before.takeOver());
        if (!samePort) {
            builder.releasePort(before, others);
        }
        builder.removeAddresses(
                before,
                before.addresses().stream()
                        .filter(address -> !after.addresses().contains(address))
                        .toList());
    }

    /// Takes a network away.
    ///
    /// @throws VezereException BAD_PARAMETER when there is none of that name, SYSTEM while VEs are in it
    public synchronized void delete(String name) {
        finish(name, notice -> {});
        DeclaredNetwork network = files.get(name);
        List<String> members = builder.members(network);
        if (!members.isEmpty()) {
            throw new VezereException(
                    FailureKind.SYSTEM, "network " + name + " is in use by " + String.join(", ", members));
        }
        changes.begin(name, new NetworkChanges.Change(Optional.of(network), Optional.empty()));
        files.delete(name);
        dnsmasq.agree(files.inForce());
        builder.remove(network, files.inForce());
        translate();
        changes.end(name);
    }

    /// Ends a change that an earlier vzd did not live to end, as far as something has to go; [#apply] makes what is
    /// declared now. What was to be taken over is given back: nobody knows whether it works by the bridge.
    private void finish(String name, Consumer<Notice> notices) {
        try {
            NetworkChanges.Change change = changes.find(name);
            if (change.ends().isEmpty()) {
                return;
            }
            if (change.takesOver() && files.find(name).equals(change.after())) {
                change.before().ifPresentOrElse(files::write, () -> files.delete(name));
            }
            Optional<DeclaredNetwork> now = files.find(name);
            for (DeclaredNetwork end : change.ends()) {
                if (now.isEmpty()) {
                    builder.remove(end, files.inForce());
                } else if (!now.get().equals(end)) {
                    takeAway(end, now.get());
                }
            }
            changes.end(name);
        } catch (VezereException | KernelException | UncheckedIOException failure) {
            notices.accept(Notice.of(
                    NoticeKind.WARNING,
                    "network " + name + ": a change that broke off can't be ended: " + failure.getMessage()));
        }
    }

    /// Makes all networks as declared, after what earlier changes have left; one that can't be made keeps no other
    /// from it.
    ///
    /// @throws VezereException the first failure
    public synchronized void apply(Consumer<Notice> notices) {
        changes.names().forEach(name -> finish(name, notices));
        List<VezereException> failures = new ArrayList<>();
        for (DeclaredNetwork network : files.inForce(failures::add)) {
            try {
                build(network, notices);
            } catch (VezereException refused) {
                failures.add(refused);
            }
        }
        try {
            complete();
        } catch (VezereException refused) {
            failures.add(refused);
        }
        if (!failures.isEmpty()) {
            failures.subList(1, failures.size())
                    .forEach(failure ->
                            notices.accept(Notice.of(NoticeKind.WARNING, String.valueOf(failure.getMessage()))));
            throw failures.getFirst();
        }
    }

    private void make(DeclaredNetwork network, Consumer<Notice> notices) {
        build(network, notices);
        complete();
    }

    /// What all networks share.
    private void complete() {
        try {
            translate();
        } catch (NftablesException failure) {
            throw new VezereException(FailureKind.SYSTEM, "networks: " + failure.getMessage(), failure);
        }
        dnsmasq.agree(files.inForce());
    }

    private void build(DeclaredNetwork network, Consumer<Notice> notices) {
        try {
            builder.build(network);
        } catch (KernelException failure) {
            throw new VezereException(
                    FailureKind.SYSTEM, "network " + network.name() + ": " + failure.getMessage(), failure);
        }
        if (network.nat() && !NetworkSysctl.isForwarding(false)) {
            notices.accept(Notice.of(
                    NoticeKind.WARNING,
                    "net.ipv4.ip_forward is 0: nothing leaves network " + network.name()
                            + " (`vz setup` turns it on)"));
        }
    }

    /// The tables `ip vezere` and `ip6 vezere`: what leaves a translated network bears VE0's address.
    private void translate() {
        List<DeclaredNetwork> translated =
                files.inForce().stream().filter(DeclaredNetwork::nat).toList();
        StringBuilder text = new StringBuilder();
        for (String family : List.of("ip", "ip6")) {
            text.append("add table %s vezere\ndelete table %s vezere\n".formatted(family, family));
            List<String> rules = new ArrayList<>();
            for (DeclaredNetwork network : translated) {
                network.addresses().stream()
                        .filter(address -> address.address() instanceof Inet6Address == family.equals("ip6"))
                        .map(VethPair::prefix)
                        .forEach(prefix -> rules.add(
                                "%s saddr %s oifname != \"%s\" masquerade".formatted(family, prefix, network.name())));
            }
            if (!rules.isEmpty()) {
                text.append(
                        "table %s vezere {\nchain postrouting {\ntype nat hook postrouting priority srcnat;\n%s\n}\n}\n"
                                .formatted(family, String.join("\n", rules)));
            }
        }
        nftables.run(text.toString());
    }

    private void refuseForeignAddresses(DeclaredNetwork network, List<IpAddress> own) {
        for (IpAddress address : network.addresses()) {
            if (own.stream().anyMatch(address::sameHost)) {
                continue;
            }
            node.refuseTaken(address);
        }
    }

    private List<DeclaredNetwork> others(String name) {
        return files.inForce().stream()
                .filter(other -> !other.name().equals(name))
                .toList();
    }

    @Override
    public void close() {
        dnsmasq.close();
        nftables.close();
        socket.close();
    }
}
