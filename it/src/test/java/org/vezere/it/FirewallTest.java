package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Packet filters of VEs: each has its own, and nobody else's changes it.
class FirewallTest {
    private static Box box;

    @BeforeAll
    static void startVes() {
        box = Box.with("busybox");
        Ve.busybox(box, 241, "--ipadd", "198.51.100.241");
        Ve.busybox(box, 242, "--ipadd", "198.51.100.242");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    /// A tool of VE0 as root of a VE, in the VE's user and network namespace.
    private static Result asRootOf(int ctid, String command) {
        return box.sh("nsenter --target " + new Ve(box, ctid).init()
                + " --user --net -- env XTABLES_LOCKFILE=/dev/null sh -c '" + command + "'");
    }

    private static boolean reaches(String address) {
        return box.sh("ping -c 1 -W 1 " + address).exit() == 0;
    }

    @ParameterizedTest(name = "{0} inside a VE filters this VE only, and VE0 sees nothing of it")
    @ValueSource(strings = {"iptables-legacy", "iptables-nft"})
    void iptablesOfAVeIsItsOwn(String tool) {
        String ofVe0 = box.sh("nft list ruleset | grep -v counter; iptables-legacy-save")
                .out();

        asRootOf(241, tool + " -A INPUT -p icmp -j DROP").ok();

        assertThat(reaches("198.51.100.241")).isFalse();
        assertThat(reaches("198.51.100.242")).isTrue();
        assertThat(box.sh("nft list ruleset | grep -v counter; iptables-legacy-save")
                        .out())
                .isEqualTo(ofVe0);
        assertThat(asRootOf(242, tool + " -S").ok().out()).doesNotContain("DROP");
        asRootOf(241, tool + " -F").ok();
        assertThat(reaches("198.51.100.241")).isTrue();
    }

    @Test
    void conntrackAndTranslationWorkInside() throws IOException {
        asRootOf(
                        241,
                        "nft \"table ip own { chain in { type nat hook prerouting priority dstnat;"
                                + " tcp dport 8080 redirect to :8081; }; chain filter { type filter hook input priority 0; policy drop;"
                                + " ct state established,related accept; ip protocol icmp accept; tcp dport 8081 ct state new accept; }; }\"")
                .ok();
        Ve ve = new Ve(box, 241);
        ve.text("echo translated | nc -l -p 8081 > /dev/null 2>&1 & sleep 0.3");

        try (Socket socket = new Socket("198.51.100.241", 8080)) {
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("translated\n");
        }
        asRootOf(241, "nft delete table ip own").ok();
    }

    @Test
    void anEmptiedRulesetOfVe0LeavesThoseOfVes() {
        asRootOf(
                        242,
                        "nft \"table ip own { chain in { type filter hook input priority 0; ip protocol icmp drop; }; }\"")
                .ok();

        box.sh("nft list ruleset > $VEZERE_PREFIX/rules && nft flush ruleset").ok();

        assertThat(reaches("198.51.100.242")).isFalse();
        asRootOf(242, "nft delete table ip own").ok();
        box.sh("nft -f $VEZERE_PREFIX/rules").ok();
        assertThat(reaches("198.51.100.242")).isTrue();
    }

    @Test
    @DisplayName("NETFILTER=disabled: neither nftables nor iptables, for init, exec and enter alike; all else works")
    void disabledMeansNone() {
        assertThat(new Ve(box, 241).probe("firewall"))
                .containsEntry("nftables", "OK")
                .doesNotContainEntry("iptables", "EPERM");
        box.vzctl("set", "241", "--netfilter", "disabled", "--save").fails(32, "Unable to set iptables/netfilter");
        box.vzctl("stop", "241", "--fast").ok();
        box.vzctl("set", "241", "--netfilter", "disabled", "--save").ok();
        box.vzctl("start", "241").ok();

        assertThat(new Ve(box, 241).probe("firewall"))
                .containsEntry("nftables", "EPERM")
                .containsEntry("iptables", "EPERM");
        assertThat(reaches("198.51.100.241")).isTrue();
        new Ve(box, 241).text("ip addr show dev venet0");
        box.vzctl("stop", "241", "--fast").ok();
        box.vzctl("set", "241", "--netfilter", "full", "--save").ok();
        box.vzctl("start", "241").ok();
    }
}
