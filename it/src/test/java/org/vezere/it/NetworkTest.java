package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// venet: layer 3 without ARP, between VE0 and VEs and between VEs, in both families.
class NetworkTest {
    private static Box box;

    @BeforeAll
    static void startVes() {
        box = Box.with("busybox");
        box.runningBusybox(201, "--ipadd", "198.51.100.201", "--ipadd", "2001:db8::201");
        box.runningBusybox(202, "--ipadd", "198.51.100.202", "--ipadd", "2001:db8::202");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.201", "2001:db8::201"})
    void theFirstPacketFromVe0IsAnswered(String address) {
        box.sh("ping -c 1 -W 1 " + address).ok();
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.1", "2001:db8::1", "198.51.100.202", "2001:db8::202"})
    void theFirstPacketFromAVeIsAnswered(String address) {
        box.vzctl("exec", "201", "ping -c 1 -W 1 " + address).ok();
    }

    @Test
    void nothingIsLostInAThousandPackets() {
        assertThat(box.sh("ping -q -c 1000 -i 0.001 198.51.100.201").ok().out()).contains(" 0% packet loss");
        assertThat(box.sh("ping -q -c 1000 -i 0.001 2001:db8::201").ok().out()).contains(" 0% packet loss");
    }

    @Test
    @DisplayName("K3: no neighbour is ever asked for")
    void noNeighbourIsEverAsked() {
        box.vzctl("exec", "201", "ping -c 1 -W 1 198.51.100.202").ok();

        assertThat(box.vzctl("exec", "201", "cat /proc/net/arp | wc -l").text()).isEqualTo("1");
    }

    @Test
    void addressesComeAndGoWhileItRuns() {
        box.vzctl("set", "202", "--ipadd", "198.51.100.222", "--save").ok();
        box.sh("ping -c 1 -W 1 198.51.100.222").ok();

        box.vzctl("set", "202", "--ipdel", "198.51.100.222", "--save").ok();

        assertThat(box.sh("ip route get 198.51.100.222; ping -c 1 -W 1 198.51.100.222")
                        .exit())
                .isNotZero();
        assertThat(box.vzlist("-H", "-o", "ip", "202").text()).isEqualTo("198.51.100.202 2001:db8::202");
    }

    @Test
    @DisplayName("C4: an address of another VE is refused")
    void anAddressOfAnotherVeIsRefused() {
        box.vzctl("set", "202", "--ipadd", "198.51.100.201", "--save").fails(78, "198.51.100.201");
        assertThat(box.vzlist("-H", "-o", "ip", "202").text()).doesNotContain("198.51.100.201");
    }

    @Test
    @DisplayName("C4: a stolen address gets nowhere")
    void aStolenAddressGetsNowhere() {
        box.vzctl("exec", "201", "ip addr add 198.51.100.99/32 dev venet0").ok();

        assertThat(box.vzctl("exec", "201", "ping -c 1 -W 1 -I 198.51.100.99 198.51.100.1")
                        .exit())
                .isNotZero();
        assertThat(box.vzctl("exec", "201", "ping -c 1 -W 1 -I 198.51.100.99 198.51.100.202")
                        .exit())
                .isNotZero();
        box.vzctl("exec", "201", "ip addr add 2001:db8::99/128 dev venet0").ok();
        assertThat(box.vzctl("exec", "201", "ping -c 1 -W 1 -I 2001:db8::99 2001:db8::1")
                        .exit())
                .isNotZero();
    }

    @Test
    void anAddressOfAnotherMachineOnVe0sNetworkIsRefusedLiveAndToldAfterAStart() {
        box.sh("ip netns add vz-it-other && ip link add vznic0 type veth peer name out0 netns vz-it-other"
                        + " && ip addr add 203.0.113.1/24 dev vznic0 && ip link set vznic0 up"
                        + " && ip -n vz-it-other addr add 203.0.113.9/24 dev out0 && ip -n vz-it-other link set out0 up"
                        + " && sleep 0.5")
                .ok();
        try {
            box.vzctl("set", "202", "--ipadd", "203.0.113.9", "--save").fails(78, "another machine on the network");
            assertThat(box.vzlist("-H", "-o", "ip", "202").text()).doesNotContain("203.0.113.9");
            box.vzctl("set", "202", "--ipadd", "203.0.113.10", "--save").ok();
            box.vzctl("set", "202", "--ipdel", "203.0.113.10", "--save").ok();

            box.busybox(204, "--ipadd", "203.0.113.9");
            box.vzctl("start", "204").ok();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> box.sh("cat $VEZERE_PREFIX/var/log/vzctl.log")
                            .out()
                            .contains("CT 204 : IP address 203.0.113.9 is already used by another machine"));
            box.vzctl("stop", "204", "--fast").ok();

            box.vzctl("set", "202", "--ipadd", "203.0.113.9", "--skip_arpdetect", "--save")
                    .ok();
            box.vzctl("set", "202", "--ipdel", "203.0.113.9", "--save").ok();
        } finally {
            box.sh("ip link del vznic0; ip netns del vz-it-other");
        }
    }

    @Test
    void routesGoWithTheVe() {
        box.runningBusybox(203, "--ipadd", "198.51.100.203");
        assertThat(box.sh("ip route").out()).contains("198.51.100.203 ");

        box.vzctl("stop", "203").ok();

        assertThat(box.sh("ip route").out()).doesNotContain("198.51.100.203 ");
    }
}
