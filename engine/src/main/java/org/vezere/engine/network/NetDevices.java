package org.vezere.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vezere.engine.files.StagedFile;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.mount.MountTree;
import org.vezere.linux.mount.Mounts;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkRequest;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkNamespaces;
import org.vezere.linux.net.Routes;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// VE0's network interfaces that VEs have for themselves: moved into a VE's network, and back with their name, their
/// addresses and their state, whatever the VE has done with them and however it ended.
///
/// A file per interface in the run directory remembers what it was, and a mount beside it holds the VE's network until
/// all of them are back: left alone, the kernel would destroy some kinds of links with it, and give others any name.
public final class NetDevices implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NetDevices.class.getName());
    private static final String HOLD = ".ns";

    private final Path directory;
    private final NetlinkSocket socket = NetlinkSocket.open();
    private final Fd home = NetworkNamespaces.current();

    /// In the network namespace of the calling thread.
    ///
    /// @param directory emptied by a reboot, as VE0's interfaces are put back by one
    public NetDevices(Path directory) {
        this.directory = directory;
    }

    /// The VEs that have interfaces of VE0.
    public Set<Ctid> known() {
        return names(directory).stream().map(Ctid::parse).collect(Collectors.toUnmodifiableSet());
    }

    /// The interfaces of VE0 that a VE has.
    public List<String> present(Ctid ctid) {
        return names(of(ctid));
    }

    private static List<String> names(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Gives a running VE the interfaces that are wanted, and takes all others back. Safe to repeat.
    ///
    /// @param networkNamespace the VE's
    /// @throws VezereException NETDEV with the interface and the reason. What was done before stays: the
    ///     caller calls again with what there was
    public synchronized void agree(Ctid ctid, Fd networkNamespace, List<String> wanted) {
        List<String> present = present(ctid);
        // Nothing is touched before it is clear that all of them can go.
        List<Link> lacking = wanted.stream()
                .filter(name -> !present.contains(name))
                .map(this::check)
                .toList();
        present.stream().filter(name -> !wanted.contains(name)).forEach(name -> takeBack(ctid, name));
        lacking.forEach(link -> give(ctid, networkNamespace, link));
        release(ctid);
    }

    private Link check(String name) {
        Link link = Links.find(socket, name).orElseThrow(() -> refused(name, "VE0 has no network interface " + name));
        if (link.master() != 0) {
            throw refused(name, name + " belongs to a bridge or bond");
        }
        if (link.kind().equals("bridge") || HostEnd.of(link).isPresent()) {
            throw refused(name, name + " can't be moved");
        }
        boolean leadsOut = Stream.concat(Routes.all(socket, false).stream(), Routes.all(socket, true).stream())
                .anyMatch(route ->
                        route.link() == link.index() && route.destination().length() == 0);
        if (leadsOut) {
            throw refused(name, name + " holds VE0's default route, which would be cut off");
        }
        return link;
    }

    private void give(Ctid ctid, Fd networkNamespace, Link link) {
        String name = link.name();
        List<String> addresses = Addresses.all(socket).stream()
                .filter(assigned -> assigned.reaches(link.index()))
                .map(assigned -> assigned.prefix().toString())
                .toList();
        hold(ctid, networkNamespace);
        // Known before it goes, so that whoever cleans up finds it.
        Moved moved = new Moved(name, 0, link.isUp(), addresses);
        write(ctid, moved);
        try {
            socket.send(
                    Links.change(link.index(), LinkChange.nothing().down()),
                    Links.change(link.index(), LinkChange.nothing().namespace(networkNamespace)));
            try (NetlinkSocket inside = NetlinkSocket.in(networkNamespace)) {
                write(ctid, moved.at(Links.get(inside, name).index()));
            }
        } catch (KernelException failure) {
            takeBack(ctid, name);
            release(ctid);
            throw new VezereException(
                    FailureKind.NETDEV, "interface " + name + " can't be moved: " + failure.getMessage(), failure);
        }
    }

    private void hold(Ctid ctid, Fd networkNamespace) {
        Path file = of(ctid).resolve(HOLD);
        try {
            Files.createDirectories(of(ctid));
            if (Files.notExists(file)) {
                Files.createFile(file);
            }
            if (Mounts.at(file.toString()).isEmpty()) {
                try (MountTree mount = MountTree.ofNamespace(networkNamespace)) {
                    mount.attach(file.toString());
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Takes all of a VE's interfaces back, whether its network still runs or not.
    public synchronized void takeBack(Ctid ctid) {
        present(ctid).forEach(name -> takeBack(ctid, name));
        release(ctid);
    }

    private void takeBack(Ctid ctid, String name) {
        Moved moved = read(ctid, name);
        try (Fd hold = OpenFile.at(of(ctid).resolve(HOLD).toString());
                NetlinkSocket inside = NetlinkSocket.in(hold)) {
            // Whatever its name is inside now.
            Optional<Link> link = Links.all(inside).stream()
                    .filter(one -> moved.index() == 0 ? one.name().equals(name) : one.index() == moved.index())
                    .findFirst();
            link.ifPresent(one -> move(inside, one, name));
            restore(moved);
        } catch (KernelException failure) {
            LOG.log(System.Logger.Level.WARNING, "CT " + ctid + " : interface " + name + ": " + failure.getMessage());
        }
        delete(of(ctid).resolve(name));
    }

    private void move(NetlinkSocket inside, Link link, String name) {
        inside.send(Links.change(link.index(), LinkChange.nothing().down()));
        LinkChange back = LinkChange.nothing().namespace(home);
        try {
            inside.send(Links.change(link.index(), back.name(name)));
        } catch (KernelException taken) {
            if (!taken.is(Errno.EEXIST)) {
                throw taken;
            }
            String other = "vzback" + link.index();
            LOG.log(System.Logger.Level.WARNING, "VE0 has another " + name + " meanwhile; it comes back as " + other);
            inside.send(Links.change(link.index(), back.name(other)));
        }
    }

    private void restore(Moved moved) {
        Links.find(socket, moved.name()).ifPresent(link -> {
            List<NetlinkRequest> requests = new ArrayList<>();
            moved.addresses()
                    .forEach(address -> requests.add(Addresses.addWithNetwork(link.index(), IpPrefix.parse(address))));
            if (moved.up()) {
                requests.add(Links.change(link.index(), LinkChange.nothing().up()));
            }
            socket.send(requests);
        });
    }

    /// Lets go of a VE's network when none of VE0's interfaces is in it any more.
    private void release(Ctid ctid) {
        Path file = of(ctid).resolve(HOLD);
        if (Files.exists(file) && present(ctid).isEmpty()) {
            if (Mounts.at(file.toString()).isPresent()) {
                Mounts.detach(file.toString());
            }
            delete(file);
            delete(of(ctid));
        }
    }

    /// What an interface was on VE0.
    ///
    /// @param index inside the VE; 0: not known to have arrived there
    private record Moved(String name, int index, boolean up, List<String> addresses) {
        Moved at(int place) {
            return new Moved(name, place, up, addresses);
        }
    }

    private void write(Ctid ctid, Moved moved) {
        String text = moved.index() + "\n" + (moved.up() ? "up" : "down") + "\n" + String.join("\n", moved.addresses());
        try {
            try (StagedFile staged = StagedFile.of(of(ctid).resolve(moved.name()))) {
                Files.writeString(staged.path(), text);
                staged.commit();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Moved read(Ctid ctid, String name) {
        try {
            List<String> lines = Files.readAllLines(of(ctid).resolve(name));
            return new Moved(
                    name,
                    Integer.parseInt(lines.getFirst()),
                    lines.get(1).equals("up"),
                    lines.subList(2, lines.size()).stream()
                            .filter(line -> !line.isEmpty())
                            .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static VezereException refused(String name, String reason) {
        return new VezereException(FailureKind.NETDEV, "interface " + name + " can't be given: " + reason);
    }

    private Path of(Ctid ctid) {
        return directory.resolve(ctid.toString());
    }

    @Override
    public synchronized void close() {
        home.close();
        socket.close();
    }
}
