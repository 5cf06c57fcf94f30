package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        for (String ctid : new String[] {"231", "232"}) {
            box.vzctl("stop", ctid, "--fast");
            box.vzctl("destroy", ctid);
        }
        for (String network : new String[] {"vzv12", "vzv13", "vzlan"}) {
            box.vz("network", "delete", network);
        }
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
