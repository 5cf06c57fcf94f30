package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Declared networks on VLANs and bonds. Named so that only the hardware-node VM runs it: many kernels have neither.
class VlansAndBonds {
    private static final String OUTSIDE = "vz-it-switch";

    private static Box box;

    @BeforeAll
    static void makeOutsideWorld() {
        box = Box.with("busybox");
        box.sh("sysctl -qw net.ipv4.ip_forward=1; ip netns add " + OUTSIDE).ok();
        // The switch that both NICs are plugged into, and what lies behind it.
        outside("ip link add sw type bridge && ip link set sw up");
        for (int nic : new int[] {1, 2}) {
            box.sh("ip link add vznic" + nic + " type veth peer name out" + nic + " netns " + OUTSIDE)
                    .ok();
            outside("ip link set out" + nic + " master sw up");
        }
        outside(
                "ip addr add 203.0.113.254/24 dev sw && for id in 12 13; do ip link add link sw name sw.$id type vlan id $id"
                        + " && ip addr add 198.51.100.254/24 dev sw.$id && ip link set sw.$id up; done; ip link set sw.13 down");
    }

    @AfterEach
    void removeNetworks() {
        for (String ctid : new String[] {"231", "232", "233"}) {
            box.vzctl("stop", ctid, "--fast");
            box.vzctl("destroy", ctid);
        }
        for (String network : new String[] {"vzv12", "vzv13", "vzlan"}) {
            box.vz("network", "delete", network);
        }
        box.sh("ip link del vzforeign; ip netns exec " + OUTSIDE + " nft delete table netdev seen");
    }

    @AfterAll
    static void removeNode() {
        box.close();
        box.sh("ip link del vznic1; ip link del vznic2; ip netns del " + OUTSIDE);
    }

    private static void outside(String script) {
        box.sh("ip netns exec " + OUTSIDE + " sh -c '" + script + "'").ok();
    }

    private static void ve(int ctid, String network, String address) {
        box.busybox(ctid);
        box.vzctl("set", "" + ctid, "--save", "--netif_add", "eth0,,,," + network)
                .ok();
        box.vzctl("set", "" + ctid, "--save", "--ifname", "eth0", "--ipadd", address)
                .ok();
        box.vzctl("start", "" + ctid).ok();
    }

    @Test
    void networksOnTheVlansOfOneNicAreApart() {
        box.vz("network", "create", "vzv12", "--uplink", "vznic1", "--vlan", "12", "--address", "198.51.100.2/24")
                .ok();
        box.vz("network", "create", "vzv13", "--uplink", "vznic1", "--vlan", "13")
                .ok();
        ve(231, "vzv12", "198.51.100.31/24");
        ve(232, "vzv13", "198.51.100.32/24");

        box.vzctl("exec2", "231", "ping -c 1 -W 2 198.51.100.254").ok();
        box.vzctl("exec2", "231", "ping -c 1 -W 2 198.51.100.2").ok();
        assertThat(box.vzctl("exec2", "232", "ping -c 1 -W 2 198.51.100.254").exit())
                .isNotZero();
        assertThat(box.vzctl("exec2", "232", "ping -c 1 -W 2 198.51.100.31").exit())
                .isNotZero();
        outside("ip link set sw.12 down; ip link set sw.13 up");
        box.vzctl("exec2", "232", "ping -c 1 -W 3 198.51.100.254").ok();
        outside("ip link set sw.13 down; ip link set sw.12 up");
        assertThat(box.vz("network", "show").ok().out())
                .contains("vznic1.12 (vlan, up)")
                .contains("VE 231 eth0 (veth, up) 198.51.100.31");
    }

    @Test
    void whatWasMadeForANetworkGoesWithTheLastThatStandsOnIt() {
        box.vz("network", "create", "vzv12", "--uplink", "vzbond", "--bond", "vznic1,vznic2", "--vlan", "12")
                .ok();
        box.vz("network", "create", "vzv13", "--uplink", "vzbond", "--bond", "vznic1,vznic2", "--vlan", "13")
                .ok();

        box.vz("network", "delete", "vzv12").ok();
        assertThat(box.sh("ip -o link").out()).contains("vzbond:", "vzbond.13").doesNotContain("vzbond.12");

        box.vz("network", "delete", "vzv13").ok();
        assertThat(box.sh("ip -o link").out()).doesNotContain("vzbond").contains("vznic1", "vznic2");
    }

    @Test
    void aBondGoesOnWithoutOneOfItsNics() {
        box.vz(
                        "network",
                        "create",
                        "vzlan",
                        "--uplink",
                        "vzbond",
                        "--bond",
                        "vznic1,vznic2",
                        "--bond-mode",
                        "active-backup")
                .ok();
        ve(231, "vzlan", "203.0.113.31/24");
        box.vzctl("exec2", "231", "ping -c 1 -W 3 203.0.113.254").ok();
        String active = box.sh("sed -n 's/^Currently Active Slave: //p' /proc/net/bonding/vzbond")
                .ok()
                .text();
        String backup = active.equals("vznic1") ? "vznic2" : "vznic1";

        assertThat(lostWhile("ip link set " + backup + " down")).isZero();
        box.sh("ip link set " + backup + " up; sleep 1").ok();
        // The bond looks every 100 ms.
        assertThat(lostWhile("ip link set " + active + " down")).isLessThan(5);

        assertThat(box.sh("sed -n 's/^Currently Active Slave: //p' /proc/net/bonding/vzbond")
                        .text())
                .isEqualTo(backup);
        box.sh("ip link set " + active + " up").ok();
    }

    /// Behind each of these networks there is one address of the outside, and VE0's own in the one without a tag.
    private static final Map<String, String> BEYOND = Map.of(
            "VLAN 12", "198.51.100.126", "VLAN 13", "198.51.100.254", "no VLAN", "203.0.113.254", "VE0", "203.0.113.1");

    private static void makeTrunk() {
        outside(
                "sysctl -qw net.ipv4.conf.all.arp_ignore=1; ip addr flush dev sw.12; ip addr flush dev sw.13;"
                        + " ip addr add 198.51.100.126/25 dev sw.12; ip addr add 198.51.100.254/25 dev sw.13; ip link set sw.13 up");
        box.vz("network", "create", "vzlan", "--uplink", "vznic1", "--vlan-aware", "yes", "--address", "203.0.113.1/24")
                .ok();
    }

    private static void endTrunk() {
        outside("ip addr flush dev sw.12; ip addr flush dev sw.13; ip link set sw.13 down;"
                + " ip addr add 198.51.100.254/24 dev sw.12; ip addr add 198.51.100.254/24 dev sw.13");
    }

    /// A VE with an address in each of the networks, whichever it is in.
    private static void everywhere(int ctid, String bridge, int vlan) {
        box.busybox(ctid);
        box.vzctl("set", "" + ctid, "--save", "--netif_add", "eth0,,,," + bridge)
                .ok();
        int host = ctid - 200;
        box.vzctl(
                        "set",
                        "" + ctid,
                        "--save",
                        "--ifname",
                        "eth0",
                        "--vlan",
                        "" + vlan,
                        "--ipadd",
                        "198.51.100." + host + "/25",
                        "--ipadd",
                        "198.51.100." + (host + 128) + "/25",
                        "--ipadd",
                        "203.0.113." + host + "/24")
                .ok();
        box.vzctl("start", "" + ctid).ok();
    }

    /// Which of these addresses answer a VE, all asked at once.
    private static Set<String> answering(int ctid, Collection<String> addresses) {
        return box
                .vzctl(
                        "exec2",
                        "" + ctid,
                        "for a in " + String.join(" ", addresses)
                                + "; do ping -c 2 -W 3 $a >/dev/null && echo $a & done; wait")
                .ok()
                .lines()
                .stream()
                .collect(Collectors.toSet());
    }

    private static boolean reaches(int ctid, String address) {
        return answering(ctid, List.of(address)).contains(address);
    }

    private static Set<String> reached(int ctid) {
        Set<String> answering = answering(ctid, BEYOND.values());
        return BEYOND.keySet().stream()
                .filter(network -> answering.contains(BEYOND.get(network)))
                .collect(Collectors.toSet());
    }

    @Test
    void aBridgeTellsVlansApart() {
        makeTrunk();
        try {
            everywhere(231, "vzlan", 12);
            everywhere(232, "vzlan", 13);
            everywhere(233, "vzlan", 0);

            assertThat(reached(231)).containsExactly("VLAN 12");
            assertThat(reached(232)).containsExactly("VLAN 13");
            assertThat(reached(233)).containsExactlyInAnyOrder("no VLAN", "VE0");
            assertThat(answering(231, List.of("198.51.100.32", "198.51.100.160", "203.0.113.32", "203.0.113.33")))
                    .isEmpty();
            assertThat(box.vz("network", "show").ok().out())
                    .contains("vzlan (bridge, up, VLAN 1)", "vznic1 (veth, up, VLAN 1, 2-4094 tagged)")
                    .contains("VE 231 eth0 (veth, up, VLAN 12)", "VE 233 eth0 (veth, up, VLAN 1)");
            assertThat(box.vz("network", "list", "--json").ok().out()).containsPattern("\"vlan_aware\": *true");
            box.vz("network", "set", "vzlan", "--vlan-aware", "no").fails(3, "in use by VE 23");
            assertThat(reached(231)).containsExactly("VLAN 12");

            box.vzctl("set", "231", "--save", "--ifname", "eth0", "--vlan", "13")
                    .ok();
            assertThat(reached(231)).containsExactly("VLAN 13");
            assertThat(reaches(231, "198.51.100.160")).isTrue();

            box.vzctl("restart", "231").ok();
            assertThat(reached(231)).containsExactly("VLAN 13");

            box.killVzd();
            box.vz("network", "apply").ok();
            assertThat(reached(232)).containsExactly("VLAN 13");
            box.vzctl("set", "231", "--save", "--ifname", "eth0", "--vlan", "").ok();
            assertThat(reached(231)).containsExactlyInAnyOrder("no VLAN", "VE0");
            assertThat(box.sh("bridge vlan show dev veth231.0").ok().text()).matches("(?s).*\\b1 PVID Egress Untagged");
            assertThat(box.sh("cat $VEZERE_PREFIX/etc/vz/networks/vzlan.conf").out())
                    .contains("VLAN_AWARE=\"yes\"");
        } finally {
            endTrunk();
        }
    }

    /// Frames from a MAC that nobody else has, as the switch outside sees them, whatever tags they bear.
    private static int seen() {
        Matcher packets = Pattern.compile("packets (\\d+)")
                .matcher(box.sh("ip netns exec " + OUTSIDE + " nft list table netdev seen")
                        .ok()
                        .out());
        assertThat(packets.find()).isTrue();
        return Integer.parseInt(packets.group(1));
    }

    @Test
    void aTagThatAVeMakesLeadsNowhere() {
        makeTrunk();
        try {
            outside("nft \"table netdev seen { chain in { type filter hook ingress device out1 priority 0;"
                    + " ether saddr 02:00:00:00:00:99 counter; }; }\"");
            for (int vlan : new int[] {12, 0}) {
                everywhere(231, "vzlan", vlan);
                box.vzctl("set", "231", "--save", "--ifname", "eth0", "--mac_filter", "off")
                        .ok();
                Ve ve = new Ve(box, 231);
                ve.putProbe();
                int before = seen();

                ve.text("for tags in 12 13 1 0 4095 \"12 13\" \"13 12\" \"1 13\" \"0 13\" \"13 0\"; do"
                        + " /probe tagged eth0 02:00:00:00:00:99 $tags; done; /probe tagged eth0 02:00:00:00:00:99");

                await().until(() -> seen() > before);
                assertThat(seen()).isEqualTo(before + 1);
                for (int tag : new int[] {12, 13}) {
                    ve.text("ip link add link eth0 name tag" + tag + " type vlan id " + tag
                            + " && ip addr flush dev eth0 && ip addr add 198.51.100.41/24 dev tag" + tag
                            + " && ip link set tag" + tag + " up");
                    assertThat(reaches(231, BEYOND.get("VLAN " + tag))).isFalse();
                    ve.text("ip link del tag" + tag);
                }
                box.vzctl("stop", "231", "--fast").ok();
                box.vzctl("destroy", "231").ok();
            }
        } finally {
            endTrunk();
        }
    }

    @Test
    void aForeignBridgeServesWhereItTellsVlansApart() {
        box.sh("ip link add name vzforeign type bridge && ip link set vzforeign up")
                .ok();
        box.busybox(231);
        box.vzctl("set", "231", "--save", "--netif_add", "eth0,,,,vzforeign").ok();
        box.vzctl("set", "231", "--save", "--ifname", "eth0", "--vlan", "12").ok();
        box.vzctl("start", "231").fails(130, "bridge vzforeign is not VLAN-aware");
        assertThat(box.sh("ip link show veth231.0").exit()).isNotZero();

        box.sh("ip link set vzforeign type bridge vlan_filtering 1").ok();
        box.vzctl("start", "231").ok();

        assertThat(box.sh("bridge vlan show dev veth231.0").ok().text()).matches("(?s).*\\b12 PVID Egress Untagged");
        assertThat(box.sh("bridge vlan show dev veth231.0").text()).doesNotContain(" 1 PVID");
    }

    /// Per cent of four seconds' packets.
    private static int lostWhile(String script) {
        String said = box.sh(
                        "vzctl exec2 231 'ping -q -c 400 -i 0.01 203.0.113.254' & sleep 1; " + script + "; wait $!")
                .out();
        Matcher loss = Pattern.compile("(\\d+)% packet loss").matcher(said);
        assertThat(loss.find()).as(said).isTrue();
        return Integer.parseInt(loss.group(1));
    }
}
