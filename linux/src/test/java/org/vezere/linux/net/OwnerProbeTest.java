package org.vezere.linux.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.linux.Fd;

/// With another machine, a network namespace, at the other end of a veth pair.
@ExtendWith(PrivateNetwork.class)
class OwnerProbeTest {
    private static final MacAddress OTHER = MacAddress.parse("02:00:00:00:00:02");

    @ParameterizedTest
    @CsvSource({"198.51.100.7, 198.51.100.8", "2001:db8::7, 2001:db8::8"})
    void whoHasAnAddressAnswers(String taken, String free) {
        try (NetlinkSocket socket = NetlinkSocket.open();
                Fd namespace = NetworkNamespaces.callInNew(NetworkNamespaces::current);
                NetlinkSocket other = NetlinkSocket.in(namespace)) {
            socket.send(
                    Links.createVeth(
                            "here",
                            LinkChange.nothing(),
                            "there",
                            LinkChange.nothing().mac(OTHER),
                            namespace),
                    Links.change("here", LinkChange.nothing().up()));
            int there = Links.get(other, "there").index();
            other.send(
                    Addresses.add(there, IpPrefix.host(InetAddress.ofLiteral(taken))),
                    Links.change(there, LinkChange.nothing().up()));
            List<Link> links = List.of(Links.get(socket, "here"));

            assertThat(find(links, taken)).contains(OTHER);
            assertThat(find(links, free)).isEmpty();
            assertThat(OwnerProbe.find(links, Set.of(OTHER), InetAddress.ofLiteral(taken), Duration.ofMillis(300)))
                    .as("own answers")
                    .isEmpty();
            socket.send(Links.delete("here"));
        }
    }

    /// IPv6 needs a moment until it listens on a link that has just come up.
    private static Optional<MacAddress> find(List<Link> links, String address) {
        Optional<MacAddress> owner = Optional.empty();
        for (int i = 0; i < 5 && owner.isEmpty(); i++) {
            owner = OwnerProbe.find(links, Set.of(), InetAddress.ofLiteral(address), Duration.ofMillis(300));
        }
        return owner;
    }

    @Test
    void shortOrOtherFramesSayNothing() {
        InetAddress address = InetAddress.ofLiteral("198.51.100.7");
        byte[] probe = OwnerProbe.arpProbe(OTHER, address);

        assertThat(OwnerProbe.owner(probe, address)).isEmpty();
        for (int length = 0; length < probe.length; length++) {
            assertThat(OwnerProbe.owner(Arrays.copyOf(probe, length), address)).isEmpty();
            assertThat(OwnerProbe.owner(Arrays.copyOf(probe, length), InetAddress.ofLiteral("2001:db8::7")))
                    .isEmpty();
        }
    }
}
