package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Part C4 of the isolation contract: what a VE sends in another's name arrives nowhere.
///
/// Whoever forges here is root in its VE and builds whole frames; the same frame with the VE's own addresses
/// arrives, or the test would say nothing.
class SpoofingTest {
    private static final int PORT = 4242;

    private static Box box;
    private static Ve forger;

    @BeforeAll
    static void startVes() {
        box = Box.with("busybox");
        box.sh("sysctl -qw net.ipv4.ip_forward=1; ip link set lo up;"
                        + " ip addr replace 198.51.100.1/32 dev lo; ip addr replace 2001:db8::1/128 dev lo nodad")
                .ok();
        forger = Ve.busybox(box, 201, "--ipadd", "198.51.100.201", "--ipadd", "2001:db8::201");
        Ve.busybox(box, 202, "--ipadd", "198.51.100.202", "--ipadd", "2001:db8::202");
    }

    @AfterAll
    static void removeNode() {
        box.close();
        box.sh("ip addr del 198.51.100.1/32 dev lo; ip addr del 2001:db8::1/128 dev lo");
    }

    /// Words that arrive at VE0's port until the last one does.
    static Set<String> arrivals(DatagramSocket socket, String last) throws IOException {
        Set<String> words = new TreeSet<>();
        socket.setSoTimeout(15_000);
        byte[] buffer = new byte[512];
        while (!words.contains(last)) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException silence) {
                break;
            }
            words.add(new String(buffer, 0, packet.getLength(), StandardCharsets.US_ASCII));
        }
        return words;
    }

    @Test
    @DisplayName("C4: forged IPv4 sources do not arrive: the sibling's, VE0's, a stranger's, loopback, multicast")
    void c4ForgedIpv4() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("198.51.100.1", PORT))) {
            String to = " 198.51.100.1 " + PORT + " ";
            forger.text("for a in 198.51.100.202 198.51.100.1 203.0.113.9 127.0.0.1 224.0.0.1 0.0.0.0 169.254.0.1; do"
                    + " /probe udp4 venet0 - $a" + to + "forged-$a; done; /probe udp4 venet0 - 198.51.100.201" + to
                    + "own");

            assertThat(arrivals(socket, "own")).containsExactly("own");
        }
    }

    @Test
    @DisplayName("C4: forged IPv6 sources do not arrive, link-local ones neither")
    void c4ForgedIpv6() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("2001:db8::1", PORT))) {
            String to = " 2001:db8::1 " + PORT + " ";
            forger.text("for a in 2001:db8::202 2001:db8::1 2001:db8::9 ::1 fe80::1 fe80::9 ::; do"
                    + " /probe udp6 venet0 - $a" + to + "forged-$a; done; /probe udp6 venet0 - 2001:db8::201" + to
                    + "own");

            assertThat(arrivals(socket, "own")).containsExactly("own");
        }
    }

    /// VE0 routes what comes by venet, so a MAC says nothing there; but nobody may learn one.
    @Test
    @DisplayName("C4: frames with another MAC teach VE0 nothing, and their IP source is checked all the same")
    void c4ForgedMac() throws IOException {
        String before = box.sh("ip neigh show; bridge fdb show").out();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("198.51.100.1", PORT))) {
            forger.text("for m in 02:00:00:00:00:99 fe:ff:ff:ff:ff:ff ff:ff:ff:ff:ff:ff; do"
                    + " /probe udp4 venet0 $m 198.51.100.202 198.51.100.1 " + PORT + " forged-$m; done;"
                    + " /probe udp4 venet0 - 198.51.100.201 198.51.100.1 " + PORT + " own");

            assertThat(arrivals(socket, "own")).containsExactly("own");
        }
        assertThat(box.sh("ip neigh show; bridge fdb show").out()).isEqualTo(before);
    }

    @Test
    @DisplayName("C4: an address that VE0 did not give, put on the device or routed to it, gets no traffic")
    void c4AddressesNotGiven() throws IOException {
        forger.text("ip addr add 198.51.100.99/32 dev venet0; ip addr add 198.51.100.1/32 dev lo;"
                + " ip addr add 198.51.100.202/32 dev venet0; ip -6 addr add 2001:db8::202/128 dev venet0");

        assertThat(box.sh("ip route get 198.51.100.99 2>&1").out()).doesNotContain("venet", "veth201");
        Ve owner = new Ve(box, 202);
        owner.text("echo 202 | nc -l -p 4343 > /dev/null 2>&1 & sleep 0.3");
        try (Socket socket = new Socket("198.51.100.202", 4343)) {
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("202\n");
        }
        forger.text("ip addr del 198.51.100.99/32 dev venet0; ip addr del 198.51.100.1/32 dev lo;"
                + " ip addr del 198.51.100.202/32 dev venet0; ip -6 addr del 2001:db8::202/128 dev venet0");
    }

    @ParameterizedTest(name = "K10, C4: a {0} from a VE changes nothing on VE0")
    @CsvSource({"router advertisement, 134", "neighbour advertisement, 136", "redirect, 137"})
    void k10RouterAdvertisements(String what, int type) {
        String look = "ip -6 route show; ip -6 route show default; ip -6 addr show | grep -v valid; ip -6 neigh show";
        // With forwarding off the kernel obeys advertisements wherever it is not told otherwise.
        box.sh("sysctl -qw net.ipv6.conf.all.forwarding=0").ok();
        String before = box.sh(look).text();

        for (String from : new String[] {"fe80::1", "fe80::9", "2001:db8::201"}) {
            forger.text("/probe icmp6 venet0 " + from + " " + type);
        }
        box.sh("sleep 0.3");

        assertThat(box.sh(look).text()).as(what).isEqualTo(before);
    }

    @Test
    @DisplayName("K10: host ends of VEs obey no advertisement, no redirect, and have no address of their own making")
    void k10HostEndsAreDeaf() {
        String device = box.sh("ip -o route get 198.51.100.201").ok().text().replaceAll("(?s).* dev ([^ ]+).*", "$1");

        assertThat(box.sh("cd /proc/sys/net/ipv6/conf/" + device
                                + " && cat accept_ra autoconf accept_redirects; cd /proc/sys/net/ipv4/conf/" + device
                                + " && cat accept_redirects send_redirects rp_filter proxy_arp")
                        .text())
                .isEqualTo("0\n0\n0\n0\n0\n1\n0");
        assertThat(box.sh("ip -6 -o addr show dev " + device + " | awk '{print $4}'")
                        .text())
                .isIn("fe80::1/64", "fe80::1/128");
    }

    @Test
    @DisplayName("C4, K12: ARP claims of a VE reach no neighbour table")
    void c4ForgedArp() {
        String before = box.sh("ip neigh show").text();

        forger.text("/probe arp venet0 198.51.100.202; /probe arp venet0 198.51.100.1; /probe arp venet0 203.0.113.1");
        box.sh("sleep 0.2");

        assertThat(box.sh("ip neigh show").text()).isEqualTo(before);
        box.sh("ping -c 1 -W 2 198.51.100.202").ok();
    }

    @Test
    @DisplayName("C4, K12: forging fails from the first packet on, before the VE's own scripts could be late")
    void c4FromTheFirstPacket() throws IOException {
        Ve early = Ve.busybox(box, 203, "--ipadd", "198.51.100.203");
        early.text("printf '#!/bin/sh\\ni=0; while [ $i -lt 50 ]; do"
                + " /probe udp4 venet0 - 198.51.100.202 198.51.100.1 4244 forged 2>/dev/null; i=$((i+1)); done;"
                + " for i in 1 2 3; do /probe udp4 venet0 - 198.51.100.203 198.51.100.1 4244 own; sleep 1; done\\n'"
                + " > /etc/init.d/rcS; chmod 755 /etc/init.d/rcS");
        box.vzctl("stop", "203", "--fast").ok();

        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("198.51.100.1", 4244))) {
            box.vzctl("start", "203").ok();

            assertThat(arrivals(socket, "own")).containsExactly("own");
        }
        box.vzctl("stop", "203", "--fast").ok();
        box.vzctl("destroy", "203").ok();
    }
}
