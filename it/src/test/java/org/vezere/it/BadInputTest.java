package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Wrong input gets one clear line, the reference's exit code, and leaves nothing.
class BadInputTest {
    private static Box box;

    @BeforeAll
    static void makeNode() {
        box = Box.with("busybox");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @Test
    void wordsThatAreNoVe() {
        box.vzctl("start", "none").fails(21, "Bad CT ID none");
        box.vzctl("start", "-5").fails(21, "Bad CT ID");
        box.vzctl("start", "0x10").fails(21, "Bad CT ID 0x10");
        box.vzctl("start", "4294967297").fails(21, "Bad CT ID 4294967297");
        box.vzctl("start").fails(21, "CT ID missing");
        box.vzctl("frobnicate", "101").fails(20, "Bad command: frobnicate");
        assertThat(box.vzctl().exit()).isEqualTo(20);
        box.vzctl("start", "777").fails(14, "Container config file does not exist");
    }

    @Test
    void unknownOptionsAndBadValues() {
        box.busybox(201);

        assertThat(box.vzctl("start", "201", "--nonsense").exit()).isEqualTo(20);
        assertThat(box.vzctl("set", "201", "--nonsense", "1", "--save").exit()).isEqualTo(21);
        box.vzctl("set", "201", "--ram", "5X", "--save").fails(21, "Bad parameter for --ram: 5X");
        box.vzctl("set", "201", "--cpuunits", "7", "--save").fails(21, "Bad parameter for --cpuunits: 7");
        box.vzctl("set", "201", "--ipadd", "300.1.1.1", "--save").fails(21, "300.1.1.1");
        box.vzctl("set", "201", "--hostname", "a\nb", "--save").fails(21, "hostname");
        assertThat(box.sh("cat $VEZERE_PREFIX/etc/vz/conf/201.conf").out()).doesNotContain("5X", "300.1.1.1");
    }

    @Test
    void templatesThatAreNoSystem() {
        box.vzctl("create", "202", "--ostemplate", "no-such").fails(91, "no-such");
        box.sh("mkdir -p $VEZERE_PREFIX/t/etc && tar -C $VEZERE_PREFIX/t -cf"
                        + " $VEZERE_PREFIX/vz/template/cache/empty.tar . && rm -r $VEZERE_PREFIX/t")
                .ok();
        box.vzctl("create", "202", "--ostemplate", "empty").fails(47, "init");

        assertThat(box.vzctl("status", "202").out()).isEqualTo("CTID 202 deleted unmounted down\n");
        assertThat(box.path("vz/private/202")).doesNotExist();
        assertThat(box.path("etc/vz/conf/202.conf")).doesNotExist();
    }

    @Test
    void aVeThatExistsIsNotMadeAgain() {
        box.busybox(203);

        box.vzctl("create", "203", "--ostemplate", "busybox").fails(44, "Private area already exists");
        assertThat(box.vzctl("status", "203").out()).isEqualTo("CTID 203 exist unmounted down\n");
    }

    @Test
    void anInitThatIsMissingOrDiesAtOnce() {
        box.busybox(204);
        box.vzctl("mount", "204").ok();
        box.sh("rm $VEZERE_PREFIX/vz/root/204/sbin/init").ok();
        box.vzctl("umount", "204").ok();
        box.vzctl("start", "204").fails(47, "init");
        assertThat(box.vzctl("status", "204").out()).isEqualTo("CTID 204 exist unmounted down\n");

        box.vzctl("mount", "204").ok();
        box.sh("printf '#!/bin/sh\\nexit 1\\n' > $VEZERE_PREFIX/vz/root/204/sbin/init;"
                        + " chmod 755 $VEZERE_PREFIX/vz/root/204/sbin/init")
                .ok();
        box.vzctl("umount", "204").ok();
        box.vzctl("start", "204");
        org.awaitility.Awaitility.await()
                .until(() -> box.vzctl("status", "204").text().equals("CTID 204 exist unmounted down"));
    }

    @Test
    void ofTwoStartsAtOnceOneIsRefused() {
        box.busybox(205);

        List<Integer> codes = java.util.stream.Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> box.vzctl("start", "205").exit()))
                .limit(4)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();

        assertThat(codes.getFirst()).isZero();
        assertThat(codes.subList(1, 4)).allMatch(code -> code == 9 || code == 32);
    }

    @Test
    void disabledVesDoNotStart() {
        box.busybox(206);
        box.vzctl("set", "206", "--disabled", "yes", "--save").ok();

        box.vzctl("start", "206").fails(105, "Container start disabled");
        box.vzctl("start", "206", "--force").ok();
    }

    @Test
    @DisplayName("K24: more than the disk has is refused")
    void moreThanTheDiskHasIsRefused() {
        Result result = box.vzctl("create", "207", "--ostemplate", "busybox", "--diskspace", "900T:900T");

        assertThat(result.exit()).isIn(46, 151);
        assertThat(box.path("vz/private/207")).doesNotExist();
    }

    @Test
    void aCallerWhoIsNotRootIsRefusedInOneLine() {
        box.vzlist("-a");
        assertThat(box.sh("setpriv --reuid 65534 --regid 65534 --clear-groups vzlist -a")
                        .exit())
                .isEqualTo(1);
        assertThat(box.sh("setpriv --reuid 65534 --regid 65534 --clear-groups vzctl status 201")
                        .exit())
                .isEqualTo(12);
    }
}
