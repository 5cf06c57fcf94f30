package org.vezere.model.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.model.Ctid;

class NetifTest {
    private static final Ctid CTID = new Ctid(101);
    private static final String NODE = "02:00:00:00:00:01";
    private static final MacAddress VE_MAC = MacAddress.generate("eth0", 101, NODE);
    private static final MacAddress HOST_MAC = MacAddress.generate("veth101.0", 101, NODE);

    private static Netif added(String text) {
        return Netif.complete(NetifDraft.parseOption(text), CTID, NODE);
    }

    @Test
    void theNameAloneIsGivenTwoAddresses() {
        assertThat(added("eth0").toString())
                .isEqualTo("ifname=eth0,mac=%s,host_ifname=veth101.0,host_mac=%s".formatted(VE_MAC, HOST_MAC));
        assertThat(VE_MAC).isNotEqualTo(HOST_MAC);
        assertThat(VE_MAC.toString()).startsWith("00:18:51:");
    }

    @Test
    void emptyPlacesAreFilled() {
        assertThat(added("eth0,,,,br0").toString())
                .isEqualTo("ifname=eth0,bridge=br0,mac=%s,host_ifname=veth101.0,host_mac=FE:FF:FF:FF:FF:FF"
                        .formatted(VE_MAC));
    }

    @Test
    void anAddressWithoutOneForTheHostServesBoth() {
        assertThat(added("eth1,00:18:51:aa:bb:cc").toString())
                .isEqualTo("ifname=eth1,mac=00:18:51:AA:BB:CC,host_ifname=veth101.1,host_mac=00:18:51:AA:BB:CC");
        assertThat(added("eth1,00:18:51:aa:bb:cc,veth9").hostMac()).hasToString("00:18:51:AA:BB:CC");
    }

    @Test
    void everyPlaceIsTaken() {
        String text = "eth0,00:18:51:00:00:01,ve0,FE:FF:FF:FF:FF:FF,br0";

        assertThat(added(text).toString())
                .isEqualTo("ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=ve0,host_mac=FE:FF:FF:FF:FF:FF");
    }

    @Test
    void readsConfigsInAnyOrder() {
        String proxmox = "host_mac=00:18:51:00:00:02,ifname=eth0,bridge=vmbr0,mac_filter=off,mac=00:18:51:00:00:01,"
                + "host_ifname=veth101.0,gw=x;ifname=eth1,mac=00:18:51:00:00:03;ifname=eth0,bridge=other;";

        assertThat(Netif.text(NetifDraft.parseConfig(proxmox).stream()
                        .map(draft -> Netif.complete(draft, CTID, NODE))
                        .toList()))
                .isEqualTo("ifname=eth0,bridge=vmbr0,mac=00:18:51:00:00:01,host_ifname=veth101.0,"
                        + "host_mac=00:18:51:00:00:02,mac_filter=off,gw=x;"
                        + "ifname=eth1,mac=00:18:51:00:00:03,host_ifname=veth101.1,host_mac=00:18:51:00:00:03");
    }

    @Test
    void keepsTheKeysThatOnlyVirtuozzoHas() {
        String netif = "ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=veth101.0,host_mac=00:18:51:00:00:02,"
                + "mac_filter=on,network=Bridged,ip=198.51.100.9/24,ip=2001:db8::9/64,gw=198.51.100.1";

        assertThat(NetifDraft.parseConfig(netif).stream()
                        .map(draft -> Netif.complete(draft, CTID, NODE).toString()))
                .containsExactly(netif);
    }

    @Test
    void addressesAndRoutersOfAnInterfaceAreUnderstood() {
        Netif netif = Netif.complete(
                NetifDraft.parseConfig("ifname=eth0,ip=198.51.100.9/255.255.255.0,ip=dhcp,ip=203.0.113.9/255.0.255.0,"
                                + "ip=2001:db8::9/64,gw=198.51.100.1,gw6=fe80::1")
                        .getFirst(),
                CTID,
                NODE);

        assertThat(netif.addresses())
                .extracting(IpAddress::toString)
                .containsExactly("198.51.100.9/24", "2001:db8::9/64");
        assertThat(netif.gateways()).extracting(IpAddress::toString).containsExactly("198.51.100.1", "fe80::1");
        Netif changed = netif.with(
                        List.of(IpAddress.parse("198.51.100.9/25"), IpAddress.parse("198.51.100.8/25")), IpAddress::v6)
                .withGateway("gw6", Optional.empty());
        assertThat(changed.addresses())
                .extracting(IpAddress::toString)
                .containsExactly("198.51.100.9/25", "198.51.100.8/25");
        assertThat(changed.toString()).contains(",ip=dhcp,").doesNotContain("gw6");
    }

    @Test
    void theVlanOfAnInterfaceIsUnderstood() {
        Netif netif = Netif.complete(
                NetifDraft.parseConfig("ifname=eth0,bridge=br0,vlan=13,network=x,vlan=012,vlan=")
                        .getFirst(),
                CTID,
                NODE);

        assertThat(netif.vlan()).contains(12);
        assertThat(netif.foreign()).containsExactly("network=x", "vlan=12");
        assertThat(netif.withVlan(Optional.of(4094)).toString()).endsWith(",network=x,vlan=4094");
        assertThat(netif.withVlan(Optional.empty()).vlan()).isEmpty();
        assertThat(added("eth0,,,,br0").vlan()).isEmpty();
        netif.refuseVlanWithoutBridge();
        assertThatThrownBy(() -> added("eth0").withVlan(Optional.of(12)).refuseVlanWithoutBridge())
                .hasMessage("veth device eth0: VLAN 12 needs a bridge (--bridge), and it is routed");
    }

    @Test
    void readsBackWhatItWrites() {
        Netif netif = added("eth7,,,,br0");

        assertThat(NetifDraft.parseConfig(netif.toString())).containsExactly(netif.draft());
        assertThat(Netif.complete(netif.draft(), CTID, "another node")).isEqualTo(netif);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",00:18:51:00:00:01",
                "eth0,xx",
                "eth0,01:00:00:00:00:00",
                "eth0,00:00:00:00:00:00",
                "eth0,,,,,",
                "waytoolonginterface",
                "eth0;eth1",
                "eth 0",
                "../x",
                "-x",
                "eth0,,a/b",
                "eth0,,,,br0\n",
                "."
            })
    void refusesBrokenOptions(String text) {
        assertThatThrownBy(() -> NetifDraft.parseOption(text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bridge=br0",
                "ifname=eth0,mac=1",
                "ifname=eth0,mac_filter=maybe",
                "eth0",
                "ifname=eth0,vlan=0",
                "ifname=eth0,vlan=4095",
                "ifname=eth0,vlan=x"
            })
    void refusesBrokenConfigs(String text) {
        assertThatThrownBy(() -> NetifDraft.parseConfig(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void hostNamesFitTheKernel() {
        assertThat(Netif.hostName(CTID, "eth0")).isEqualTo("veth101.0");
        assertThat(Netif.hostName(CTID, "eth007")).isEqualTo("veth101.7");
        assertThat(Netif.hostName(CTID, "wan")).isEqualTo("veth101.0");
        assertThat(Netif.hostName(new Ctid(Ctid.MAX), "eth0")).isEqualTo("v2147483644.0");
        assertThat(Netif.hostName(new Ctid(Ctid.MAX), "e12345678901234")).hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void macsAreWrittenInUpperCaseAndByWireOrder() {
        MacAddress mac = MacAddress.parse("fe:ff:00:01:02:03");

        assertThat(mac).hasToString("FE:FF:00:01:02:03");
        assertThat(mac.bytes()).containsExactly(0xFE, 0xFF, 0, 1, 2, 3);
        assertThat(MacAddress.BRIDGE_PORT).hasToString("FE:FF:FF:FF:FF:FF");
    }
}
