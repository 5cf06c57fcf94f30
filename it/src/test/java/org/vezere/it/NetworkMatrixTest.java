package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every way of connecting a VE, in every direction, IPv4 and IPv6: two nodes and an outside world on one Ethernet,
/// made
/// of network namespaces. The first packet is answered and none of 10,000 is lost, while another VE comes and goes in
/// the same bridge and vzd is killed again and again.
class NetworkMatrixTest {
    private static final String OUTSIDE = "vz-it-lan";
    private static final String OTHER = "vz-it-node2";
    private static final String ALL = " 10000 packets transmitted, 10000 received, 0% packet loss";

    private static Box here;
    private static Box there;

    /// A VE of either node: its number, and the last part of its addresses.
    private static final Map<String, Integer> MODES =
            new LinkedHashMap<>(Map.of("venet", 1, "routed", 2, "bridged", 3));

    @BeforeAll
    static void makeWorld() {
        here = Box.with("busybox");
        here.sh("ip netns add " + OUTSIDE + " && ip netns add " + OTHER + " && ip -n " + OTHER
                        + " link set lo up && ip netns exec " + OUTSIDE
                        + " sh -c 'ip link add lan type bridge && ip link set lan up && ip addr add 203.0.113.254/24 dev"
                        + " lan && ip addr add 2001:db8:b::254/64 dev lan nodad'")
                .ok();
        there = Box.inNetwork(OTHER, "busybox");
        node(here, "", 1, 50);
        node(there, OTHER, 2, 60);
        here.busybox(279);
        here.vzctl("set", "279", "--save", "--netif_add", "eth0,,,,vzlan").ok();
    }

    private static void node(Box node, String namespace, int number, int first) {
        String nic = "vznic" + number;
        here.sh("ip link add " + nic + (namespace.isEmpty() ? "" : " netns " + namespace) + " type veth peer name o-"
                        + nic + " netns " + OUTSIDE + " && ip -n " + OUTSIDE + " link set o-" + nic + " master lan up")
                .ok();
        node.vz(
                        "network",
                        "create",
                        "vzlan",
                        "--uplink",
                        nic,
                        "--address",
                        "203.0.113." + number + "/24,2001:db8:b::" + number + "/64")
                .ok();
        node.sh("sysctl -qw net.ipv6.conf.all.proxy_ndp=1 net.ipv6.conf.vzlan.proxy_ndp=1")
                .ok();
        MODES.forEach((mode, rank) -> {
            String ctid = "" + (200 + first + rank);
            String v4 = "203.0.113." + (first + rank);
            String v6 = "2001:db8:b::" + (first + rank);
            node.busybox(200 + first + rank);
            if (mode.equals("venet")) {
                node.vzctl("set", ctid, "--save", "--ipadd", v4, "--ipadd", v6).ok();
            } else {
                boolean bridged = mode.equals("bridged");
                node.vzctl("set", ctid, "--save", "--netif_add", bridged ? "eth0,,,,vzlan" : "eth0")
                        .ok();
                node.vzctl(
                                "set",
                                ctid,
                                "--save",
                                "--ifname",
                                "eth0",
                                "--ipadd",
                                v4 + (bridged ? "/24" : ""),
                                "--ipadd",
                                v6 + (bridged ? "/64" : ""))
                        .ok();
            }
            node.vzctl("start", ctid).ok();
        });
    }

    @AfterAll
    static void removeWorld() {
        for (Box node : List.of(here, there)) {
            for (String ctid : node.vzlist("-a", "-H", "-o", "ctid").lines()) {
                node.vzctl("stop", ctid.strip(), "--fast");
            }
            node.vz("network", "delete", "vzlan").ok();
            node.close();
        }
        here.sh("ip link del vznic1; ip netns del " + OUTSIDE + "; ip netns del " + OTHER);
    }

    private static String in(Box node, int ctid) {
        return "nsenter --net=/proc/" + node.init("" + ctid) + "/ns/net ";
    }

    @ParameterizedTest(name = "{0}, IPv{1}: nothing is lost")
    @CsvSource({"venet, 4", "venet, 6", "routed, 4", "routed, 6", "bridged, 4", "bridged, 6"})
    void nothingIsLostInAnyDirection(String mode, int version) throws IOException, InterruptedException {
        String prefix = version == 4 ? "203.0.113." : "2001:db8:b::";
        int rank = MODES.get(mode);
        int sibling = rank % MODES.size() + 1;
        String ve = in(here, 250 + rank);
        Map<String, String> directions = new LinkedHashMap<>();
        directions.put("VE0 to VE", "ping %s" + prefix + (50 + rank));
        directions.put("VE to VE0", ve + "ping %s" + prefix + 1);
        directions.put("VE to VE, same mode", ve + "ping %s" + prefix + (60 + rank));
        directions.put("VE to VE of the same node", ve + "ping %s" + prefix + (50 + sibling));
        directions.put("VE to VE of another node, another mode", ve + "ping %s" + prefix + (60 + sibling));
        directions.put("VE to outside", ve + "ping %s" + prefix + 254);
        directions.put("outside to VE", "ip netns exec " + OUTSIDE + " ping %s" + prefix + (50 + rank));
        directions.put("another node to VE", "nsenter --net=/run/netns/" + OTHER + " ping %s" + prefix + (50 + rank));

        Process disturbance = here.start(
                "sh",
                "-c",
                "while true; do vzctl start 279; sleep 0.2; vzctl stop 279 --fast; kill -9 $(cat"
                        + " $VEZERE_PREFIX/run/vezere/vzd.pid); done >/dev/null 2>&1");
        try {
            directions.forEach((direction, command) -> {
                here.sh(command.formatted("-c 1 -W 1 ")).ok();
                assertThat(here.sh(command.formatted("-q -f -c 10000 ")).ok().out())
                        .as(direction)
                        .contains(ALL.strip());
            });
        } finally {
            disturbance.descendants().forEach(ProcessHandle::destroyForcibly);
            disturbance.destroyForcibly();
            disturbance.waitFor();
            // vzd goes on with what was begun.
            here.sh(
                            "for i in $(seq 100); do vzctl stop 279 --fast; vzctl status 279 | grep -q down && break; sleep 0.2;"
                                    + " done")
                    .ok();
        }
    }
}
