package org.vezere.linux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;

@ExtendWith(PrivateNetwork.class)
class LinksTest {
    private static final LinkChange NOTHING = LinkChange.nothing();
    private static final MacAddress MAC = MacAddress.parse("00:18:51:AA:BB:CC");

    @Test
    void aPeerIsBornInAnotherNamespace() {
        try (NetlinkSocket here = NetlinkSocket.open();
                Fd namespace = NetworkNamespaces.callInNew(NetworkNamespaces::current);
                NetlinkSocket there = NetlinkSocket.in(namespace)) {
            Link host = Links.sendAndGet(
                    here,
                    List.of(Links.createVeth(
                            "venet101",
                            NOTHING.mac(MAC).withoutArp().mtu(1400),
                            "venet0",
                            NOTHING.mac(MAC).withoutArp(),
                            namespace)),
                    "venet101");
            Link peer = Links.get(there, "venet0");

            assertThat(host.mac()).contains(MAC);
            assertThat(peer.mac()).contains(MAC);
            assertThat(host.isWithoutArp()).isTrue();
            assertThat(peer.isWithoutArp()).isTrue();
            assertThat(host.mtu()).isEqualTo(1400);
            assertThat(host.kind()).isEqualTo("veth");
            assertThat(host.peer()).isEqualTo(peer.index());
            assertThat(Links.find(here, "venet0")).isEmpty();
        }
    }

    @Test
    void linksAreRenamedGroupedAndDeletedTogether() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            socket.send(
                    Links.createVeth("a0", NOTHING, "a1", NOTHING),
                    Links.createVeth("b0", NOTHING, "b1", NOTHING),
                    Links.createBridge("stays", NOTHING));
            int index = Links.get(socket, "a0").index();

            socket.send(
                    Links.change(index, NOTHING.down().name("gone-a").group(7)), Links.change("b0", NOTHING.group(7)));
            assertThat(Links.get(socket, "gone-a").group()).isEqualTo(7);
            socket.send(Links.deleteGroup(7));

            assertThat(Links.all(socket)).extracting(Link::name).containsExactlyInAnyOrder("lo", "stays");
            socket.send(Links.deleteGroup(7).tolerating(Errno.ENODEV));
            assertThatThrownBy(() -> Links.deleteGroup(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aPortJoinsAndLeavesItsBridge() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            Link bridge = Links.sendAndGet(socket, List.of(Links.createBridge("br0", NOTHING.up())), "br0");
            socket.send(Links.createVeth("veth101.0", NOTHING, "x", NOTHING));

            socket.send(Links.change("veth101.0", NOTHING.master(bridge.index()).up()));
            assertThat(Links.get(socket, "veth101.0").master()).isEqualTo(bridge.index());
            assertThat(Links.get(socket, "veth101.0").isUp()).isTrue();
            socket.send(Links.change("veth101.0", NOTHING.master(0)));

            assertThat(Links.get(socket, "veth101.0").master()).isZero();
            assertThat(bridge.kind()).isEqualTo("bridge");
        }
    }

    @Test
    void allOfABatchIsDoneAndEachFailureIsToldInWords() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            assertThatThrownBy(() -> socket.send(
                            Links.delete("missing"),
                            Links.createBridge("made", NOTHING),
                            Links.createBridge("made", NOTHING)))
                    .isInstanceOfSatisfying(KernelException.class, failure -> {
                        assertThat(failure.errno()).isEqualTo(Errno.ENODEV);
                        assertThat(failure).hasMessageContaining("delete link missing");
                        assertThat(failure.getSuppressed())
                                .singleElement()
                                .satisfies(second -> assertThat(second)
                                        .hasMessageContaining("make bridge made")
                                        .hasMessageContaining("EEXIST"));
                    });

            assertThat(Links.find(socket, "made")).isPresent();
            assertThat(Links.find(socket, "missing")).isEmpty();
        }
    }

    @Test
    void theKernelsOwnWordsAreInTheMessage() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            int lo = Links.get(socket, "lo").index();

            assertThatThrownBy(() -> socket.send(Routes.defaultOver(InetAddress.ofLiteral("198.51.100.1"), lo)))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("default route over 198.51.100.1")
                    .hasMessageMatching("(?s).*: [A-Z][A-Za-z ]+\\): .*");
        }
    }

    @Test
    void aBatchLargerThanTheReceiveBufferForItsFailuresIsDoneWholly() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            int lo = Links.get(socket, "lo").index();
            socket.send(Links.change("lo", NOTHING.up()));
            List<NetlinkRequest> add = IntStream.range(0, 1_000)
                    .mapToObj(i -> Addresses.add(lo, IpPrefix.parse("203.0.113." + i % 250 + "/32")))
                    .toList();
            List<NetlinkRequest> wrong = IntStream.range(0, 1_000)
                    .mapToObj(i -> Addresses.delete(lo, IpPrefix.parse("198.51.100." + i % 250 + "/32"))
                            .tolerating(Errno.EADDRNOTAVAIL))
                    .toList();

            socket.send(add);
            socket.send(wrong);

            assertThat(Addresses.all(socket)).hasSize(252);
        }
    }

    @Test
    void settingsAreMadeBeforeALinkGoesUp() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            Link link = Links.sendAndGet(socket, List.of(Links.createVeth("v0", NOTHING, "v1", NOTHING)), "v0");
            NetworkSysctl.set("ipv6", "v0", "accept_ra", 0);

            socket.send(
                    Links.change(
                            link.index(),
                            NOTHING.withoutGeneratedAddresses()
                                    .ipv4(
                                            Ipv4Setting.acceptRedirects(false),
                                            Ipv4Setting.sendRedirects(false),
                                            Ipv4Setting.reversePathFilter(1),
                                            Ipv4Setting.proxyArp(false))
                                    .up()),
                    Links.change("v1", NOTHING.up()));

            assertThat(NetworkSysctl.get("ipv6", "v0", "accept_ra")).isZero();
            assertThat(NetworkSysctl.get("ipv6", "v0", "addr_gen_mode")).isEqualTo(1);
            assertThat(NetworkSysctl.get("ipv4", "v0", "accept_redirects")).isZero();
            assertThat(NetworkSysctl.get("ipv4", "v0", "send_redirects")).isZero();
            assertThat(NetworkSysctl.get("ipv4", "v0", "rp_filter")).isEqualTo(1);
            assertThat(NetworkSysctl.get("ipv4", "v0", "proxy_arp")).isZero();
            assertThat(Addresses.all(socket)).noneMatch(address -> address.link() == link.index());
            assertThat(NetworkSysctl.isForwarding(false)).isFalse();
        }
    }

    @Test
    void namesThatTheKernelWouldRefuseAreRefusedBefore() {
        for (String name : List.of("", "sixteen-letters-", "a/b", "a b", "..", "a:b", "venet%d", "ü")) {
            assertThatThrownBy(() -> NOTHING.name(name).write(new MessageWriter(), 0))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + name + "\"");
        }
    }

    @Test
    void aClosedNamespaceIsRefusedInWords() {
        assertThatThrownBy(() -> {
                    try (Fd socket = NetlinkSocket.descriptor(0)) {
                        NetlinkSocket.in(socket);
                    }
                })
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("setns");
    }
}
