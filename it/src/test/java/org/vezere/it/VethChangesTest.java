package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Ethernet interfaces of VEs that run, as they come, change and go.
///
/// VE 212 is in the bridge `vzbr0`, on which VE0 has addresses; 213 and 214 are routed.
class VethChangesTest {
    private static Box box;

    @BeforeAll
    static void startVes() {
        box = Box.with("busybox");
        VethTest.makeBridge(box);
        VethTest.ethernet(box, 212, "vzbr0", "203.0.113.212/24", "2001:db8:b::212/64");
        VethTest.ethernet(box, 213, "", "198.51.100.213", "2001:db8::213");
        VethTest.ethernet(box, 214, "", "198.51.100.214", "2001:db8::214");
    }

    @AfterAll
    static void removeNode() {
        box.close();
        VethTest.removeBridge(box);
    }

    /// After every test, whatever it does, the VEs' first interfaces work.
    @AfterEach
    void everyoneIsReached() {
        box.sh("ping -c 1 -W 2 203.0.113.212 && ping -c 1 -W 2 198.51.100.214").ok();
    }

    @Test
    void interfacesComeChangeAndGoWhileAVeRuns() {
        assertThat(box.vzctl("set", "214", "--save", "--netif_add", "eth1,00:18:51:0A:0B:0C")
                        .ok()
                        .out())
                .contains("Configure veth devices: veth214.1 \n");
        Ve ve = new Ve(box, 214);
        assertThat(ve.text("cat /sys/class/net/eth1/address")).isEqualTo("00:18:51:0a:0b:0c");

        box.vzctl(
                        "set",
                        "214",
                        "--save",
                        "--ifname",
                        "eth1",
                        "--bridge",
                        "vzbr0",
                        "--ipadd",
                        "203.0.113.99/24",
                        "--host_ifname",
                        "customer7",
                        "--mac",
                        "00:18:51:0A:0B:0D")
                .ok();
        assertThat(ve.text("cat /sys/class/net/eth1/address")).isEqualTo("00:18:51:0a:0b:0d");
        assertThat(box.sh("ip -o link show customer7").ok().out()).contains("master vzbr0", "state UP");
        ve.text("ping -c 1 -W 2 -I eth1 203.0.113.212");

        box.vzctl("set", "214", "--save", "--ifname", "eth1", "--ipdel", "all", "--ipadd", "203.0.113.98/24")
                .ok();
        box.sh("ping -c 1 -W 2 203.0.113.98").ok();
        assertThat(ve.text("ip -o -4 addr show dev eth1"))
                .contains("203.0.113.98/24")
                .doesNotContain(".99");

        assertThat(box.vzctl("set", "214", "--save", "--netif_del", "eth1").ok().out())
                .contains("Deleting veth devices: customer7 \n");
        assertThat(box.sh("ip link show customer7").exit()).isNotZero();
        assertThat(ve.sh("ip link show eth1").exit()).isNotZero();
        assertThat(box.sh("nft list table netdev vezere").out()).doesNotContain("00:18:51:0a:0b:0d");
    }

    @Test
    void aRoutedInterfaceKeepsItsAddressesWhenAnotherIsRefused() {
        box.vzctl("set", "214", "--ifname", "eth0", "--ipadd", "198.51.100.213").fails(78, "container 213");
        box.vzctl("set", "214", "--ifname", "eth0", "--ipdel", "all", "--ipadd", "203.0.113.1")
                .fails(89, "203.0.113.1");

        box.sh("ping -c 1 -W 2 198.51.100.214 && ping -c 1 -W 2 2001:db8::214").ok();
        box.vzctl("set", "213", "--ifname", "eth0", "--ipadd", "198.51.100.214").fails(78, "container 214");
    }

    @Test
    void aHostEndThatSomebodyDeletedIsMadeAgain() {
        box.vzctl("set", "214", "--save", "--netif_add", "eth7,,,,vzbr0").ok();
        box.sh("ip link del veth214.7").ok();

        box.vzctl("set", "214", "--save", "--ifname", "eth7", "--ipadd", "203.0.113.97/24")
                .ok();

        box.sh("ping -c 1 -W 2 203.0.113.97").ok();
        box.vzctl("set", "214", "--save", "--netif_del", "eth7").ok();
    }

    @Test
    void anInterfaceMovesBetweenBridgeAndRouterWithItsAddresses() {
        box.vzctl("set", "214", "--save", "--netif_add", "eth8").ok();
        box.vzctl("set", "214", "--save", "--ifname", "eth8", "--ipadd", "203.0.113.88/24")
                .ok();
        assertThat(box.sh("ip route get 203.0.113.88").out()).contains("dev veth214.8");
        box.sh("ping -c 1 -W 2 203.0.113.88").ok();

        box.vzctl("set", "214", "--save", "--ifname", "eth8", "--bridge", "vzbr0")
                .ok();
        assertThat(box.sh("ip route get 203.0.113.88").out()).contains("dev vzbr0");
        box.sh("ping -c 1 -W 2 203.0.113.88").ok();

        box.vzctl("set", "214", "--save", "--ifname", "eth8", "--bridge", "").ok();
        box.sh("ping -c 1 -W 2 203.0.113.88").ok();
        box.vzctl("set", "214", "--save", "--netif_del", "eth8").ok();
        assertThat(box.sh("ip route").out()).doesNotContain("203.0.113.88");
        box.sh("ping -c 1 -W 2 198.51.100.214").ok();
    }

    @Test
    void venetAndARoutedInterfaceAnswerEachByItself() {
        box.vzctl("set", "214", "--save", "--ipadd", "198.51.100.114", "--ipadd", "2001:db8::114")
                .ok();

        for (String address : List.of("198.51.100.214", "198.51.100.114", "2001:db8::214", "2001:db8::114")) {
            box.sh("ping -c 1 -W 2 " + address).ok();
        }
        box.vzctl("set", "214", "--save", "--ipdel", "all").ok();
        box.sh("ping -c 1 -W 2 198.51.100.214").ok();
    }

    @Test
    void whatWasNotSavedStaysWhenAnotherInterfaceChanges() {
        box.vzctl("set", "214", "--netif_add", "eth2,,,,vzbr0").ok();

        box.vzctl("set", "214", "--save", "--netif_add", "eth3,,,,vzbr0").ok();

        assertThat(new Ve(box, 214).text("ls /sys/class/net")).contains("eth2", "eth3");
        box.vzctl("set", "214", "--save", "--netif_del", "eth3").ok();
        assertThat(new Ve(box, 214).text("ls /sys/class/net")).contains("eth2").doesNotContain("eth3");
        box.vzctl("stop", "214", "--fast").ok();
        box.vzctl("start", "214").ok();
        assertThat(new Ve(box, 214).text("ls /sys/class/net")).contains("eth0").doesNotContain("eth2");
    }

    @Test
    void theDefaultRouteIsTakenOver() {
        box.busybox(216);
        set216("--ipadd", "198.51.100.116", "--ipadd", "2001:db8::116");
        set216("--netif_add", "eth0,,,,vzbr0");
        set216("--ifname", "eth0", "--ipadd", "203.0.113.116/24", "--ipadd", "2001:db8:b::116/64");
        set216("--ifname", "eth0", "--gw", "203.0.113.1", "--gw6", "2001:db8:b::1");
        set216("--netif_add", "eth1");
        set216("--ifname", "eth1", "--ipadd", "198.51.100.216", "--ipadd", "2001:db8::216");
        box.vzctl("start", "216").ok();
        leavesBy("eth0", "eth0");

        set216("--netif_del", "eth0");
        leavesBy("venet0", "venet0");

        set216("--ipdel", "198.51.100.116");
        leavesBy("eth1", "venet0");

        set216("--ipdel", "all");
        leavesBy("eth1", "eth1");

        set216("--ipadd", "198.51.100.116", "--ipadd", "2001:db8::116");
        set216("--netif_add", "eth0,,,,vzbr0");
        set216("--ifname", "eth0", "--ipadd", "203.0.113.116/24", "--ipadd", "2001:db8:b::116/64");
        leavesBy("venet0", "venet0");

        set216("--ifname", "eth0", "--gw", "203.0.113.1", "--gw6", "2001:db8:b::1");
        leavesBy("eth0", "eth0");

        set216("--ipdel", "all", "--ipadd", "198.51.100.117");
        leavesBy("eth0", "eth0");

        set216("--ifname", "eth0", "--gw6", "");
        leavesBy("eth0", "eth1");

        set216("--ifname", "eth0", "--ipdel", "203.0.113.116", "--gw", "");
        leavesBy("venet0", "eth1");
        box.vzctl("stop", "216", "--fast").ok();
        box.vzctl("destroy", "216").ok();
    }

    private static void set216(String... options) {
        List<String> words = new ArrayList<>(List.of("set", "216", "--save"));
        words.addAll(List.of(options));
        box.vzctl(words.toArray(String[]::new)).ok();
    }

    /// What VE 216 sends to who is in none of its networks arrives, by these interfaces, now and after a restart.
    private static void leavesBy(String device, String device6) {
        Ve ve = new Ve(box, 216);
        for (String moment : List.of("now", "after a restart")) {
            assertThat(defaults(ve))
                    .as(moment)
                    .satisfiesExactly(
                            ipv4 -> assertThat(ipv4).contains("dev " + device),
                            ipv6 -> assertThat(ipv6).contains("dev " + device6));
            ve.text("ping -c 1 -W 2 198.51.100.1 && ping -c 1 -W 2 2001:db8::1");
            if (moment.equals("now")) {
                box.vzctl("restart", "216", "--fast").ok();
            }
        }
    }

    /// The default routes inside, IPv4 first; busybox would show those of all tables.
    private static List<String> defaults(Ve ve) {
        return box.sh("nsenter --net=/proc/" + ve.init()
                        + "/ns/net sh -c 'ip route show default; ip -6 route show default'")
                .ok()
                .lines();
    }

    @Test
    void aDefaultRouteOfVeRootStays() {
        Ve ve = new Ve(box, 214);
        ve.text(
                "ip link add own0 type veth peer name own1 && ip link set own0 up && ip route replace default dev own0");

        box.vzctl("set", "214", "--save", "--netif_add", "eth6").ok();
        box.vzctl("set", "214", "--save", "--ifname", "eth6", "--ipadd", "198.51.100.217")
                .ok();
        box.vzctl("set", "214", "--ifname", "eth6", "--ipadd", "203.0.113.1").fails(89, "203.0.113.1");
        assertThat(defaults(ve).getFirst()).contains("own0");

        ve.text("ip link del own0");
        box.vzctl("set", "214", "--save", "--netif_del", "eth6").ok();
        assertThat(defaults(ve).getFirst()).contains("eth0");
    }
}
