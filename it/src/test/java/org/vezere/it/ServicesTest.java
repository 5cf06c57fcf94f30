package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Services that VE0 spreads over VEs, asked from outside, from VE0 and from VEs: by IPVS and keepalived where the
/// kernel has IPVS, as in the hardware-node VM, otherwise by nftables and checks of vzd.
class ServicesTest {
    private static final String OUTSIDE = "vz-it-switch";
    private static final String OTHER = "vz-it-other";
    private static final String VIP = "203.0.113.10";
    private static final String VIP6 = "2001:db8:b::10";
    private static final List<String> VES = List.of("241", "242", "243");

    private static Box box;

    @BeforeAll
    static void makeVes() {
        box = Box.with("busybox");
        box.sh("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; ip netns add " + OUTSIDE)
                .ok();
        outside("ip link add sw type bridge && ip link set sw up && ip addr add 203.0.113.254/24 dev sw"
                + " && ip addr add 2001:db8:b::254/64 dev sw nodad");
        plug("vznic1", "");
        box.vz("network", "create", "vzlan", "--uplink", "vznic1", "--address", "203.0.113.1/24,2001:db8:b::1/64")
                .ok();
        box.busybox(241, "--ipadd", "198.51.100.41", "--ipadd", "2001:db8::41");
        box.busybox(242, "--ipadd", "198.51.100.42", "--ipadd", "2001:db8::42");
        box.busybox(243);
        box.vzctl("set", "243", "--save", "--netif_add", "eth0,,,,vzlan").ok();
        box.vzctl(
                        "set",
                        "243",
                        "--save",
                        "--ifname",
                        "eth0",
                        "--ipadd",
                        "203.0.113.43/24",
                        "--ipadd",
                        "2001:db8:b::43/64")
                .ok();
        for (String ve : VES) {
            start(box, ve);
        }
    }

    @AfterEach
    void removeServices() {
        for (String service : List.of("web", "web6", "other", "v")) {
            box.vz("service", "delete", service);
        }
    }

    @AfterAll
    static void removeNode() {
        VES.forEach(ve -> {
            box.vzctl("stop", ve, "--fast");
            box.vzctl("destroy", ve);
        });
        box.vz("network", "delete", "vzlan").ok();
        box.close();
        box.sh("ip link del vznic1; ip netns del " + OUTSIDE);
    }

    /// A NIC in the switch.
    private static void plug(String nic, String namespace) {
        box.sh("ip link add " + nic + (namespace.isEmpty() ? "" : " netns " + namespace) + " type veth peer name o-"
                        + nic + " netns " + OUTSIDE)
                .ok();
        outside("ip link set o-" + nic + " master sw up");
    }

    private static void outside(String script) {
        box.sh("ip netns exec " + OUTSIDE + " sh -c '" + script + "'").ok();
    }

    private static void start(Box node, String ve) {
        node.vzctl("start", ve).ok();
        serve(node, ve);
    }

    private static void serve(Box node, String ve) {
        node.vzctl("exec2", ve, "mkdir -p /www; echo VE" + ve + " >/www/index.html; httpd -p 80 -h /www")
                .ok();
    }

    private static void service(String name, String... options) {
        box.vz(Stream.concat(Stream.of("service", "create", name), Stream.of(options))
                        .toArray(String[]::new))
                .ok();
    }

    private static void awaitUp(Box node, String service, int count) {
        await().atMost(Box.patience(15))
                .untilAsserted(() -> assertThat(
                                node.vz("service", "list", "--json").ok().out())
                        .satisfies(
                                json -> assertThat(states(json, service, "up")).hasSize(count)));
    }

    private static List<String> states(String json, String service, String state) {
        String its = json.substring(json.indexOf("\"name\":\"" + service + "\""));
        int end = its.indexOf("{\"declared\"");
        return Pattern.compile("\"state\":\"" + state + "\"")
                .matcher(end < 0 ? its : its.substring(0, end))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /// Who answered how often. Each request is a connection of its own.
    private static Map<String, Integer> ask(String from, String address, int times) {
        String asked = box.sh(from + " curl -s -m 3 -H 'Connection: close' --connect-to '::" + address
                        + ":80' 'http://service/?[1-" + times + "]'")
                .out();
        Map<String, Integer> answers = new TreeMap<>();
        asked.lines().forEach(line -> answers.merge(line.strip(), 1, Integer::sum));
        return answers;
    }

    @Test
    void aServiceAnswersAsSoonAsItsCommandReturns() {
        for (int time = 1; time <= 3; time++) {
            service("web", "--vip", VIP + ":80", "--ve", "241,243");
            assertThat(ask("ip netns exec " + OUTSIDE, VIP, 1))
                    .as("time " + time)
                    .doesNotContainKey("")
                    .hasSize(1);
            box.vz("service", "delete", "web").ok();
        }
    }

    @Test
    void aServiceIsSpreadByWeightForWhoeverAsks() {
        service("web", "--vip", VIP + ":80", "--ve", "241,242,243", "--weight", "242=2");
        service("web6", "--vip", "[" + VIP6 + "]:80", "--ve", "241,242,243", "--check", "http:/index.html");
        awaitUp(box, "web", 3);
        awaitUp(box, "web6", 3);

        for (String from : List.of("", "ip netns exec " + OUTSIDE)) {
            assertThat(ask(from, VIP, 40)).isEqualTo(Map.of("VE241", 10, "VE242", 20, "VE243", 10));
            assertThat(ask(from, "[" + VIP6 + "]", 30)).isEqualTo(Map.of("VE241", 10, "VE242", 10, "VE243", 10));
        }
        // From those that may meet themselves, and those in the same bridge.
        for (String ve : VES) {
            for (String address : List.of(VIP, VIP6)) {
                String answers = box.vzctl(
                                "exec2",
                                ve,
                                "for i in 1 2 3 4 5 6 7 8; do printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 " + address
                                        + " 80 | tail -n 1; done")
                        .ok()
                        .out();
                assertThat(answers.lines())
                        .as("%s asks %s", ve, address)
                        .hasSize(8)
                        .contains("VE241", "VE242");
                if (!ve.equals("243") || !passesBridgedFrames()) {
                    assertThat(answers.lines()).as("%s asks %s", ve, address).contains("VE243");
                }
            }
        }
        String engine = box.sh("test -e /proc/net/ip_vs").exit() == 0 ? " ipvs " : " nftables ";
        assertThat(box.vz("service", "list").ok().out())
                .contains(engine, "203.0.113.10:80/tcp", "[2001:db8:b::10]:80/tcp", "198.51.100.41:80", "here");
        assertThat(box.vz("network", "show").ok().out())
                .containsPattern("service web \\((ipvs|nftables), here\\) 203.0.113.10:80")
                .contains("VE 243 (server, up) 203.0.113.43");
    }

    /// Whether br_netfilter translates frames before they leave their bridge, which then can't go back where they came
    /// from: a VE in a bridge does not meet itself, its second SYN meets another.
    private static boolean passesBridgedFrames() {
        return box.sh("cat /proc/sys/net/bridge/bridge-nf-call-iptables").text().equals("1");
    }

    @Test
    void whoDoesNotAnswerLeavesAndComesBack() {
        service("web", "--vip", VIP + ":80", "--ve", "241,242", "--check", "http:/index.html");
        awaitUp(box, "web", 2);

        box.vzctl("exec2", "242", "rm /www/index.html").ok();
        awaitUp(box, "web", 1);
        assertThat(box.vz("service", "list").ok().out()).contains("down");
        assertThat(ask("", VIP, 20)).isEqualTo(Map.of("VE241", 20));
        box.vzctl("exec2", "242", "echo VE242 >/www/index.html").ok();
        awaitUp(box, "web", 2);
        assertThat(ask("", VIP, 20)).isEqualTo(Map.of("VE241", 10, "VE242", 10));

        box.vzctl("stop", "242", "--fast").ok();
        await().atMost(Box.patience(2))
                .untilAsserted(() -> assertThat(ask("", VIP, 20)).isEqualTo(Map.of("VE241", 20)));
        assertThat(box.vz("service", "list").ok().out()).contains("stopped");
        start(box, "242");
        awaitUp(box, "web", 2);
        assertThat(ask("", VIP, 20)).isEqualTo(Map.of("VE241", 10, "VE242", 10));
    }

    @Test
    void noRequestIsLostWhileVzdDies() throws IOException, InterruptedException {
        service("web", "--vip", VIP + ":80", "--ve", "241,242,243");
        awaitUp(box, "web", 3);

        Process killer =
                box.start("sh", "-c", "sleep 0.3; kill -9 $(cat $VEZERE_PREFIX/run/vezere/vzd.pid); sleep 0.2; vzlist");
        int answered = 0;
        int asked = 0;
        do {
            asked += 30;
            answered += ask("ip netns exec " + OUTSIDE, VIP, 30).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
        } while (killer.isAlive());
        killer.waitFor();

        assertThat(answered).isEqualTo(asked);
        awaitUp(box, "web", 3);
    }

    @Test
    void changesKeepConnectionsThatAreThere() throws IOException {
        box.vzctl("exec2", "241", "setsid nc -ll -p 90 -e cat </dev/null >/dev/null 2>&1 & sleep 0.2")
                .ok();
        service("other", "--vip", VIP + ":90", "--ve", "241", "--check", "none");
        try (Socket socket = new Socket(VIP, 90)) {
            assertThat(echo(socket)).isEqualTo('x');
            assertThat(box.vz("service", "list").ok().out()).containsPattern("other .*up +1\\n");

            box.vz("service", "set", "other", "--ve", "241,242", "--weight", "241=0")
                    .ok();

            assertThat(echo(socket)).isEqualTo('x');
        }
        box.vzctl("exec2", "241", "killall nc").ok();
    }

    private static int echo(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write('x');
        return socket.getInputStream().read();
    }

    @ParameterizedTest(name = "vz service create {0}: one line, and nothing is changed")
    @CsvSource(
            delimiter = '|',
            value = {
                "v --vip 203.0.113.10 --ve 241 | 21 | Bad parameter for --vip: 203.0.113.10",
                "v --vip 203.0.113.10:0 --ve 241 | 21 | from 1 to 65535",
                "v --vip 2001:db8:b::10:80 --ve 241 | 21 | [2001:db8::10]:80",
                "v --ve 241 | 27 | --vip is missing",
                "v --vip 203.0.113.10:80 | 27 | --ve is missing",
                "v --vip 203.0.113.10:80 --ve 999 | 21 | there is no container 999",
                "v --vip 203.0.113.10:80 --ve 241,241 | 21 | each VE once",
                "v --vip 198.51.100.41:80 --ve 241 | 78 | already used by container 241",
                "v --vip 203.0.113.10:80 --ve 241 --weight 242=3 | 21 | 242=3",
                "v --vip 203.0.113.10:80 --ve 241 --weight 241=500 | 21 | a weight from 0 to 100",
                "v --vip 203.0.113.10:80 --ve 241 --scheduler fast | 21 | a scheduler: rr, wrr",
                "v --vip 203.0.113.10:80 --ve 241 --check ping | 21 | tcp, http:/PATH or none",
                "v --vip 203.0.113.10:80 --ve 241 --check http:/a\"b | 21 | a path that begins with /",
                "v --vip 203.0.113.10:80 --ve 241 --protocol udp --check tcp | 21 | no check for a service by UDP",
                "v --vip 203.0.113.10:80 --ve 241 --vrrp 300 --interface vzlan | 21 | 300",
                "v --vip 203.0.113.10:80 --ve 241 --vrrp 3 | 21 | an interface of VE0",
                "v --vip 203.0.113.10:80 --ve 241 --vrrp 3 --interface nonic | 3 | no network interface nonic",
                "v --vip 203.0.113.10:80 --ve 241 --priority 3 | 21 | a virtual router",
                "../v --vip 203.0.113.10:80 --ve 241 | 21 | a name of letters"
            })
    void whatIsWrongIsRefused(String words, int exit, String reason) {
        String look = "ip -o addr | sed 's/^[0-9]*: //'; nft list ruleset | grep -v counter;"
                + " ls $VEZERE_PREFIX/etc/vz/services; pgrep -x keepalived";
        String before = box.sh(look).out();

        box.vz(("service create " + words).split(" ", -1)).fails(exit, reason);

        assertThat(box.sh(look).out()).isEqualTo(before);
    }

    @Test
    void anotherServiceOfTheSameAddressIsRefused() {
        service("web", "--vip", VIP + ":80", "--ve", "241");

        box.vz("service", "create", "v", "--vip", VIP + ":80", "--ve", "242").fails(21, "is service web's");
        box.vz("service", "create", "v", "--vip", VIP + ":81", "--ve", "242", "--vrrp", "3", "--interface", "vzlan")
                .fails(21, "another VRRP id");
        box.vz("service", "create", "web", "--vip", VIP + ":82", "--ve", "242").fails(21, "exists already");
        box.vz("service", "delete", "v").fails(21, "there is no service v");

        box.vz("service", "delete", "web").ok();
        assertThat(box.sh("ip -o addr; nft list tables").out()).doesNotContain(VIP, "vezere_services");
    }

    @Test
    void anotherNodeTakesOverAndGivesBack() {
        box.sh("ip netns add " + OTHER + " && ip -n " + OTHER + " link set lo up")
                .ok();
        plug("vznic2", OTHER);
        Box other = Box.inNetwork(OTHER, "busybox");
        try {
            other.vz("network", "create", "vzlan", "--uplink", "vznic2", "--address", "203.0.113.2/24")
                    .ok();
            other.busybox(244, "--ipadd", "198.51.100.44");
            start(other, "244");
            service(
                    "v",
                    "--vip",
                    VIP + ":80",
                    "--ve",
                    "241",
                    "--vrrp",
                    "51",
                    "--priority",
                    "150",
                    "--interface",
                    "vzlan");
            other.vz(
                            "service",
                            "create",
                            "v",
                            "--vip",
                            VIP + ":80",
                            "--ve",
                            "244",
                            "--vrrp",
                            "51",
                            "--interface",
                            "vzlan")
                    .ok();
            awaitAnswers("VE241");
            assertThat(box.vz("service", "list").ok().out()).contains("master 51:150");
            assertThat(other.vz("service", "list").ok().out()).contains("backup 51:100");

            assertThatAVeCannotTakeOver();

            outside("ip link set o-vznic1 down");
            awaitAnswers("VE244");
            assertThat(other.vz("service", "list").ok().out()).contains("master 51:100");

            outside("ip link set o-vznic1 up");
            awaitAnswers("VE241");

            // Whoever ends keepalived: it comes back, and with it the address.
            box.sh("kill -9 $(cat $VEZERE_PREFIX/run/vezere/keepalived/*.pid)").ok();
            await().atMost(Box.patience(10))
                    .until(() -> box.sh("test -d /proc/$(cat $VEZERE_PREFIX/run/vezere/keepalived/keepalived.pid)")
                                    .exit()
                            == 0);
            awaitAnswers("VE241");
        } finally {
            box.vz("service", "delete", "v");
            other.vz("service", "delete", "v");
            other.vzctl("stop", "244", "--fast");
            other.vz("network", "delete", "vzlan");
            other.close();
            box.sh("ip netns del " + OTHER);
        }
        assertThat(box.sh("pgrep -f $VEZERE_PREFIX/run/vezere/keepalived").exit())
                .isNotZero();
    }

    /// A keepalived of the VE's root, in the bridge by which the nodes hear each other.
    private static void assertThatAVeCannotTakeOver() {
        box.sh("printf 'vrrp_instance x {\\nstate BACKUP\\ninterface eth0\\nvirtual_router_id 51\\npriority 254\\n"
                        + "advert_int 1\\nvirtual_ipaddress {\\n203.0.113.10/32\\n}\\n}\\n' >$VEZERE_PREFIX/rogue.conf;"
                        + " nsenter --net=/proc/" + box.init("243") + "/ns/net timeout 6 keepalived -n -l -D -P -f"
                        + " $VEZERE_PREFIX/rogue.conf -p $VEZERE_PREFIX/rogue.pid -r $VEZERE_PREFIX/rogue-vrrp.pid"
                        + " >$VEZERE_PREFIX/rogue.log 2>&1; true")
                .ok();
        assertThat(box.sh("cat $VEZERE_PREFIX/rogue.log").out()).contains("MASTER STATE");
        assertThat(box.vz("service", "list").ok().out()).contains("master 51:150");
        awaitAnswers("VE241");
    }

    /// Ten requests in a row, from outside.
    private static void awaitAnswers(String ve) {
        await().atMost(Box.patience(20))
                .untilAsserted(() ->
                        assertThat(ask("ip netns exec " + OUTSIDE, VIP, 10)).isEqualTo(Map.of(ve, 10)));
    }
}
