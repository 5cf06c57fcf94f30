package org.vezere.engine.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vezere.engine.distribution.MarkedBlock.Place;
import org.vezere.model.value.IpAddress;

class VeFilesTextTest {
    @Test
    void blockComesAndGoesWithoutATrace() {
        String own = "# mine\nline\n";

        String with = MarkedBlock.replace(own, List.of("a", "b"), Place.BOTTOM);
        String changed = MarkedBlock.replace(with + "later\n", List.of("c"), Place.TOP);

        assertThat(with).isEqualTo(own + MarkedBlock.BEGIN + "\na\nb\n" + MarkedBlock.END + "\n");
        assertThat(changed).isEqualTo(own + MarkedBlock.BEGIN + "\nc\n" + MarkedBlock.END + "\nlater\n");
        assertThat(MarkedBlock.replace(changed, List.of(), Place.TOP)).isEqualTo(own + "later\n");
    }

    @Test
    void aBlockWithoutItsEndReachesToTheEndOfTheFile() {
        String cut = "own\n" + MarkedBlock.BEGIN + "\na\n";

        assertThat(MarkedBlock.replace(cut, List.of(), Place.TOP)).isEqualTo("own\n");
    }

    @Test
    void interfacesRepeatWhatVezereSetAndFailNever() {
        String text = InterfacesFile.with("source /etc/network/interfaces.d/*\n", venet("198.51.100.7", "2001:db8::7"));

        assertThat(text.lines())
                .containsExactly(
                        "source /etc/network/interfaces.d/*",
                        MarkedBlock.BEGIN,
                        "auto venet0",
                        "iface venet0 inet manual",
                        "\tup ip link set venet0 up || true",
                        "\tup ip address replace 198.51.100.7/32 dev venet0 || true",
                        "\tup ip -6 address replace 2001:db8::7/128 dev venet0 || true",
                        "\tup ip route replace 169.254.0.1 dev venet0 || true",
                        "\tup ip route replace default via 169.254.0.1 dev venet0 src 198.51.100.7 || true",
                        "\tup ip -6 route replace default via fe80::1 dev venet0 src 2001:db8::7 || true",
                        MarkedBlock.END);
        assertThat(InterfacesFile.with(text, VenetSettings.NONE)).isEqualTo("source /etc/network/interfaces.d/*\n");
    }

    @Test
    void interfacesLoseWhatOldOpenVzWroteAndKeepTheRest() {
        String old = """
                # This configuration file is auto-generated.
                auto lo
                iface lo inet loopback

                auto venet0
                iface venet0 inet manual
                    up ifconfig venet0 up
                    up route add default dev venet0

                auto venet0:0
                iface venet0:0 inet static
                    address 198.51.100.9
                    netmask 255.255.255.255
                auto eth0
                iface eth0 inet dhcp
                """;

        assertThat(InterfacesFile.with(old, VenetSettings.NONE).lines())
                .containsExactly(
                        "# This configuration file is auto-generated.",
                        "auto lo",
                        "iface lo inet loopback",
                        "",
                        "auto eth0",
                        "iface eth0 inet dhcp");
    }

    @Test
    void withoutDefaultRouteOnlyAddressesAreRepeated() {
        VenetSettings venet = new VenetSettings(List.of(IpAddress.parse("198.51.100.7/24")), false, false);

        assertThat(InterfacesFile.with("", venet)).contains("198.51.100.7/32").doesNotContain("route");
    }

    @Test
    void eachFamilyHasADefaultRouteOfItsOwn() {
        VenetSettings venet = new VenetSettings(
                List.of(IpAddress.parse("198.51.100.7"), IpAddress.parse("2001:db8::7")), false, true);

        assertThat(InterfacesFile.with("", venet))
                .contains("ip -6 route replace default")
                .doesNotContain("ip route replace default");
    }

    @Test
    void hostsKnowTheNameOfTheVe() {
        Optional<IpAddress> address = Optional.of(IpAddress.parse("198.51.100.7"));

        assertThat(HostsFile.with("127.0.0.1 localhost\n", "ve.example.org", address))
                .contains("127.0.0.1 localhost\n", "198.51.100.7 ve.example.org ve\n");
        assertThat(HostsFile.with("", "ve", Optional.empty())).contains("127.0.0.1 localhost", "127.0.1.1 ve\n");
    }

    @Test
    void resolverSettingsStandAboveOwnLines() {
        ResolverSettings settings =
                new ResolverSettings(List.of("198.51.100.53"), List.of("example.org", "example.net"));

        assertThat(ResolverFile.with("options timeout:1\n", settings).lines())
                .containsExactly(
                        MarkedBlock.BEGIN,
                        "search example.org example.net",
                        "nameserver 198.51.100.53",
                        MarkedBlock.END,
                        "options timeout:1");
    }

    @Test
    void inheritsWhatAVeCanReach() {
        String node = """
                domain old
                search example.org
                nameserver 127.0.0.53
                nameserver 198.51.100.1
                nameserver 2001:db8::1
                nameserver 198.51.100.2
                nameserver 198.51.100.3
                """;

        ResolverSettings settings = ResolverFile.read(node);

        assertThat(settings.nameServers()).containsExactly("198.51.100.1", "2001:db8::1", "198.51.100.2");
        assertThat(settings.searchDomains()).containsExactly("example.org");
        assertThat(new ResolverSettings(List.of("inherit"), List.of()).resolve(settings))
                .isEqualTo(new ResolverSettings(settings.nameServers(), List.of()));
    }

    @Test
    void refusesWordsThatWouldBeLines() {
        for (String word : List.of("a\nnameserver 203.0.113.1", "", "a b", "a#")) {
            assertThatThrownBy(() -> new ResolverSettings(List.of(word), List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static VenetSettings venet(String... addresses) {
        return new VenetSettings(Stream.of(addresses).map(IpAddress::parse).toList(), true, true);
    }
}
