package org.vezere.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vezere.linux.Fd;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkNamespaces;
import org.vezere.model.Ctid;
import org.vezere.model.Notice;
import org.vezere.model.value.IpAddress;

/// A hardware node's network inside the namespace of the test: `lo`, the filter, venet, and network namespaces that
/// stand for VEs.
final class TestNode implements AutoCloseable {
    static final int PORT = 4711;
    private static final int PATIENCE = 1_000;

    final NetlinkSocket socket = NetlinkSocket.open();
    final AntiSpoof filter;
    final Venet venet;
    final List<Notice> notices = new ArrayList<>();
    private final List<Fd> namespaces = new ArrayList<>();

    private TestNode(AntiSpoof filter, VenetSettings settings) {
        socket.send(Links.change("lo", LinkChange.nothing().up()));
        this.filter = filter;
        this.venet = Venet.open(settings, filter);
    }

    static TestNode open() {
        return open(VenetSettings.standard());
    }

    static TestNode open(VenetSettings settings) {
        return new TestNode(AntiSpoof.install(FilterSettings.standard()), settings);
    }

    static TestNode open(AntiSpoof filter) {
        return new TestNode(filter, VenetSettings.standard());
    }

    /// What `vz setup` would do on a real node.
    TestNode forwarding() {
        write("ipv4/ip_forward", "1");
        write("ipv6/conf/all/forwarding", "1");
        return this;
    }

    static void write(String sysctl, String value) {
        try {
            Files.writeString(Path.of("/proc/sys/net", sysctl), value);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Fd namespace() {
        Fd namespace = NetworkNamespaces.callInNew(NetworkNamespaces::current);
        namespaces.add(namespace);
        return namespace;
    }

    /// A connected VE.
    Fd ve(int ctid, String... addresses) {
        Fd namespace = namespace();
        connect(new Ctid(ctid), namespace, addresses);
        return namespace;
    }

    /// Connects a VE that has no other interface.
    void connect(Ctid ctid, Fd namespace, String... addresses) {
        List<InetAddress> claimed = venet.claim(ctid, addresses(addresses), notices::add);
        try (InnerNetwork network = new InnerNetwork(namespace)) {
            venet.connect(ctid, network, claimed, DefaultRoutes.of(claimed, List.of()), notices::add);
        }
    }

    static List<IpAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(IpAddress::parse).toList();
    }

    /// VE root gives itself an address that nobody gave it.
    static void forge(Fd namespace, String address) {
        try (NetlinkSocket inside = NetlinkSocket.in(namespace)) {
            inside.send(Addresses.add(Links.get(inside, "venet0").index(), IpPrefix.parse(address)));
        }
    }

    static DatagramSocket bound(Fd namespace, String address) {
        return NetworkNamespaces.call(namespace, () -> bound(address));
    }

    static DatagramSocket bound(String address) {
        try {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), PORT));
            socket.setSoTimeout(PATIENCE);
            return socket;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Sends one packet and says whether it arrives.
    static boolean arrives(DatagramSocket from, DatagramSocket to) {
        byte[] words = ("hello " + System.nanoTime()).getBytes(StandardCharsets.US_ASCII);
        try {
            from.send(new DatagramPacket(words, words.length, to.getLocalSocketAddress()));
            DatagramPacket received = new DatagramPacket(new byte[100], 100);
            to.receive(received);
            return Arrays.equals(words, Arrays.copyOf(received.getData(), received.getLength()));
        } catch (SocketTimeoutException nothing) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// One packet there and one back.
    static boolean talk(DatagramSocket one, DatagramSocket other) {
        return arrives(one, other) && arrives(other, one);
    }

    @Override
    public void close() {
        venet.close();
        filter.close();
        namespaces.forEach(Fd::close);
        socket.close();
    }
}
