package org.vezere.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.config.DeclaredFiles;
import org.vezere.engine.network.Placements;
import org.vezere.linux.net.IpPrefix;
import org.vezere.model.DeclaredService;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;

/// What is written about services: their files, nftables' rules, keepalived's config.
class ServiceTextsTest {
    private static final DeclaredService WEB = service("wrr", "http:/health");

    private static DeclaredService service(String scheduler, String check) {
        return new DeclaredService(
                "web",
                IpAddress.parse("198.51.100.10"),
                80,
                DeclaredService.Protocol.TCP,
                List.of(new DeclaredService.Server(101, 3), new DeclaredService.Server(102, 1)),
                8080,
                scheduler,
                DeclaredService.Check.parse(check),
                Optional.of(new DeclaredService.Vrrp(51, 150, "eth0")));
    }

    private static Pool pool(DeclaredService service) {
        return new Pool(
                service,
                List.of(
                        new Pool.Backend(101, 3, new Placements.Placement(at("203.0.113.1"), Optional.empty(), false)),
                        new Pool.Backend(
                                102,
                                1,
                                new Placements.Placement(
                                        at("203.0.113.2"), Optional.of(IpPrefix.parse("203.0.113.0/24")), false))));
    }

    private static InetAddress at(String address) {
        return InetAddress.ofLiteral(address);
    }

    @Test
    void aFileSaysWhatWasDeclared(@TempDir Path directory) throws Exception {
        DeclaredFiles<DeclaredService> files = new DeclaredFiles<>(directory, "service", new ServiceForm());

        files.write(WEB);

        assertThat(files.all()).containsExactly(WEB);
        assertThat(Files.readString(directory.resolve("web.conf")))
                .contains("VE=\"101*3 102\"", "VRRP=\"51 150 eth0\"");
        Files.writeString(directory.resolve("web.conf"), "VIP=198.51.100.10\nPORT=80\nVE=101\n");
        assertThat(files.get("web").check()).hasToString("tcp");
        Files.writeString(directory.resolve("web.conf"), "VIP=198.51.100.10\nVE=101\n");
        assertThatThrownBy(files::all)
                .isInstanceOfSatisfying(
                        VezereException.class, wrong -> assertThat(wrong.kind()).isEqualTo(FailureKind.BAD_CONFIG))
                .hasMessageContaining("declares no service: wanted is a PORT");
    }

    @Test
    void rulesShareOutByWeight() {
        String rules = ServiceRules.text(List.of(pool(WEB)), ServiceRules.Spreader.RULES_WHERE_HELD);

        assertThat(rules)
                .contains("fib daddr type local ip daddr 198.51.100.10 tcp dport 80 dnat ip to numgen inc mod 4"
                        + " map { 0-2 : 203.0.113.1 . 8080, 3 : 203.0.113.2 . 8080 }")
                .contains("delete table ip6 vezere_services")
                .doesNotContain("table ip6 vezere_services {");
        assertThat(ServiceRules.text(List.of(pool(service("rr", "tcp"))), ServiceRules.Spreader.RULES))
                .contains("numgen inc mod 2 map { 0 : 203.0.113.1 . 8080, 1 : 203.0.113.2 . 8080 }");
        assertThat(ServiceRules.text(List.of(pool(service("sh", "tcp"))), ServiceRules.Spreader.RULES))
                .contains("jhash ip saddr mod 4");
    }

    @Test
    void answersThatWouldPassVe0ByAreMadeToComeBack() {
        String rules = ServiceRules.text(List.of(pool(WEB)), ServiceRules.Spreader.IPVS);

        assertThat(rules)
                .contains("ct original ip daddr 198.51.100.10 ip saddr 203.0.113.1 ip daddr 203.0.113.1 masquerade")
                .contains("ct original ip daddr 198.51.100.10 ip saddr 203.0.113.0/24 ip daddr 203.0.113.2 masquerade")
                .doesNotContain("dnat");
        Pool.Backend elsewhere =
                new Pool.Backend(102, 1, new Placements.Placement(at("203.0.113.2"), Optional.empty(), true));
        assertThat(ServiceRules.text(List.of(new Pool(WEB, List.of(elsewhere))), ServiceRules.Spreader.IPVS))
                .contains("ct original ip daddr 198.51.100.10 ip daddr 203.0.113.2 masquerade");
    }

    @Test
    void withoutAnybodyThereAreNoTables() {
        assertThat(ServiceRules.text(List.of(new Pool(WEB, List.of())), ServiceRules.Spreader.RULES))
                .doesNotContain("table ip vezere_services {");
    }

    @Test
    void keepalivedIsToldOfAddressesAndVes() {
        String config = KeepalivedConfig.text(List.of(pool(WEB)), true);

        assertThat(config)
                .contains("virtual_router_id 51", "priority 150", "198.51.100.10/32 dev eth0")
                .contains("virtual_server 198.51.100.10 80 {", "real_server 203.0.113.1 8080 {", "weight 3")
                .contains("path /health");
        assertThat(KeepalivedConfig.text(List.of(pool(WEB)), false)).doesNotContain("virtual_server");
    }
}
