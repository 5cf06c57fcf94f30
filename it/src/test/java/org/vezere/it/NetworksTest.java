package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks that VE0's administrator declares with `vz network`, with an outside world behind two NICs: network
/// namespaces at the other ends of veth pairs.
class NetworksTest {
    private static final String LOSS = " 0% packet loss";
    private static final int MOMENTS = 12;
    private static final String OUTSIDE = "vz-it-outside";

    private static Box box;

    @BeforeAll
    static void makeOutsideWorld() {
        box = Box.with("busybox");
        box.sh("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; ip netns add " + OUTSIDE)
                .ok();
        for (int nic : new int[] {1, 2}) {
            box.sh("ip link add vznic" + nic + " type veth peer name out" + nic + " netns " + OUTSIDE + " && ip -n "
                            + OUTSIDE + " link set out" + nic + " up")
                    .ok();
        }
        box.sh("ip -n " + OUTSIDE + " addr add 203.0.113.254/24 dev out1; ip -n " + OUTSIDE
                        + " addr add 2001:db8:b::254/64 dev out1 nodad")
                .ok();
    }

    @AfterAll
    static void removeNode() {
        box.close();
        box.sh("ip link del vznic1; ip link del vznic2; ip link del vzlan; ip link del vznat; ip netns del " + OUTSIDE);
    }

    @AfterEach
    void removeNetworks() {
        for (String network : List.of("vzlan", "vznat", "vzbad")) {
            box.vz("network", "delete", network);
        }
        box.sh("ip link del vzold; ip link del vzdev; ip link del vzlan; ip link del vznat");
    }

    private static void remove(String name) {
        box.vz("network", "delete", name).ok();
        assertThat(box.sh("ip link show " + name).exit()).isNotZero();
    }

    private static String outside(String command) {
        return "ip netns exec " + OUTSIDE + " " + command;
    }

    @Test
    void aNetworkWithAnUplinkJoinsVesVe0AndTheOutside() {
        box.vz(
                        "network",
                        "create",
                        "vzlan",
                        "--address",
                        "203.0.113.1/24",
                        "--address",
                        "2001:db8:b::1/64",
                        "--uplink",
                        "vznic1")
                .ok();
        box.busybox(221);
        box.vzctl("set", "221", "--save", "--netif_add", "eth0,,,,vzlan").ok();
        box.vzctl(
                        "set",
                        "221",
                        "--save",
                        "--ifname",
                        "eth0",
                        "--ipadd",
                        "203.0.113.221/24",
                        "--ipadd",
                        "2001:db8:b::221/64")
                .ok();
        box.vzctl("start", "221").ok();

        for (String address : List.of("203.0.113.221", "2001:db8:b::221", "203.0.113.254", "2001:db8:b::254")) {
            box.sh("ping -c 1 -W 2 " + address).ok();
        }
        for (String address : List.of("203.0.113.221", "2001:db8:b::221", "203.0.113.1")) {
            box.sh(outside("ping -c 1 -W 2 " + address)).ok();
            assertThat(box.sh(outside("ping -q -c 1000 -i 0.001 " + address))
                            .ok()
                            .out())
                    .contains(LOSS);
        }
        box.vzctl("exec2", "221", "ping -c 1 -W 2 203.0.113.254").ok();
        assertThat(box.vz("network", "show").ok().out())
                .contains(" vzlan (bridge, up) 203.0.113.1/24 2001:db8:b::1/64\n")
                .contains(" vznic1 (veth, up)\n")
                .contains(" VE 221 eth0 (veth, up) 203.0.113.221 2001:db8:b::221\n");
        assertThat(box.vz("network", "list").ok().out()).contains("vzlan").contains("vznic1");

        box.vz("network", "delete", "vzlan").fails(3, "in use by VE 221 eth0");
        box.vz("network", "set", "vzlan", "--address", "203.0.113.2/24").ok();
        box.sh(outside("ping -c 1 -W 2 203.0.113.2")).ok();
        assertThat(box.sh(outside("ping -c 1 -W 1 203.0.113.1")).exit()).isNotZero();
        box.vzctl("exec2", "221", "ping -c 1 -W 2 203.0.113.254").ok();

        box.vzctl("stop", "221", "--fast").ok();
        remove("vzlan");
        assertThat(box.sh("ip -o link show vznic1").ok().out()).doesNotContain("master");
        box.vzctl("destroy", "221").ok();
    }

    @Test
    void networksAreMadeAgainFromTheirFiles() {
        box.vz("network", "create", "vzlan", "--address", "203.0.113.1/24", "--uplink", "vznic1")
                .ok();

        box.sh("ip link del vzlan").ok();
        box.vz("network", "apply").ok();
        box.sh("ping -c 1 -W 2 203.0.113.254").ok();

        box.sh("ip link del vzlan").ok();
        box.killVzd();
        box.vz("network", "list").ok();
        box.sh("ping -c 1 -W 2 203.0.113.254").ok();
        assertThat(box.sh("sh -c '. $VEZERE_PREFIX/etc/vz/networks/vzlan.conf && echo $ADDRESS $UPLINK'")
                        .text())
                .isEqualTo("203.0.113.1/24 vznic1");
        remove("vzlan");
    }

    @Test
    void aMistakeInOneFileKeepsNoOtherNetworkFromBeingMade() {
        box.vz("network", "create", "vzlan", "--address", "203.0.113.1/24", "--uplink", "vznic1")
                .ok();
        box.sh("echo 'VLAN=5000' > $VEZERE_PREFIX/etc/vz/networks/aaa.conf").ok();
        try {
            box.sh("ip link del vzlan").ok();
            box.vz("network", "apply").fails(85, "networks/aaa.conf declares no network");
            box.sh("ping -c 1 -W 2 203.0.113.254").ok();
            box.sh("ip link del vzlan").ok();
            box.killVzd();
            box.vzlist("-a").ok();
            box.sh("ping -c 1 -W 2 203.0.113.254").ok();
            box.vz("network", "list").fails(85, "aaa.conf declares no network");
        } finally {
            box.sh("rm $VEZERE_PREFIX/etc/vz/networks/aaa.conf").ok();
        }
        remove("vzlan");
    }

    @Test
    void aTranslatedNetworkReachesTheOutsideByVe0sAddress() {
        box.sh("ip addr add 203.0.113.7/24 dev vznic1; ip link set vznic1 up").ok();
        box.vz("network", "create", "vznat", "--address", "10.88.0.1/24", "--nat", "yes")
                .ok();
        box.busybox(222);
        box.vzctl("set", "222", "--save", "--netif_add", "eth0,,,,vznat").ok();
        box.vzctl("set", "222", "--save", "--ifname", "eth0", "--ipadd", "10.88.0.2/24", "--gw", "10.88.0.1")
                .ok();
        box.vzctl("start", "222").ok();

        box.vzctl("exec2", "222", "ping -c 1 -W 2 203.0.113.254").ok();

        assertThat(box.sh("nft list table ip vezere").ok().out())
                .contains("ip saddr 10.88.0.0/24 oifname != \"vznat\" masquerade");
        box.vzctl("stop", "222", "--fast").ok();
        remove("vznat");
        assertThat(box.sh("nft list table ip vezere").exit()).isNotZero();
        box.sh("ip addr del 203.0.113.7/24 dev vznic1").ok();
        box.vzctl("destroy", "222").ok();
    }

    private static void giveTheNicWhatAHostHas() {
        box.sh(
                        "ip addr add 203.0.113.7/24 dev vznic1; ip addr add 2001:db8:b::7/64 dev vznic1 nodad; ip link set vznic1"
                                + " up; ip route add default via 203.0.113.254 dev vznic1 metric 100 src 203.0.113.7; ip -6 route"
                                + " add default via 2001:db8:b::254 dev vznic1; ip route add 198.51.100.192/26 via"
                                + " 203.0.113.254 dev vznic1 mtu 1400")
                .ok();
    }

    /// Addresses and routes of a link, its name left out.
    private static String what(String link) {
        return box.sh("ip -o addr show " + link + " scope global | sed 's/^[0-9]*: [^ ]* *//; s/ " + link
                        + ".*//; s/ .$//;"
                        + " s/\\\\.*//'; ip route show dev " + link + " | sed 's/ linkdown//'; ip -6 route show dev "
                        + link
                        + " | grep -v fe80")
                .out()
                .lines()
                .map(String::strip)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aNetworkTakesOverWhatVe0HasByItsUplink() {
        giveTheNicWhatAHostHas();
        try {
            String before = what("vznic1");
            assertThat(before).contains("203.0.113.7/24", "default via 203.0.113.254", "metric 100");

            String pings = box.sh(
                            "ip netns exec " + OUTSIDE + " ping -q -c 2000 -i 0.001 203.0.113.7 & sleep 0.3; vz network"
                                    + " create vzlan --uplink vznic1 --take-over yes; vz network show; wait $!")
                    .ok()
                    .out();

            assertThat(what("vzlan")).isEqualTo(before);
            assertThat(what("vznic1")).doesNotContain("203.0.113");
            assertThat(pings).contains(" vzlan (bridge, up) 203.0.113.7/24 2001:db8:b::7/64\n");
            Matcher received = Pattern.compile("(\\d+) received").matcher(pings);
            assertThat(received.find()).isTrue();
            assertThat(Integer.parseInt(received.group(1))).isGreaterThan(1950);

            // As after a boot, when the system has given the NIC its own again.
            box.sh("ip link del vzlan").ok();
            box.sh("ip addr flush dev vznic1").ok();
            giveTheNicWhatAHostHas();
            box.vz("network", "apply").ok();
            assertThat(what("vzlan")).isEqualTo(before);

            box.vz("network", "set", "vzlan", "--take-over", "no").fails(3, "would stop working");
            assertThat(what("vzlan")).isEqualTo(before);
            remove("vzlan");
            assertThat(what("vznic1")).isEqualTo(before);
        } finally {
            box.sh("ip addr flush dev vznic1; ip route flush dev vznic1");
        }
    }

    @Test
    void allIsAsBeforeWhenTheGatewayIsLost() {
        giveTheNicWhatAHostHas();
        box.sh("nft 'table bridge vztest { chain c { type filter hook prerouting priority 0; drop; }; }'")
                .ok();
        try {
            String before = what("vznic1");

            box.vz("network", "create", "vzlan", "--uplink", "vznic1", "--take-over", "yes")
                    .fails(3, "the gateway 203.0.113.254 does not answer by it; all is as before");

            assertThat(what("vznic1")).isEqualTo(before);
            assertThat(box.sh("ip link show vzlan").exit()).isNotZero();
            assertThat(box.vz("network", "list").ok().out()).contains("No networks yet");
            box.sh("ping -c 1 -W 2 203.0.113.254").ok();
        } finally {
            box.sh("nft delete table bridge vztest; ip addr flush dev vznic1; ip route flush dev vznic1");
        }
    }

    @ParameterizedTest(name = "vz network create {0}: one line, and nothing is changed")
    @CsvSource(
            delimiter = '|',
            value = {
                "vzbad --uplink nonic | 3 | VE0 has no network interface nonic",
                "vzbad --uplink lo | 3 | lo is no Ethernet interface",
                "vzbad --uplink vznic2 --vlan 5000 | 21 | a VLAN from 1 to 4094",
                "vzbad --vlan 5 | 21 | an uplink for the VLAN",
                "vzbad --uplink vzold | 3 | vzold is a bridge itself; bridges in bridges make loops",
                "vzbad --address 203.0.113.77/24 | 89 | 203.0.113.77 belongs to the hardware node",
                "vzbad --address 203.0.113.3 | 21 | an address with its prefix",
                "vzbad --uplink vznic2 | 3 | vznic2 belongs to another bridge or bond already",
                "vzbad --uplink vzdev | 3 | vzdev has VE0's address 203.0.113.77/24, which would stop working; --take-over yes",
                "vzbad --take-over yes | 21 | an uplink to take over from",
                "vzbad --bond-mode fast --uplink bond0 --bond vznic1 | 21 | a bond mode: balance-rr",
                "vzold | 3 | VE0 has a link of that name, which is not Vezere's",
                "-x | 20 | ",
                "veryverylongname | 21 | an interface name",
                "vzbad --nat yes | 21 | an address of VE0",
                "vzbad --vlan-aware maybe | 21 | yes or no",
                "vzbad --vlan-aware yes --uplink vznic2 --vlan 5 | 21 | one VLAN of the uplink (--vlan ID) or all of them",
                "vzbad --type wire | 21 | --type"
            })
    void whatIsWrongIsRefused(String words, int exit, String reason) {
        box.sh(
                        "ip link add vzold type bridge; ip link set vznic2 master vzold; ip link add vzdev type veth peer name vzdev2;"
                                + " ip addr add 203.0.113.77/24 dev vzdev")
                .ok();
        String look = "ip -o link | sed 's/^[0-9]*: //'; ip -o addr; ip route; nft list ruleset | grep -v counter;"
                + " ls $VEZERE_PREFIX/etc/vz/networks";
        String before = box.sh(look).out();

        box.vz(("network create " + words).split(" ", -1)).fails(exit, reason == null ? "" : reason);

        assertThat(box.sh(look).out()).isEqualTo(before);
        box.sh("ip link del vzold; ip link del vzdev").ok();
    }

    /// Where the kernel has such bridges, `VlansAndBonds` shows what they do.
    @Test
    void aKernelWithoutVlanAwareBridgesSaysSoInOneLine() {
        boolean able =
                box.sh("ip link add name vzold type bridge vlan_filtering 1").exit() == 0;
        assertThat(box.vz("doctor").out()).contains("bridges that tell VLANs apart");
        assumeFalse(able, "this kernel has VLAN-aware bridges");
        String look = "ip -o link | sed 's/^[0-9]*: //'; ls $VEZERE_PREFIX/etc/vz/networks";
        String before = box.sh(look).out();

        box.vz("network", "create", "vzlan", "--uplink", "vznic1", "--vlan-aware", "yes")
                .fails(3, "bridges of this kernel can't tell VLANs apart (CONFIG_BRIDGE_VLAN_FILTERING)");

        assertThat(box.sh(look).out()).isEqualTo(before);
        box.vz("network", "create", "vzlan", "--uplink", "vznic1").ok();
        box.vz("network", "set", "vzlan", "--vlan-aware", "yes").fails(3, "can't tell VLANs apart");
        assertThat(box.vz("network", "list", "--json").ok().out()).containsPattern("\"vlan_aware\": *false");
        remove("vzlan");
    }

    @Test
    void changesThatBrokeOffAreEnded() throws IOException {
        String[] create = {"create", "vzlan", "--address", "203.0.113.1/24", "--uplink", "vznic1"};
        breakOff(
                () -> {
                    box.vz("network", "delete", "vzlan");
                    network(create).ok();
                },
                "set",
                "vzlan",
                "--address",
                "203.0.113.2/24",
                "--uplink",
                "vznic2");
        breakOff(
                () -> {
                    if (!Files.exists(box.path("etc/vz/networks/vzlan.conf"))) {
                        network(create).ok();
                    }
                },
                "delete",
                "vzlan");
        breakOff(() -> box.vz("network", "delete", "vzlan"), create);
    }

    @Test
    void nothingThatVe0HasIsLostWhenATakeOverBreaksOff() throws IOException {
        giveTheNicWhatAHostHas();
        try {
            String before = what("vznic1");
            breakOff(
                    () -> {
                        box.vz("network", "delete", "vzlan");
                        assertThat(what("vznic1")).isEqualTo(before);
                    },
                    "create",
                    "vzlan",
                    "--uplink",
                    "vznic1",
                    "--take-over",
                    "yes");
        } finally {
            box.sh("ip addr flush dev vznic1; ip route flush dev vznic1");
        }
    }

    private static Result network(String... words) {
        return box.vz(Stream.concat(Stream.of("network"), Arrays.stream(words)).toArray(String[]::new));
    }

    /// Kills vzd in the middle of a command, at one moment after the other, and looks at what the next vzd makes of it.
    ///
    /// @param prepare what makes the state before
    private static void breakOff(Runnable prepare, String... words) throws IOException {
        prepare.run();
        long begin = System.nanoTime();
        network(words).ok();
        long duration = (System.nanoTime() - begin) / 1_000;
        for (int moment = 0; moment <= MOMENTS; moment++) {
            prepare.run();
            long vzd = box.vzd();
            long pause = duration * moment / MOMENTS;
            box.sh("vz network " + String.join(" ", words) + " >/dev/null 2>&1 & sleep "
                    + "%d.%06d".formatted(pause / 1_000_000, pause % 1_000_000)
                    + "; kill -9 " + vzd + "; wait");
            Box.awaitEnd(vzd);
            box.vz("network", "list").ok();
            assertAsDeclared(String.join(" ", words) + ", broken off after " + pause + " microseconds");
        }
        prepare.run();
        box.vz("network", "delete", "vzlan");
    }

    private static void assertAsDeclared(String when) throws IOException {
        String declared =
                box.sh("cat $VEZERE_PREFIX/etc/vz/networks/vzlan.conf").out();
        Set<String> ports = box.sh("ip -o link show master vzlan | sed 's/^[0-9]*: //; s/[@:].*//'").lines().stream()
                .collect(Collectors.toSet());
        String addresses =
                box.sh("ip -o -4 addr show dev vzlan | awk '{ print $4 }'").text();
        assertThat(ports).as(when).isEqualTo(word("UPLINK", declared));
        if (!declared.contains("TAKE_OVER=\"yes\"")) {
            assertThat(addresses.lines().collect(Collectors.toSet())).as(when).isEqualTo(word("ADDRESS", declared));
        }
        assertThat(box.sh("ip link show vzlan").exit() == 0).as(when).isEqualTo(!declared.isEmpty());
        assertThat(box.sh("find $VEZERE_PREFIX/var/lib/vezere/networks -name '[a-z]*.conf'")
                        .out())
                .as(when)
                .isEmpty();
    }

    private static Set<String> word(String key, String declared) {
        Matcher value = Pattern.compile("(?m)^" + key + "=\"(\\S+)\"$").matcher(declared);
        return value.find() ? Set.of(value.group(1)) : Set.of();
    }

    @Test
    void aNoteOfAChangeThatCantBeReadIsNoObstacle() throws IOException {
        box.vz("network", "create", "vzlan", "--address", "203.0.113.1/24", "--uplink", "vznic1")
                .ok();
        Files.writeString(box.path("var/lib/vezere/networks/before/vzlan.conf"), "VLAN=\"many\"\n");
        box.sh("ip link del vzlan").ok();

        box.killVzd();
        box.vz("network", "list").ok();

        box.sh("ping -c 1 -W 2 203.0.113.254").ok();
        box.sh(
                        "grep -r \"network vzlan: a change that broke off can't be ended: .*VLAN from 1\" $VEZERE_PREFIX/var/log")
                .ok();
        remove("vzlan");
        assertThat(box.path("var/lib/vezere/networks/before/vzlan.conf")).doesNotExist();
    }

    @Test
    void aChangeThatFailsLeavesTheNetworkAsItWas() {
        box.vz("network", "create", "vzlan", "--address", "203.0.113.1/24", "--uplink", "vznic1")
                .ok();

        box.vz("network", "set", "vzlan", "--uplink", "nonic").fails(3, "nonic");

        box.sh("ping -c 1 -W 2 203.0.113.254").ok();
        assertThat(box.vz("network", "list").ok().out()).contains("vznic1");
        box.vz("network", "create", "vzlan").fails(21, "exists already");
        box.vz("network", "delete", "vznone").fails(21, "no network vznone");
        remove("vzlan");
    }
}
