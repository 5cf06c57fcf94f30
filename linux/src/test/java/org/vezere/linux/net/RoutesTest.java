package org.vezere.linux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;

@ExtendWith(PrivateNetwork.class)
class RoutesTest {
    private static final InetAddress GATEWAY = InetAddress.ofLiteral("169.254.0.1");
    private static final InetAddress GATEWAY6 = InetAddress.ofLiteral("fe80::1");
    private static final LinkChange NOTHING = LinkChange.nothing();

    @Test
    void addressesAndRoutesAreAddedListedAndDeleted() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            int link = pair(socket);
            IpPrefix address = IpPrefix.parse("198.51.100.7/32");
            IpPrefix address6 = IpPrefix.parse("2001:db8::7/128");
            IpPrefix other = IpPrefix.parse("203.0.113.9");

            socket.send(
                    Addresses.add(link, address),
                    Addresses.add(link, address6),
                    Routes.defaultOver(GATEWAY, link),
                    Routes.defaultOver(GATEWAY6, link),
                    Routes.direct(other, link, address.address()));

            assertThat(Addresses.all(socket))
                    .contains(
                            new Addresses.Assigned(link, address, false),
                            new Addresses.Assigned(link, address6, false));
            assertThat(Routes.all(socket, false))
                    .contains(
                            new Routes.Route(IpPrefix.parse("0.0.0.0/0"), link, Optional.of(GATEWAY), 254),
                            new Routes.Route(other, link, Optional.empty(), 254));
            assertThat(Routes.all(socket, true))
                    .contains(new Routes.Route(IpPrefix.parse("::/0"), link, Optional.of(GATEWAY6), 254));
            assertThat(Routes.isLocal(socket, address.address())).isTrue();
            assertThat(Routes.isLocal(socket, other.address())).isFalse();
            socket.send(Routes.delete(other, link), Addresses.delete(link, address6));
            assertThat(Routes.all(socket, false))
                    .noneMatch(route -> route.destination().equals(other));
            assertThat(Addresses.all(socket))
                    .noneMatch(assigned -> assigned.prefix().equals(address6));
            assertThatThrownBy(() -> socket.send(Routes.delete(other, link)))
                    .isInstanceOfSatisfying(
                            KernelException.class,
                            failure -> assertThat(failure.is(Errno.ESRCH)).isTrue());
        }
    }

    @Test
    void proxyEntriesAreAddedListedAndDeleted() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            int link = pair(socket);
            InetAddress ipv4 = InetAddress.ofLiteral("198.51.100.7");
            InetAddress ipv6 = InetAddress.ofLiteral("2001:db8::7");

            socket.send(Neighbours.addProxy(link, ipv4), Neighbours.addProxy(link, ipv6));
            assertThat(Neighbours.proxies(socket))
                    .containsExactlyInAnyOrder(new Neighbours.Proxy(link, ipv4), new Neighbours.Proxy(link, ipv6));
            socket.send(Neighbours.deleteProxy(link, ipv4));

            assertThat(Neighbours.proxies(socket)).containsExactly(new Neighbours.Proxy(link, ipv6));
        }
    }

    @Test
    void theMonitorHearsOfLinksAndAddresses() {
        try (NetlinkSocket socket = NetlinkSocket.open();
                LinkMonitor monitor = LinkMonitor.open()) {
            assertThat(monitor.await(Duration.ofMillis(1))).isFalse();
            int link = pair(socket);
            socket.send(Addresses.add(link, IpPrefix.parse("198.51.100.7/32")));
            socket.send(Addresses.delete(link, IpPrefix.parse("198.51.100.7/32")));
            socket.send(Links.delete(link));

            assertThat(monitor.await(Duration.ofMillis(1))).isTrue();
            // Nothing is waited for: what the kernel has done it has told.
            List<LinkEvent> events = monitor.read();

            assertThat(events)
                    .anySatisfy(event -> assertThat(event)
                            .isInstanceOfSatisfying(
                                    LinkEvent.Changed.class,
                                    changed -> assertThat(changed.link().name()).isEqualTo("v0")))
                    .anySatisfy(event -> assertThat(event).isInstanceOf(LinkEvent.AddressAdded.class))
                    .anySatisfy(event -> assertThat(event).isInstanceOf(LinkEvent.AddressGone.class))
                    .anySatisfy(event -> assertThat(event).isInstanceOf(LinkEvent.Gone.class));
        }
    }

    @Test
    void announcementsAreReceivedByTheOtherEnd() {
        try (NetlinkSocket socket = NetlinkSocket.open();
                Announcer announcer = Announcer.open()) {
            int link = pair(socket);
            Link here = Links.get(socket, "v0");
            socket.send(Addresses.add(Links.get(socket, "v1").index(), IpPrefix.parse("198.51.100.1/24")));
            NetworkSysctl.set("ipv4", "v1", "arp_accept", 1);

            announcer.announce(
                    link,
                    here.mac().orElseThrow(),
                    List.of(InetAddress.ofLiteral("198.51.100.7"), InetAddress.ofLiteral("2001:db8::7")));

            // The other end has learnt it from the announcement alone.
            assertThat(Neighbours.count(socket, false)).isPositive();
        }
    }

    @Test
    void theFrameOfAnAdvertisementHasARightChecksum() {
        byte[] frame =
                Announcer.advertisement(MacAddress.parse("00:18:51:aa:bb:cc"), InetAddress.ofLiteral("2001:db8::7"));

        int sum = 32 + 58;
        for (int at = 14 + 8; at < frame.length; at += 2) {
            sum += Byte.toUnsignedInt(frame[at]) << 8 | Byte.toUnsignedInt(frame[at + 1]);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        assertThat(frame).hasSize(86);
        assertThat(sum).isEqualTo(0xffff);
    }

    @Test
    void prefixesAreParsedStrictly() {
        assertThat(IpPrefix.parse("198.51.100.7")).hasToString("198.51.100.7/32");
        for (String wrong :
                List.of("198.51.100.7/33", "198.51.100.7/", "198.51.100.7/+1", "host.example", "2001:db8::/129")) {
            assertThatThrownBy(() -> IpPrefix.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static int pair(NetlinkSocket socket) {
        socket.send(
                Links.createVeth("v0", NOTHING, "v1", NOTHING),
                Links.change("v0", NOTHING.up()),
                Links.change("v1", NOTHING.up()));
        return Links.get(socket, "v0").index();
    }
}
