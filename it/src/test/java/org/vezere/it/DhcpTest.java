package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Networks whose VEs get addresses and names from a dnsmasq on VE0.
class DhcpTest {
    private static final String PID = "$VEZERE_PREFIX/run/vezere/dnsmasq/vzdhcp/dnsmasq.pid";

    private static Box box;

    @BeforeAll
    static void startVe() {
        box = Box.with("busybox");
        box.vz("network", "create", "vzdhcp", "--address", "10.89.0.1/24", "--dhcp", "10.89.0.100-10.89.0.119")
                .ok();
        for (String ctid : new String[] {"271", "272"}) {
            box.busybox(Integer.parseInt(ctid));
            box.vzctl("set", ctid, "--save", "--netif_add", "eth0,,,,vzdhcp").ok();
            box.vzctl("start", ctid).ok();
        }
    }

    @AfterAll
    static void removeNode() {
        box.vzctl("stop", "271", "--fast");
        box.vzctl("stop", "272", "--fast");
        box.vz("network", "delete", "vzdhcp").ok();
        assertThat(box.sh("ls $VEZERE_PREFIX/run/vezere/dnsmasq $VEZERE_PREFIX/var/lib/vezere/dhcp; pgrep -f"
                                + " run/vezere/[d]nsmasq/vzdhcp")
                        .lines())
                .noneMatch(line -> line.contains("vzdhcp") || line.matches("\\d+"));
        box.close();
    }

    /// Asks for an address as the VE's own scripts would.
    private static String lease(String ctid, String name) {
        box.vzctl("exec2", ctid, "ip link set eth0 up").ok();
        String said = box.vzctl(
                        "exec2", ctid, "udhcpc -i eth0 -n -q -f -t 10 -T 1 -s /bin/true -x hostname:" + name + " 2>&1")
                .ok()
                .out();
        return said.replaceAll("(?s).*lease of ([0-9.]+) obtained.*", "$1").strip();
    }

    @Test
    void whoAsksGetsAnAddressARouterAndAName() {
        String first = lease("271", "one");
        String second = lease("272", "two");

        assertThat(first).matches("10\\.89\\.0\\.1[01]\\d");
        assertThat(second).matches("10\\.89\\.0\\.1[01]\\d").isNotEqualTo(first);
        assertThat(lease("271", "one")).isEqualTo(first);
        box.vzctl("exec2", "272", "ip addr add " + second + "/24 dev eth0 && ping -c 1 -W 2 10.89.0.1")
                .ok();
        assertThat(box.vzctl("exec2", "272", "nslookup one 10.89.0.1").out()).contains(first);
        assertThat(box.vz("network", "list").ok().out()).contains("10.89.0.100-10.89.0.119");
    }

    @Test
    void itIsStartedAgainAndOutlivesVzd() {
        String before = box.sh("cat " + PID).ok().text();
        box.sh("kill -9 " + before).ok();
        await().atMost(Box.patience(10))
                .until(() -> !box.sh("cat " + PID).text().equals(before)
                        && box.sh("test -d /proc/$(cat " + PID + ")").exit() == 0);
        assertThat(lease("271", "one")).startsWith("10.89.0.1");

        String now = box.sh("cat " + PID).text();
        box.killVzd();
        assertThat(lease("271", "one")).startsWith("10.89.0.1");
        box.vz("network", "list").ok();
        assertThat(box.sh("cat " + PID).text()).isEqualTo(now);
    }

    @Test
    void aRangeThatIsNoneIsRefused() {
        for (String wrong : new String[] {
            "10.89.0.100", "10.89.0.9-10.89.0.5", "10.90.0.1-10.90.0.9", "::1-::2", "10.89.0.1-10.89.0.9"
        }) {
            assertThat(box.vz("network", "set", "vzdhcp", "--dhcp", wrong).exit())
                    .as(wrong)
                    .isEqualTo(21);
        }
        assertThat(box.vz("network", "list").ok().out()).contains("10.89.0.100-10.89.0.119");
    }
}
