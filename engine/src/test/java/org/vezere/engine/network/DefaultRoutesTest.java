package org.vezere.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.model.Ctid;
import org.vezere.model.value.Netif;
import org.vezere.model.value.NetifDraft;

class DefaultRoutesTest {
    @ParameterizedTest(name = "venet0 with {0}, {1}: by {2} and {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                      | -                                                                      | -      | -
            198.51.100.7           | -                                                                      | venet0 | -
            2001:db8::7            | ifname=eth0,ip=198.51.100.8                                            | eth0   | venet0
            198.51.100.7           | ifname=eth0,ip=198.51.100.8                                            | venet0 | -
            -                      | ifname=eth0,ip=198.51.100.8;ifname=eth1,ip=198.51.100.9                | eth0   | -
            -                      | ifname=eth0;ifname=eth1,ip=198.51.100.9                                | eth1   | -
            -                      | ifname=eth0,bridge=vzbr0,ip=203.0.113.8/24                             | -      | -
            198.51.100.7           | ifname=eth0,bridge=vzbr0,ip=203.0.113.8/24,gw=203.0.113.1              | eth0   | -
            198.51.100.7 2001:db8::7 | ifname=eth0,bridge=vzbr0,ip=203.0.113.8/24,gw=203.0.113.1,gw6=fe80::9 | eth0   | venet0
            198.51.100.7           | ifname=eth0,bridge=vzbr0,gw=203.0.113.1                                | venet0 | -
            -                      | ifname=eth0,ip=203.0.113.8,gw=203.0.113.1;ifname=eth1,ip=203.0.113.9,gw=203.0.113.2 | eth1 | -
            """)
    void whoHoldsThem(
            @Nullable String venet, @Nullable String netifs, @Nullable String device, @Nullable String device6) {
        List<InetAddress> addresses = venet == null
                ? List.of()
                : Arrays.stream(venet.split(" ", -1))
                        .map(InetAddress::ofLiteral)
                        .toList();
        List<Netif> interfaces = NetifDraft.parseConfig(netifs == null ? "" : netifs).stream()
                .map(draft -> Netif.complete(draft, new Ctid(101), "node"))
                .toList();

        DefaultRoutes routes = DefaultRoutes.of(addresses, interfaces);

        assertThat(routes.ipv4().map(DefaultRoutes.Way::device)).isEqualTo(Optional.ofNullable(device));
        assertThat(routes.ipv6().map(DefaultRoutes.Way::device)).isEqualTo(Optional.ofNullable(device6));
    }
}
