package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rates of VEs' interfaces, measured by what gets through.
class RatesTest {
    private static final int PORT = 4243;
    private static final int BLOCK = 65_536;

    private static Box box;
    private static Ve ve;

    @BeforeAll
    static void startVe() {
        box = Box.with("busybox");
        box.sh("ip link add vzlan type bridge; ip addr add 203.0.113.1/24 dev vzlan; ip link set vzlan up")
                .ok();
        ve = Ve.busybox(box, 251, "--ipadd", "198.51.100.51");
        box.vzctl("set", "251", "--save", "--netif_add", "eth0,,,,vzlan").ok();
        box.vzctl("set", "251", "--save", "--ifname", "eth0", "--ipadd", "203.0.113.51/24")
                .ok();
        ve.text("setsid nc -ll -p 99 -e dd of=/dev/null bs=64k </dev/null >/dev/null 2>&1 &"
                + " setsid nc -ll -p 98 -e dd if=/dev/zero bs=64k </dev/null >/dev/null 2>&1 & sleep 0.5");
    }

    @AfterAll
    static void removeNode() {
        box.close();
        box.sh("ip link del vzlan");
    }

    /// Thousands of bits per second that VE0 can send to an address, or get from it, once the first burst is over.
    private static long rate(String address, boolean in) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, in ? 99 : 98), (int)
                    Box.patience(5).toMillis());
            byte[] block = new byte[BLOCK];
            pass(socket, in, block, Duration.ofMillis(2500));
            long begin = System.nanoTime();
            long bytes = pass(socket, in, block, Duration.ofMillis(2500));
            return bytes * 8 * 1_000_000 / (System.nanoTime() - begin);
        }
    }

    private static long pass(Socket socket, boolean in, byte[] block, Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        long bytes = 0;
        while (System.nanoTime() < end) {
            if (in) {
                socket.getOutputStream().write(block);
                bytes += block.length;
            } else {
                bytes += Math.max(0, socket.getInputStream().read(block));
            }
        }
        return bytes;
    }

    @ParameterizedTest(name = "{0}: what the VE may send and what it may get")
    @CsvSource({"venet0, 198.51.100.51", "eth0, 203.0.113.51"})
    void bothDirectionsKeepTheirRate(String device, String address) throws IOException {
        box.vzctl("set", "251", "--rate", device + ":1:16000:8000", "--ratebound", "yes")
                .ok();

        assertThat(rate(address, false)).isBetween(11_000L, 17_600L);
        assertThat(rate(address, true)).isBetween(5_500L, 9_500L);

        String other = device.equals("eth0") ? "198.51.100.51" : "203.0.113.51";
        assertThat(rate(other, true)).isGreaterThan(20_000);
        box.vzctl("set", "251", "--ratebound", "no").ok();
        assertThat(rate(address, false)).isGreaterThan(20_000);
        assertThat(box.sh("ip -o link; nft list tables; tc qdisc").ok().out())
                .doesNotContain("vzrate", "vezere_rates", "tbf", "ingress");
    }

    @Test
    void aSavedRateHoldsFromTheStartAndGoesWithTheVe() {
        box.busybox(252, "--ipadd", "198.51.100.52");
        box.vzctl("set", "252", "--save", "--rate", "*:1:16000:8000", "--rate", "eth7:1:8000", "--ratebound", "yes")
                .ok();
        assertThat(box.vzctl("start", "252").ok().out())
                .contains("WARNING: RATE eth7:1:8000: the container has no interface eth7");
        assertThat(box.sh("ip -o link; tc qdisc").ok().out()).contains("vzrate", "dev venet252 root", "rate 8Mbit");

        box.killVzd();
        box.vzctl("stop", "252", "--fast").ok();
        assertThat(box.sh("ip -o link").ok().out()).doesNotContain("vzrate");
        box.vzctl("destroy", "252").ok();
    }

    @Test
    @DisplayName("C4: what waits for its rate is filtered all the same")
    void whatWaitsForItsRateIsFilteredAllTheSame() throws IOException {
        box.vzctl("set", "251", "--rate", "*:1:16000", "--ratebound", "yes").ok();
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName("203.0.113.1"), PORT))) {
            String to = " 203.0.113.1 " + PORT + " ";
            ve.text("for d in venet0 eth0; do for a in 198.51.100.9 203.0.113.9; do /probe udp4 $d - $a" + to
                    + "forged-$d; done; done; /probe udp4 venet0 - 198.51.100.51" + to + "own");

            assertThat(SpoofingTest.arrivals(socket, "own")).containsExactly("own");
        }
        box.vzctl("set", "251", "--ratebound", "no").ok();
    }

    @Test
    void whatIsNoRateIsRefused() {
        for (String wrong : new String[] {"x", "eth0:1", "eth0:1:7", "eth0:16:100", "eth0:1:fast", "-x:1:100"}) {
            box.vzctl("set", "251", "--rate", wrong).fails(21, "Bad parameter for --rate: " + wrong);
        }
        assertThat(box.vzctl("set", "251", "--save", "--rate", "*:1:16000").ok().out())
                .contains("WARNING: RATE limits nothing without RATEBOUND=yes");
    }
}
