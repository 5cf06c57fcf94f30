package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Interfaces of VE0 that VEs have for themselves. The NICs are ends of veth pairs, of the kind that the kernel would
/// destroy with a VE's network if nobody took them back.
class NetDevicesTest {
    private static final String OUTSIDE = "vz-it-outside";

    private static Box box;

    @BeforeAll
    static void plugIn() {
        box = Box.with("busybox");
        box.sh("ip netns add " + OUTSIDE + " && ip link add vznic1 type veth peer name out1 netns " + OUTSIDE
                        + " && ip -n " + OUTSIDE + " addr add 203.0.113.254/24 dev out1 && ip -n " + OUTSIDE
                        + " link set out1 up && ip addr add 203.0.113.7/24 dev vznic1 && ip addr add 2001:db8:b::7/64"
                        + " dev vznic1 nodad && ip link set vznic1 up")
                .ok();
        box.busybox(261);
        box.busybox(262);
    }

    @AfterEach
    void stop() {
        for (String ctid : new String[] {"261", "262"}) {
            box.vzctl("stop", ctid, "--fast");
            box.sh("sed -i /NETDEV/d $VEZERE_PREFIX/etc/vz/conf/" + ctid + ".conf");
        }
    }

    @AfterAll
    static void unplug() {
        box.close();
        box.sh("ip link del vznic1; ip netns del " + OUTSIDE);
    }

    private static void assertThatVe0HasItAsBefore() {
        assertThat(box.sh("ip -o addr show vznic1").ok().out()).contains("203.0.113.7/24", "2001:db8:b::7/64");
        box.sh("ping -c 1 -W 2 203.0.113.254").ok();
        assertThat(box.sh("grep -c run/vezere/netdev /proc/self/mountinfo; ls $VEZERE_PREFIX/run/vezere/netdev")
                        .text())
                .isEqualTo("0");
    }

    private static void assertThatVeUsesIt(String ctid) {
        box.vzctl(
                        "exec2",
                        ctid,
                        "ip addr add 203.0.113.9/24 dev vznic1 && ip link set vznic1 up && ping -c 1 -W 2"
                                + " 203.0.113.254")
                .ok();
        assertThat(box.sh("ip link show vznic1").exit()).isNotZero();
    }

    @Test
    void anInterfaceComesAndGoesWhileTheVeRuns() {
        box.vzctl("start", "261").ok();
        box.vzctl("set", "261", "--netdev_add", "vznic1", "--save").ok();
        assertThatVeUsesIt("261");
        assertThat(box.sh("grep NETDEV $VEZERE_PREFIX/etc/vz/conf/261.conf").text())
                .isEqualTo("NETDEV=\"vznic1\"");
        box.vzctl("set", "262", "--netdev_add", "vznic1", "--save").ok();
        box.vzctl("start", "262").fails(104, "VE0 has no network interface vznic1");
        assertThat(box.vzctl("status", "262").out()).contains("down");

        // What the VE calls it is its own affair.
        box.vzctl("exec2", "261", "ip link set vznic1 down; ip link set vznic1 name mine")
                .ok();
        box.vzctl("set", "261", "--netdev_del", "vznic1", "--save").ok();

        assertThatVe0HasItAsBefore();
        box.vzctl("start", "262").ok();
        assertThatVeUsesIt("262");
    }

    @ParameterizedTest(name = "{0}: it comes back")
    @ValueSource(strings = {"vzctl stop 261 --fast", "vzctl exec 261 poweroff -f", "kill vzd, then halt"})
    void whereverTheVeEndsTheInterfaceComesBack(String end) {
        box.vzctl("set", "261", "--netdev_add", "vznic1", "--save").ok();
        box.vzctl("start", "261").ok();
        assertThatVeUsesIt("261");

        if (end.startsWith("kill")) {
            long init = box.init("261");
            box.killVzd();
            box.sh("kill -9 " + init);
            Box.awaitEnd(init);
            box.vzlist("-a").ok();
        } else {
            box.sh(end);
        }

        await().atMost(Box.patience(10)).untilAsserted(NetDevicesTest::assertThatVe0HasItAsBefore);
    }

    @Test
    void anAdoptedVeKeepsIt() {
        box.vzctl("set", "261", "--netdev_add", "vznic1", "--save").ok();
        box.vzctl("start", "261").ok();
        assertThatVeUsesIt("261");

        box.killVzd();
        box.vzctl("exec2", "261", "ping -c 1 -W 2 203.0.113.254").ok();
        box.vzctl("stop", "261", "--fast").ok();

        assertThatVe0HasItAsBefore();
    }

    @ParameterizedTest(name = "--netdev_add {0}: one line, and nothing is changed")
    @CsvSource(
            delimiter = '|',
            value = {
                "nonic | 104 | VE0 has no network interface nonic",
                "lo | 21 | lo",
                "venet0 | 21 | venet",
                "vzbr | 104 | vzbr can't be moved",
                "vzport | 104 | vzport belongs to a bridge or bond",
                "vzout | 104 | VE0's default route",
                "vznic1,nonic | 104 | VE0 has no network interface nonic"
            })
    void whatCannotBeGivenIsRefused(String words, int exit, String reason) {
        box.vzctl("start", "261").ok();
        box.sh(
                        "ip link add vzbr type bridge; ip link add vzport type veth peer name vzout; ip link set vzport master vzbr;"
                                + " ip link set vzout up; ip addr add 198.51.100.200/24 dev vzout; ip route add default via"
                                + " 198.51.100.201")
                .ok();
        String before =
                box.sh("ip -o link; ip -o addr | sed s/.tentative//; ip route").out();
        try {
            String[] command = ("set 261 --save --netdev_add " + words.replace(",", " --netdev_add ")).split(" ", -1);
            box.vzctl(command).fails(exit, reason);

            assertThat(box.sh("ip -o link; ip -o addr | sed s/.tentative//; ip route")
                            .out())
                    .isEqualTo(before);
            assertThat(box.sh("grep NETDEV $VEZERE_PREFIX/etc/vz/conf/261.conf").exit())
                    .isNotZero();
        } finally {
            box.sh("ip link del vzport; ip link del vzbr");
        }
    }
}
