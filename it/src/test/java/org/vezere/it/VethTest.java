package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ethernet interfaces of VEs, as ports of a bridge and routed by VE0.
///
/// VEs 211 and 212 are in the bridge `vzbr0`, on which VE0 has addresses; 213 and 214 are routed.
class VethTest {
    private static final int PORT = 4545;
    private static final String NIC = "52:54:00:12:34:56";
    private static final String LOSS = " 0% packet loss";

    private static Box box;

    @BeforeAll
    static void startVes() {
        box = Box.with("busybox");
        makeBridge(box);
        ethernet(box, 211, "vzbr0", "203.0.113.211/24", "2001:db8:b::211/64");
        ethernet(box, 212, "vzbr0", "203.0.113.212/24", "2001:db8:b::212/64");
        ethernet(box, 213, "", "198.51.100.213", "2001:db8::213");
        ethernet(box, 214, "", "198.51.100.214", "2001:db8::214");
    }

    /// Makes the bridge `vzbr0` with a port that stands for a NIC.
    static void makeBridge(Box box) {
        box.sh("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 && ip link add vzbr0 type bridge"
                        + " && ip addr add 203.0.113.1/24 dev vzbr0 && ip addr add 2001:db8:b::1/64 dev vzbr0 nodad"
                        + " && ip link add vznic0 address " + NIC
                        + " type veth peer name vznic1 && ip link set vznic1 up"
                        + " && ip link set vznic0 master vzbr0 up && ip link set vzbr0 up && ip addr replace 198.51.100.1/32 dev lo"
                        + " && ip addr replace 2001:db8::1/128 dev lo nodad")
                .ok();
    }

    @AfterAll
    static void removeNode() {
        box.close();
        removeBridge(box);
    }

    static void removeBridge(Box box) {
        box.sh(
                "ip link del vzbr0; ip link del vznic0; ip addr del 198.51.100.1/32 dev lo; ip addr del 2001:db8::1/128 dev lo");
    }

    /// After every test, whatever it does, the VEs' first interfaces work.
    @AfterEach
    void everyoneIsReached() {
        box.sh("ping -c 1 -W 2 203.0.113.211 && ping -c 1 -W 2 198.51.100.213").ok();
    }

    /// Starts a busybox VE with an Ethernet interface.
    ///
    /// @param bridge empty: VE0 routes it
    static Ve ethernet(Box box, int ctid, String bridge, String address, String address6) {
        box.busybox(ctid);
        box.vzctl("set", "" + ctid, "--save", "--netif_add", "eth0,,,," + bridge)
                .ok();
        box.vzctl("set", "" + ctid, "--save", "--ifname", "eth0", "--ipadd", address, "--ipadd", address6)
                .ok();
        assertThat(box.vzctl("start", "" + ctid).ok().out()).contains("Configure veth devices: veth" + ctid + ".0 \n");
        Ve ve = new Ve(box, ctid);
        ve.putProbe();
        return ve;
    }

    @ParameterizedTest(name = "VE0 to {0}: the first packet is answered, and none of 1,000 is lost")
    @ValueSource(strings = {"203.0.113.211", "2001:db8:b::211", "198.51.100.213", "2001:db8::213"})
    void nothingIsLostFromVe0(String address) {
        box.sh("ip neigh flush all");

        box.sh("ping -c 1 -W 2 " + address).ok();
        assertThat(box.sh("ping -q -c 1000 -i 0.001 " + address).ok().out()).contains(LOSS);
    }

    @ParameterizedTest(name = "from VE {0} to {1}: the first packet is answered, and none of 1,000 is lost")
    @CsvSource({
        "211, 203.0.113.1",
        "211, 203.0.113.212",
        "211, 198.51.100.1",
        "211, 198.51.100.213",
        "211, 2001:db8:b::1",
        "211, 2001:db8:b::212",
        "213, 198.51.100.1",
        "213, 198.51.100.214",
        "213, 203.0.113.212",
        "213, 2001:db8::1",
        "213, 2001:db8::214",
        "213, 2001:db8:b::212"
    })
    void nothingIsLostFromAVe(int ctid, String address) {
        // A VE in the bridge reaches what is beyond it by VE0, as its administrator says.
        box.vzctl("set", "211", "--save", "--ifname", "eth0", "--gw", "203.0.113.1", "--gw6", "2001:db8:b::1")
                .ok();
        box.vzctl("set", "212", "--save", "--ifname", "eth0", "--gw", "203.0.113.1", "--gw6", "2001:db8:b::1")
                .ok();
        box.vzctl("exec", "" + ctid, "ip neigh flush all");

        box.vzctl("exec2", "" + ctid, "ping -c 1 -W 2 " + address).ok();
        assertThat(box.vzctl("exec2", "" + ctid, "ping -q -c 1000 -i 0.001 " + address)
                        .ok()
                        .out())
                .contains(LOSS);
    }

    @Test
    @DisplayName("a bridge keeps its own hardware address whatever VEs come and go")
    void theBridgeKeepsItsAddress() {
        assertThat(mac("vzbr0")).isEqualTo(NIC);

        box.vzctl("set", "214", "--save", "--netif_add", "eth5,00:00:01:00:00:01,,,vzbr0")
                .ok();

        assertThat(mac("vzbr0")).isEqualTo(NIC);
        assertThat(mac("veth214.5")).isEqualTo("fe:ff:ff:ff:ff:ff");
        box.vzctl("set", "214", "--save", "--netif_del", "eth5").ok();
        assertThat(mac("vzbr0")).isEqualTo(NIC);
    }

    private static String mac(String link) {
        return box.sh("ip -o link show " + link).ok().text().replaceAll("(?s).*link/ether ([^ ]+).*", "$1");
    }

    @ParameterizedTest(name = "{0}: one line, and nothing is changed")
    @CsvSource({
        "--netif_add eth3 +++ nobr, 130, bridge nobr does not exist",
        "--netif_add eth3 +++ lo, 130, lo is no bridge",
        "--ifname eth0 --bridge nobr, 130, bridge nobr does not exist",
        "--ifname eth0 --ipadd 203.0.113.211/24, 78, 203.0.113.211 is already used by container 211",
        "--ifname eth0 --ipadd 203.0.113.1/24, 89, 203.0.113.1 belongs to the hardware node",
        "--netif_add eth3 + lo, 130, lo",
        "--ifname eth0 --vlan 12, 130, bridge vzbr0 is not VLAN-aware: VLAN 12 would not be kept apart in it",
        "--ifname eth0 --vlan 4095, 21, a VLAN from 1 to 4094",
        "--vlan 12, 21, needs --ifname",
        "--ifname eth9 --mac_filter on, 130, does not have a veth device eth9"
    })
    void whatIsWrongIsRefused(String options, int exit, String word) {
        String config = "cat $VEZERE_PREFIX/etc/vz/conf/212.conf; ip -o link | sed 's/^[0-9]*: //; s/@if[0-9]*//';"
                + " ip route; nft list table netdev vezere | grep -v counter";
        String before = box.sh(config).out();
        String[] words = ("set 212 --save " + options.replace(" +++ ", ",,,,").replace(" + ", ",,")).split(" ", -1);

        box.vzctl(words).fails(exit, word);

        assertThat(box.sh(config).out()).isEqualTo(before);
        box.sh("ping -c 1 -W 2 203.0.113.212").ok();
    }

    @Test
    void aGatewayOutsideIsRefused() {
        box.vzctl("set", "212", "--ifname", "eth0", "--gw", "198.51.100.77")
                .fails(130, "gateway 198.51.100.77 is in none of its networks");
    }

    @Test
    void aVeWhoseBridgeIsMissingDoesNotStart() {
        box.busybox(215);
        box.vzctl("set", "215", "--save", "--netif_add", "eth0,,,,nobr").ok();

        box.vzctl("start", "215").fails(130, "bridge nobr does not exist");

        assertThat(new Traces(box).of(215, "203.0.113.215")).isEmpty();
        box.vzctl("destroy", "215").ok();
    }

    @ParameterizedTest(name = "C4: in mode {1} frames of VE {0} with forged addresses do not arrive")
    @CsvSource({
        "211, bridged, 203.0.113.211, 203.0.113.1, 203.0.113.212, 2001:db8:b::211, 2001:db8:b::1, 2001:db8:b::212",
        "213, routed, 198.51.100.213, 198.51.100.1, 198.51.100.214, 2001:db8::213, 2001:db8::1, 2001:db8::214"
    })
    void c4ForgedSources(
            int ctid, String mode, String own, String ve0, String other, String own6, String ve06, String other6)
            throws IOException {
        Ve forger = new Ve(box, ctid);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(ve0, PORT))) {
            String to = " " + ve0 + " " + PORT + " ";
            forger.text("for a in " + other + " " + ve0
                    + " 198.51.100.250 127.0.0.1 0.0.0.0 224.0.0.1; do /probe udp4 eth0 - $a"
                    + to + "forged-$a; done; /probe udp4 eth0 02:00:00:00:00:99 " + own + to
                    + "mac; /probe udp4 eth0 - "
                    + own + to + "own");

            assertThat(SpoofingTest.arrivals(socket, "own")).containsExactly("own");
        }
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(ve06, PORT))) {
            String to = " " + ve06 + " " + PORT + " ";
            forger.text(
                    "for a in " + other6 + " " + ve06 + " 2001:db8:c::9 fe80::9 ::1 ::; do /probe udp6 eth0 - $a" + to
                            + "forged-$a; done; /probe udp6 eth0 02:00:00:00:00:99 " + own6 + to
                            + "mac; /probe udp6 eth0 - " + own6
                            + to + "own");

            assertThat(SpoofingTest.arrivals(socket, "own")).containsExactly("own");
        }
    }

    @ParameterizedTest(
            name =
                    "C4, K10, K12: ARP and neighbour claims of VE {0}, router advertisements and redirects change nothing")
    @ValueSource(ints = {211, 213})
    void c4ForgedNeighbours(int ctid) {
        box.sh("ping -c 1 -W 2 203.0.113.212; ping -c 1 -W 2 2001:db8:b::212; ping -c 1 -W 2 198.51.100.214")
                .ok();
        Ve sibling = new Ve(box, 212);
        String routes = "ip -6 route; ip -6 addr | grep -v valid";
        String before = box.sh(routes).out();
        String beforeInside = sibling.text("ip -6 route");
        Ve forger = new Ve(box, ctid);

        forger.text("for a in 203.0.113.212 203.0.113.1 198.51.100.214 198.51.100.1; do /probe arp eth0 $a; done;"
                + " for t in 134 136 137; do for a in fe80::1 fe80::9 2001:db8:b::212 2001:db8::214; do"
                + " /probe icmp6 eth0 $a $t; done; done");
        box.sh("sleep 0.3");

        assertThat(box.sh(routes).out()).isEqualTo(before);
        assertThat(sibling.text("ip -6 route")).isEqualTo(beforeInside);
        String mac = forger.text("cat /sys/class/net/eth0/address");
        List<String> claimed = List.of(
                "203.0.113.212",
                "203.0.113.1",
                "198.51.100.214",
                "198.51.100.1",
                "fe80::1",
                "fe80::9",
                "2001:db8:b::212",
                "2001:db8::214");
        for (String believed : List.of(box.sh("ip neigh").out(), sibling.text("ip neigh"))) {
            for (String address : claimed) {
                assertThat(believed)
                        .doesNotContainPattern("(?m)^" + Pattern.quote(address) + " dev \\S+ lladdr " + mac);
            }
        }
    }

    @Test
    @DisplayName("without mac_filter and addresses a VE in a bridge may send what it likes: the same forgery arrives")
    void theFilterCanBeSwitchedOff() throws IOException {
        box.vzctl("set", "214", "--save", "--netif_add", "eth4,,,,vzbr0").ok();
        box.vzctl("set", "214", "--save", "--ifname", "eth4", "--mac_filter", "off")
                .ok();
        Ve ve = new Ve(box, 214);
        ve.putProbe();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("203.0.113.1", PORT))) {
            ve.text("ip link set eth4 up; sleep 1; /probe udp4 eth4 02:00:00:00:00:99 203.0.113.77 203.0.113.1 " + PORT
                    + " forged");

            assertThat(SpoofingTest.arrivals(socket, "forged")).containsExactly("forged");
        }
        box.vzctl("set", "214", "--save", "--netif_del", "eth4").ok();
    }

    @Test
    @DisplayName(
            "D3: no packet is lost while vzd is killed and while others come and go on the bridge; the next vzd knows the interfaces")
    void nothingIsLostWhileVzdIsKilled() {
        List<String> losses = box.sh("ping -q -c 3000 -i 0.002 203.0.113.211 > $VEZERE_PREFIX/one 2>&1 & one=$!;"
                        + " ping -q -c 3000 -i 0.002 198.51.100.213 > $VEZERE_PREFIX/two 2>&1 & two=$!;"
                        + " kill -9 $(cat $VEZERE_PREFIX/run/vezere/vzd.pid); sleep 0.5;"
                        + " vzctl stop 212 --fast >&2 && vzctl start 212 >&2 || exit 1;"
                        + " wait $one; wait $two; grep -h 'packet loss' $VEZERE_PREFIX/one $VEZERE_PREFIX/two")
                .ok()
                .lines();
        assertThat(losses).hasSize(2).allSatisfy(line -> assertThat(line).contains(LOSS));

        box.vzctl("set", "212", "--ifname", "eth0", "--ipadd", "203.0.113.211/24")
                .fails(78, "container 211");
        box.vzctl("stop", "214", "--fast").ok();
        assertThat(new Traces(box).of(214, "198.51.100.214")).isEmpty();
        assertThat(box.sh("ip -6 route; ip -6 neigh show proxy").out()).doesNotContain("2001:db8::214");
        box.vzctl("start", "214").ok();
    }

    @Test
    void whatPassesIsCountedByInterfaceAsTheVeSeesIt() {
        long before =
                Long.parseLong(box.vzlist("-H", "-o", "pktin", "213").text().strip());

        box.sh("ping -q -c 100 -i 0.001 198.51.100.213").ok();

        long after =
                Long.parseLong(box.vzlist("-H", "-o", "pktin", "213").text().strip());
        assertThat(after - before).isBetween(100L, 120L);
        assertThat(box.vzlist("-H", "-o", "netout", "213").text().strip()).matches("[1-9][0-9]+");
    }

    @Test
    void aHostEndSaysWhoseItIs() {
        assertThat(box.sh("ip -o link show veth213.0").ok().out())
                .containsPattern(Pattern.compile("alias VE 213 eth0"));
    }

    @Test
    @DisplayName("D1, D2: halt inside takes the interfaces away, reboot brings them back")
    void haltAndReboot() {
        box.vzctl("exec", "212", "reboot -f");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> box.sh("ping -c 1 -W 1 203.0.113.212").exit() == 0
                        && box.vzctl("exec", "212", "true").exit() == 0);

        box.vzctl("exec", "212", "halt -f");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> box.vzctl("status", "212").text().equals("CTID 212 exist unmounted down"));
        assertThat(new Traces(box).of(212, "203.0.113.212")).isEmpty();
        box.vzctl("start", "212").ok();
    }
}
