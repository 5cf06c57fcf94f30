package org.vezere.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vezere.engine.network.TestNode.arrives;
import static org.vezere.engine.network.TestNode.bound;
import static org.vezere.engine.network.TestNode.forge;
import static org.vezere.engine.network.TestNode.talk;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.linux.Fd;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.Announcer;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkNamespaces;
import org.vezere.linux.net.Routes;
import org.vezere.linux.nft.Nftables;
import org.vezere.model.Ctid;

@ExtendWith(PrivateNetwork.class)
class AntiSpoofTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgedSourcesAreDroppedAndRightOnesPass(boolean routed) throws IOException {
        AntiSpoof filter = AntiSpoof.install(Nftables.open(), FilterSettings.standard(), routed);
        try (TestNode node = TestNode.open(filter).forwarding()) {
            Fd one = node.ve(101, "198.51.100.7", "2001:db8::7");
            Fd two = node.ve(102, "198.51.100.8", "2001:db8::8");
            forge(one, "198.51.100.66");
            forge(one, "2001:db8::66");
            forge(one, "127.0.0.2");

            check(one, two, "198.51.100.7", "198.51.100.8", true);
            check(one, two, "2001:db8::7", "2001:db8::8", true);
            check(one, two, "198.51.100.66", "198.51.100.8", false);
            check(one, two, "2001:db8::66", "2001:db8::8", false);
            node.venet.remove(new Ctid(102));
            forge(one, "198.51.100.8");
            Fd three = node.ve(103, "198.51.100.9");
            check(one, three, "198.51.100.8", "198.51.100.9", false);
        }
    }

    @Test
    void theAddressOfAnotherVeAndOfVe0IsForgedToo() throws IOException {
        try (TestNode node = TestNode.open().forwarding()) {
            node.socket.send(Addresses.add(Links.get(node.socket, "lo").index(), IpPrefix.parse("203.0.113.1/32")));
            Fd one = node.ve(101, "198.51.100.7");
            Fd two = node.ve(102, "198.51.100.8");
            Fd three = node.ve(103, "198.51.100.9");
            forge(one, "198.51.100.8");
            forge(one, "203.0.113.1");

            check(one, three, "203.0.113.1", "198.51.100.9", false);
            check(one, three, "198.51.100.8", "198.51.100.9", false);
            check(two, three, "198.51.100.8", "198.51.100.9", true);
        }
    }

    @Test
    void routerAndNeighbourMessagesOfAVeAreDropped() {
        try (TestNode node = TestNode.open();
                Nftables nftables = Nftables.open()) {
            Fd ve = node.ve(101, "198.51.100.7", "2001:db8::7");
            NetworkNamespaces.call(ve, () -> {
                try (NetlinkSocket inside = NetlinkSocket.open();
                        Announcer announcer = Announcer.open()) {
                    Link venet0 = Links.get(inside, "venet0");
                    announcer.announce(
                            venet0.index(), venet0.mac().orElseThrow(), List.of(InetAddress.ofLiteral("2001:db8::7")));
                    announcer.send(venet0.index(), routerAdvertisement(venet0), "a router advertisement");
                    return true;
                }
            });

            String rules = nftables.run("list chain inet vezere from_ve");
            assertThat(rules.lines()
                            .filter(line -> line.contains("nd-router-advert"))
                            .findFirst())
                    .get()
                    .asString()
                    .contains("packets 1 ");
            assertThat(rules.lines().filter(line -> line.contains("fe80::/10")).findFirst())
                    .get()
                    .asString()
                    .doesNotContain("packets 0 ");
            assertThat(Routes.all(node.socket, true))
                    .noneMatch(route -> route.destination().length() == 0);
        }
    }

    @Test
    void installingAgainReplacesTheTable() {
        try (AntiSpoof first = AntiSpoof.install(FilterSettings.standard());
                AntiSpoof second = AntiSpoof.install(new FilterSettings(List.of(IpPrefix.parse("10.0.0.0/8")), 1_000));
                Nftables nftables = Nftables.open()) {
            String table = nftables.run("list table inet vezere");

            assertThat(table).containsOnlyOnce("chain prerouting").contains("ct count over 1000");
            assertThat(table).doesNotContain("fc00::/7");
            second.uninstall();
            first.uninstall();
            assertThat(nftables.run("list tables")).doesNotContain("vezere");
        }
    }

    @Test
    void trackedConnectionsOfAVeAreLimited() {
        FilterSettings settings = new FilterSettings(List.of(IpPrefix.parse("10.0.0.0/8")), 2);
        try (TestNode node = TestNode.open(AntiSpoof.install(settings)).forwarding()) {
            Fd one = node.ve(101, "10.1.0.1", "198.51.100.7");
            int passed = 0;
            try (DatagramSocket from = bound(one, "10.1.0.1")) {
                for (int target = 1; target <= 4; target++) {
                    String address = "203.0.113." + target;
                    try (NetlinkSocket socket = NetlinkSocket.open()) {
                        int lo = Links.get(socket, "lo").index();
                        socket.send(Addresses.add(lo, IpPrefix.parse(address + "/32")));
                    }
                    try (DatagramSocket to = bound(address)) {
                        passed += arrives(from, to) ? 1 : 0;
                    }
                }
            }

            assertThat(passed).isEqualTo(2);
        }
    }

    private static void check(Fd from, Fd to, String source, String target, boolean expected) throws IOException {
        try (DatagramSocket one = bound(from, source);
                DatagramSocket other = bound(to, target)) {
            // What is dropped need not be waited for as long as what may be late.
            other.setSoTimeout(expected ? 2_000 : 150);
            assertThat(expected ? talk(one, other) : arrives(one, other))
                    .as(source + " to " + target)
                    .isEqualTo(expected);
        }
    }

    /// A router advertisement (RFC 4861, section 4.2) from the link-local address fe80::bad. The filter comes
    /// before any checksum is looked at.
    private static byte[] routerAdvertisement(Link link) {
        byte[] mac = new byte[6];
        ByteBuffer.wrap(mac)
                .putShort((short) (link.mac().orElseThrow().value() >>> 32))
                .putInt((int) link.mac().orElseThrow().value());
        return ByteBuffer.allocate(14 + 40 + 16)
                .put(new byte[] {0x33, 0x33, 0, 0, 0, 1})
                .put(mac)
                .putShort((short) 0x86dd)
                .putInt(0x6000_0000)
                .putShort((short) 16)
                .put((byte) 58)
                .put((byte) 255)
                .put(InetAddress.ofLiteral("fe80::bad").getAddress())
                .put(InetAddress.ofLiteral("ff02::1").getAddress())
                .put((byte) 134)
                .put(new byte[15])
                .array();
    }
}
