package org.vezere.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vezere.engine.network.TestNode.addresses;
import static org.vezere.engine.network.TestNode.bound;
import static org.vezere.engine.network.TestNode.talk;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vezere.linux.Fd;
import org.vezere.linux.net.Addresses;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.Neighbours;
import org.vezere.linux.net.NetlinkSocket;
import org.vezere.linux.net.NetworkSysctl;
import org.vezere.linux.net.Routes;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

@ExtendWith(PrivateNetwork.class)
class VenetTest {
    private static final Ctid CTID = new Ctid(101);
    private static final LinkChange NOTHING = LinkChange.nothing();

    @Test
    void theFirstPacketArrivesBothWaysInBothFamilies() {
        try (TestNode node = TestNode.open()) {
            ownAddress(node, "203.0.113.1/24", "2001:db8:1::1/64");
            Fd ve = node.ve(101, "198.51.100.7", "2001:db8::7");

            try (DatagramSocket here = bound("203.0.113.1");
                    DatagramSocket there = bound(ve, "198.51.100.7")) {
                assertThat(talk(here, there)).isTrue();
            }
            try (DatagramSocket here = bound("2001:db8:1::1");
                    DatagramSocket there = bound(ve, "2001:db8::7")) {
                assertThat(talk(there, here)).isTrue();
            }
        }
    }

    @Test
    void vesReachEachOtherThroughVe0WithoutAnyArp() throws Exception {
        try (TestNode node = TestNode.open().forwarding()) {
            Fd one = node.ve(101, "198.51.100.7", "2001:db8::7");
            Fd two = node.ve(102, "198.51.100.8", "2001:db8::8");
            Process tcpdump = new ProcessBuilder(
                            "tcpdump", "-ni", "venet101", "-c", "1", "arp or icmp6[0] == 135 or icmp6[0] == 136")
                    .redirectErrorStream(true)
                    .start();
            assertThat(tcpdump.inputReader().readLine()).contains("tcpdump");
            tcpdump.inputReader().readLine();

            try (DatagramSocket a = bound(one, "198.51.100.7");
                    DatagramSocket b = bound(two, "198.51.100.8")) {
                assertThat(talk(a, b)).isTrue();
            }
            try (DatagramSocket a = bound(one, "2001:db8::7");
                    DatagramSocket b = bound(two, "2001:db8::8")) {
                assertThat(talk(a, b)).isTrue();
            }

            assertThat(tcpdump.waitFor(300, TimeUnit.MILLISECONDS))
                    .as("neighbours were resolved")
                    .isFalse();
            tcpdump.destroy();
            assertThat(tcpdump.waitFor(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void hostEndsObeyNothingThatAVeSends() {
        try (TestNode node = TestNode.open()) {
            node.ve(101, "198.51.100.7", "2001:db8::7");

            Link host = Links.get(node.socket, "venet101");
            assertThat(NetworkSysctl.get("ipv6", "venet101", "accept_ra")).isZero();
            assertThat(NetworkSysctl.get("ipv6", "venet101", "autoconf")).isZero();
            assertThat(NetworkSysctl.get("ipv6", "venet101", "accept_redirects"))
                    .isZero();
            assertThat(NetworkSysctl.get("ipv4", "venet101", "accept_redirects"))
                    .isZero();
            assertThat(NetworkSysctl.get("ipv4", "venet101", "send_redirects")).isZero();
            assertThat(NetworkSysctl.get("ipv4", "venet101", "rp_filter")).isEqualTo(1);
            assertThat(Addresses.all(node.socket))
                    .filteredOn(address -> address.link() == host.index())
                    .containsExactly(new Addresses.Assigned(host.index(), IpPrefix.parse("fe80::1/128"), true));
        }
    }

    @Test
    void addressesOfOthersAreRefused() {
        try (TestNode node = TestNode.open()) {
            ownAddress(node, "203.0.113.1/24");
            node.ve(101, "198.51.100.7");

            refused(node, FailureKind.ADDRESS_IN_USE, "container 101", "198.51.100.9", "198.51.100.7");
            refused(node, FailureKind.ADDRESS_NOT_AVAILABLE, "hardware node", "203.0.113.1");
            refused(node, FailureKind.ADDRESS_NOT_AVAILABLE, "224.0.0.1", "224.0.0.1");
            refused(node, FailureKind.ADDRESS_NOT_AVAILABLE, "fe80::1", "fe80::1");
            assertThat(Links.find(node.socket, "venet102")).isEmpty();
            assertThat(node.venet.addresses(new Ctid(102))).isEmpty();
        }
    }

    @Test
    void aFailedAddLeavesNothing() {
        try (TestNode node = TestNode.open();
                Fd noNamespace = new Fd(deadDescriptor())) {
            assertThatThrownBy(() -> node.connect(CTID, noNamespace, "198.51.100.7"))
                    .isInstanceOfSatisfying(
                            VezereException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.CANNOT_ADD_ADDRESS))
                    .hasMessageContaining("container 101");

            assertThat(Links.all(node.socket)).extracting(Link::name).containsExactly("lo");
            node.ve(102, "198.51.100.7");
        }
    }

    @Test
    void aStoppedVeLeavesItsNameAtOnceAndEverythingSoon() {
        try (TestNode node = TestNode.open()) {
            ownAddress(node, "203.0.113.1/24");
            Fd namespace = node.ve(101, "198.51.100.7");
            try (DatagramSocket busy = bound(namespace, "198.51.100.7")) {
                node.venet.remove(CTID);

                assertThat(Links.find(node.socket, "venet101")).isEmpty();
                assertThat(Routes.all(node.socket, false))
                        .noneMatch(route -> route.destination().equals(IpPrefix.parse("198.51.100.7")));
                Fd again = node.ve(101, "198.51.100.7");
                try (DatagramSocket here = bound("203.0.113.1");
                        DatagramSocket there = bound(again, "198.51.100.7")) {
                    assertThat(talk(here, there)).isTrue();
                }
                assertThat(busy.isBound()).isTrue();
            }
            node.venet.remove(CTID);
            node.venet.remove(CTID);

            assertThat(eventually(() -> Links.all(node.socket).stream()
                            .noneMatch(link ->
                                    link.name().startsWith("ve") || link.name().startsWith("vz"))))
                    .isTrue();
            try (NetlinkSocket inside = NetlinkSocket.in(namespace)) {
                assertThat(Links.find(inside, "venet0")).isEmpty();
            }
        }
    }

    @Test
    void aNameThatACrashLeftIsNoObstacle() {
        try (TestNode node = TestNode.open()) {
            ownAddress(node, "203.0.113.1/24");
            node.socket.send(Links.createVeth("venet101", NOTHING, "other", NOTHING));

            Fd ve = node.ve(101, "198.51.100.7");

            try (DatagramSocket here = bound("203.0.113.1");
                    DatagramSocket there = bound(ve, "198.51.100.7")) {
                assertThat(talk(here, there)).isTrue();
            }
        }
    }

    @Test
    void addressesComeAndGoWhileAVeRuns() {
        try (TestNode node = TestNode.open()) {
            ownAddress(node, "203.0.113.1/24", "2001:db8:1::1/64");
            Fd ve = node.ve(101);

            node.venet.addAddress(CTID, ve, addresses("198.51.100.7").getFirst(), node.notices::add);
            node.venet.addAddress(CTID, ve, addresses("2001:db8::7").getFirst(), node.notices::add);
            try (NetlinkSocket inside = NetlinkSocket.in(ve)) {
                DefaultRoutes.of(node.venet.addresses(CTID), List.of())
                        .replace(inside, DefaultRoutes.of(List.of(), List.of()), Set.of());
            }
            try (DatagramSocket here = bound("203.0.113.1");
                    DatagramSocket there = bound(ve, "198.51.100.7")) {
                assertThat(talk(here, there)).isTrue();
            }
            try (DatagramSocket here = bound("2001:db8:1::1");
                    DatagramSocket there = bound(ve, "2001:db8::7")) {
                assertThat(talk(here, there)).isTrue();
            }
            node.venet.deleteAddress(CTID, ve, addresses("198.51.100.7").getFirst());
            node.venet.deleteAddress(CTID, ve, addresses("198.51.100.99").getFirst());

            assertThat(node.venet.addresses(CTID)).containsExactly(InetAddress.ofLiteral("2001:db8::7"));
            try (NetlinkSocket inside = NetlinkSocket.in(ve)) {
                assertThat(Addresses.all(inside))
                        .noneMatch(address -> address.prefix().equals(IpPrefix.parse("198.51.100.7")));
            }
            node.ve(102, "198.51.100.7");
        }
    }

    @Test
    void ve0AnswersForAddressesOnItsNetworksAlsoAfterTheirLinkWasDown() {
        try (TestNode node = TestNode.open()) {
            wire(node.socket, "eth0", "wire");
            int eth = Links.get(node.socket, "eth0").index();
            node.socket.send(Addresses.add(eth, IpPrefix.parse("203.0.113.1/24")));
            Neighbours.Proxy proxy = new Neighbours.Proxy(eth, InetAddress.ofLiteral("203.0.113.7"));
            assertThat(eventually(() -> {
                        node.venet.remove(CTID);
                        node.ve(101, "203.0.113.7");
                        return Neighbours.proxies(node.socket).contains(proxy);
                    }))
                    .as("the new link is noticed")
                    .isTrue();

            node.socket.send(Links.change("eth0", NOTHING.down()));
            assertThat(Neighbours.proxies(node.socket)).isEmpty();
            node.socket.send(Links.change("eth0", NOTHING.up()));
            assertThat(eventually(() -> Neighbours.proxies(node.socket).contains(proxy)))
                    .isTrue();
            node.venet.remove(CTID);

            assertThat(Neighbours.proxies(node.socket)).isEmpty();
        }
    }

    @Test
    void neighbourDevicesAreChosenAsConfigured() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            wire(socket, "eth0", "wire0");
            wire(socket, "eth1", "wire1");
            wire(socket, "veth5.0", "wire2");
            for (String name : List.of("eth0", "eth1", "veth5.0")) {
                int index = Links.get(socket, name).index();
                socket.send(Addresses.add(
                        index, IpPrefix.parse(name.equals("eth0") ? "203.0.113.1/24" : "198.51.100.1/25")));
            }
        }
        InetAddress inside = InetAddress.ofLiteral("203.0.113.99");

        assertThat(chosen(NeighbourDevices.parse("all"), inside)).containsExactlyInAnyOrder("eth0", "eth1");
        assertThat(chosen(NeighbourDevices.parse("detect"), inside)).containsExactly("eth0");
        assertThat(chosen(NeighbourDevices.parse("list:eth1 wire0"), inside))
                .containsExactlyInAnyOrder("eth1", "wire0");
        assertThatThrownBy(() -> NeighbourDevices.parse("some"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"some\"");
    }

    @Test
    void aNewVzdKnowsTheAddressesOfRunningVes() {
        try (TestNode node = TestNode.open()) {
            node.ve(101, "198.51.100.7", "2001:db8::7");
            try (Venet next = Venet.open(VenetSettings.standard(), node.filter)) {
                assertThat(next.addresses(CTID))
                        .containsExactlyInAnyOrder(
                                InetAddress.ofLiteral("198.51.100.7"), InetAddress.ofLiteral("2001:db8::7"));
                assertThatThrownBy(() -> next.claim(new Ctid(102), addresses("2001:db8::7"), node.notices::add))
                        .isInstanceOf(VezereException.class);
            }
        }
    }

    @Test
    void whatTheAdministratorHasToSwitchOnIsSaid() {
        try (TestNode node = TestNode.open()) {
            ownAddress(node, "203.0.113.1/24");
            node.ve(101, "198.51.100.7");
            assertThat(node.notices)
                    .extracting(Notice::text)
                    .singleElement()
                    .asString()
                    .contains("net.ipv4.ip_forward");
            node.forwarding().ve(102, "198.51.100.8");
            assertThat(node.notices).hasSize(1);
        }
        try (TestNode node = TestNode.open(new VenetSettings(new NeighbourDevices.All(), Optional.of("lo"), false))) {
            Fd ve = node.ve(103, "2001:db8::7", "2001:db8::8", "198.51.100.9");
            assertThat(node.notices).extracting(Notice::text).containsExactly("WARNING: IPv6 support is disabled");
            try (NetlinkSocket inside = NetlinkSocket.in(ve)) {
                assertThat(Addresses.all(inside))
                        .noneMatch(address -> address.prefix().equals(IpPrefix.parse("2001:db8::7")));
            }
        }
    }

    private static void wire(NetlinkSocket socket, String name, String other) {
        socket.send(
                Links.createVeth(name, NOTHING, other, NOTHING),
                Links.change(name, NOTHING.up()),
                Links.change(other, NOTHING.up()));
    }

    private static List<String> chosen(NeighbourDevices rule, InetAddress address) {
        NodeLinks links = new NodeLinks(rule, device -> {});
        links.start();
        try (links) {
            return links.neighbourDevices(address).stream().map(Link::name).toList();
        }
    }

    private static void refused(TestNode node, FailureKind kind, String words, String... addresses) {
        assertThatThrownBy(() -> node.ve(102, addresses))
                .isInstanceOfSatisfying(
                        VezereException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    /// A number that no open file has.
    private static int deadDescriptor() {
        return 1_000_000;
    }

    private static void ownAddress(TestNode node, String... addresses) {
        int lo = Links.get(node.socket, "lo").index();
        for (String address : addresses) {
            node.socket.send(Addresses.add(lo, IpPrefix.parse(address)));
            assertThat(eventually(() -> {
                        try {
                            node.connect(new Ctid(999), node.namespace(), address);
                            node.venet.remove(new Ctid(999));
                            return false;
                        } catch (VezereException known) {
                            return known.kind() == FailureKind.ADDRESS_NOT_AVAILABLE;
                        }
                    }))
                    .as("VE0's own address is noticed")
                    .isTrue();
        }
    }

    private static boolean eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return true;
    }
}
