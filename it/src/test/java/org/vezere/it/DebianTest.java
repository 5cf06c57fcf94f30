package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An untouched Debian with systemd is a whole system as a VE.
class DebianTest {
    private static Box box;

    @BeforeAll
    static void startVes() {
        box = Box.with("debian-12", "debian-13");
        for (String[] ve : new String[][] {{"312", "debian-12"}, {"313", "debian-13"}}) {
            box.vzctl(
                            "create",
                            ve[0],
                            "--ostemplate",
                            ve[1],
                            "--hostname",
                            "ve" + ve[0] + ".example.org",
                            "--ipadd",
                            "198.51.100." + ve[0].substring(1),
                            "--ipadd",
                            "2001:db8::" + ve[0],
                            "--diskspace",
                            "4G")
                    .ok();
            box.vzctl(
                            "set",
                            ve[0],
                            "--nameserver",
                            "198.51.100.1",
                            "--searchdomain",
                            "example.org",
                            "--ram",
                            "1G",
                            "--swap",
                            "0",
                            "--save")
                    .ok();
            box.vzctl("start", ve[0]).ok();
        }
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @ParameterizedTest
    @CsvSource({"312", "313"})
    @DisplayName("K8: systemd comes up with nothing failed")
    void systemdComesUpWithNothingFailed(String ctid) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(box.vzctl("exec", ctid, "systemctl is-system-running")
                                .text())
                        .isEqualTo("running"));

        assertThat(box.vzctl("exec", ctid, "systemctl --failed --no-legend --plain")
                        .ok()
                        .out())
                .isEmpty();
        assertThat(box.vzctl("exec", ctid, "readlink /proc/1/exe").text()).endsWith("/systemd");
    }

    @ParameterizedTest
    @CsvSource({"312", "313"})
    void itHasItsNameAddressesAndResolver(String ctid) {
        assertThat(box.vzctl("exec", ctid, "hostname").text()).isEqualTo("ve" + ctid + ".example.org");
        assertThat(box.vzctl("exec", ctid, "cat /etc/hostname").text()).isEqualTo("ve" + ctid + ".example.org");
        assertThat(box.vzctl("exec", ctid, "cat /etc/resolv.conf").lines())
                .contains("nameserver 198.51.100.1", "search example.org");
        assertThat(box.vzctl("exec", ctid, "ip -o addr show dev venet0").out())
                .contains("198.51.100." + ctid.substring(1) + "/32")
                .contains("2001:db8::" + ctid + "/128");
    }

    @ParameterizedTest
    @CsvSource({"312", "313"})
    void pingSudoCronAndSshdWorkInside(String ctid) throws IOException {
        awaitBooted(ctid);

        box.vzctl("exec", ctid, "ping -c 1 -W 2 127.0.0.1").ok();
        box.vzctl("exec", ctid, "useradd -m joe && echo 'joe ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/joe")
                .ok();
        assertThat(box.vzctl("exec", ctid, "su joe -c 'sudo id -u'").ok().text())
                .isEqualTo("0");
        assertThat(box.vzctl("exec", ctid, "su joe -c 'ping -c 1 -W 2 127.0.0.1' >/dev/null && echo pinged")
                        .text())
                .isEqualTo("pinged");
        assertThat(box.vzctl("exec", ctid, "systemctl is-active cron").text()).isEqualTo("active");
        assertThat(box.vzctl("exec", ctid, "ssh -V 2>&1; systemctl is-active ssh")
                        .text())
                .contains("active");
        assertThat(banner("198.51.100." + ctid.substring(1))).startsWith("SSH-2.0");
    }

    @ParameterizedTest
    @CsvSource({"312", "313"})
    void packagesAreInstalledFromASourceOnVe0(String ctid) throws IOException {
        String directory = box.path("repository" + ctid).toString();
        box.sh("mkdir -p " + directory + "/tree/DEBIAN " + directory + "/tree/usr/bin && cd " + directory
                        + " && printf 'Package: vz-hello\\nVersion: 1.0\\nArchitecture: all\\n"
                        + "Maintainer: Nobody <nobody@example.org>\\nDescription: says that it is there\\n'"
                        + " > tree/DEBIAN/control && printf '#!/bin/sh\\necho installed\\n' > tree/usr/bin/vz-hello"
                        + " && chmod 755 tree/usr/bin/vz-hello && dpkg-deb --build tree vz-hello.deb"
                        + " && { cat tree/DEBIAN/control; echo Filename: ./vz-hello.deb;"
                        + " echo Size: $(stat -c %s vz-hello.deb);"
                        + " echo SHA256: $(sha256sum vz-hello.deb | cut -d' ' -f1); } > Packages")
                .ok();
        Process server = box.start("busybox", "httpd", "-f", "-p", "198.51.100.1:8" + ctid, "-h", directory);
        try {
            box.vzctl(
                            "exec",
                            ctid,
                            "rm -f /etc/apt/sources.list.d/*; echo 'deb [trusted=yes] http://198.51.100.1:8" + ctid
                                    + "/ ./' > /etc/apt/sources.list; apt-get -q update && apt-get -q -y install vz-hello")
                    .ok();
        } finally {
            server.destroy();
        }

        assertThat(box.vzctl("exec", ctid, "vz-hello").text()).isEqualTo("installed");
    }

    @ParameterizedTest
    @CsvSource({"312", "313"})
    @DisplayName("D2: poweroff inside stops it, and reboot inside starts it again")
    void haltInsideStopsItAndRebootInsideStartsItAgain(String ctid) {
        awaitBooted(ctid);
        long before = box.init(ctid);

        box.vzctl("exec", ctid, "systemctl reboot").ok();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> box.init(ctid) != before
                        && box.vzctl("exec", ctid, "true").exit() == 0);

        awaitBooted(ctid);
        box.vzctl("exec", ctid, "systemctl poweroff");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> box.vzctl("status", ctid).text().equals("CTID " + ctid + " exist unmounted down"));
        box.vzctl("start", ctid).ok();
    }

    /// systemd takes no orders before its bus is there.
    private static void awaitBooted(String ctid) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> box.vzctl("exec", ctid, "systemctl is-system-running --wait")
                        .text()
                        .equals("running"));
    }

    private static String banner(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, 22), 10_000);
            socket.setSoTimeout(10_000);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
