package org.vezere.cli.vzlist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.cli.FakeNode;
import org.vezere.cli.Shell;
import org.vezere.cli.Ves;
import org.vezere.model.VeInfo;

class VzlistTest {
    private final FakeNode node = new FakeNode()
            .with(Ves.running(
                    101,
                    "HOSTNAME=ct101.example.org",
                    "NAME=web",
                    "ONBOOT=yes",
                    "BOOTORDER=5",
                    "PHYSPAGES=0:256M",
                    "DISKSPACE=2G:2.2G",
                    "CPUS=2",
                    "VE_LAYOUT=ploop:expanded",
                    "FEATURES=nfs:on ppp:off",
                    "CAPABILITY=NET_ADMIN:on SYS_TIME:off",
                    "NAMESERVER=198.51.100.1 198.51.100.2"))
            .with(Ves.stopped(102, "PRIVVMPAGES=65536:69632", "NUMPROC=unlimited", "DISABLED=yes", "BOOTORDER=10"))
            .with(Ves.still(
                    103, VeInfo.State.MOUNTED, "DESCRIPTION=a \"quoted\" \\ text\twith\u0001all", "IOLIMIT=10"));

    private final Shell shell = new Shell(node);

    @Test
    void theUsualTable() {
        Shell.Result result = shell.call("vzlist -a");

        assertThat(result.out().lines())
                .containsExactly(
                        "      CTID      NPROC STATUS    IP_ADDR         HOSTNAME",
                        "       101         13 running   10.0.0.1        ct101.example.org",
                        "       102          - stopped   -               -",
                        "       103          - mounted   -               -");
        assertThat(result.out()).endsWith("-\n");
        assertThat(result.code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // libvirt: exactly one blank before the status
                "-a -ovpsid,status -H | '       101 running\\n       102 stopped\\n       103 mounted\\n'",
                "-ovpsid -H | '       101\\n'",
                "-ovpsid -H -S | '       102\\n       103\\n'",
                "web -ostatus -H | 'running\\n'",
                "--no-header -oprivvmpages.b,privvmpages.l 102 | '     65536      69632\\n'",
                "--no-header -oprivvmpages.b,privvmpages.l 101 | '9223372036854775807 9223372036854775807\\n'",
                "-o hostname 102 -H | '-\\n'",
                // scripts
                "-H1 | '       101\\n'",
                "-a1 | '       101\\n       102\\n       103\\n'",
                "-Ha -o veid | '       101\\n       102\\n       103\\n'",
                "-aHoip | '10.0.0.1 2001:db8::1\\n-\\n-\\n'",
                "-H -oip,ctid 101 | '10.0.0.1               101\\n'",
                "-H -o nameserver,status 101 | '198.51.100.1    running\\n'",
                "-n -H -o name 101 | 'web\\n'",
                "-n -H | '       web         13 running   10.0.0.1        ct101.example.org\\n'",
                "-H 101 -o numproc,numproc.m,numproc.b,numproc.l,numproc.f | '        13         17        240        240          2\\n'",
                "-H 102 -o numproc,numproc.m,numproc.b,numproc.f | '         -          - 9223372036854775807          -\\n'",
                "-H 101 -o diskspace,diskspace.s,diskspace.h,diskinodes | '    419516    2097152    2306867      19013\\n'",
                "-H 102 -o diskspace,diskspace.s | '         -          -\\n'",
                "-H 101 -o netin,netout,pktin,pktout | '          1500           2050             15             21\\n'",
                "-H 101 -o laverage,uptime | '0.01/0.02/0.00 003d04h:05m:06s\\n'",
                "-H 101 -o onboot,bootorder,layout,vswap,disabled | '   yes          5  ploop   yes     no\\n'",
                "-H 102 -o onboot,bootorder,layout,vswap,disabled | '     -         10      -    no    yes\\n'",
                "-H 101 -o features,capability | 'nfs:on,ppp:off  net_admin:on,sys_time:off\\n'",
                "-H 101 -o cpus,cpulimit,iolimit | '    2       -          -\\n'",
                "-H 103 -o iolimit,private,status | '        10 /vz/private/103                  mounted\\n'",
                "-a -H -o ctid -s -bootorder | '       102\\n       101\\n       103\\n'",
                "-a -H -o ctid -s hostname | '       102\\n       103\\n       101\\n'",
                "-a -H -o ctid --sort=-ctid | '       103\\n       102\\n       101\\n'",
                "-a -H -o ctid -h ct1*.example.??? | '       101\\n'",
                "-a -H -o ctid -N w[a-f]b | '       101\\n'",
                "-a -H -o ctid --description *quoted* | '       103\\n'",
                "-H 102 101 -o ctid | '       101\\n       102\\n'",
                "-H 101 777 -o ctid | '       101\\n'",
            })
    void whatClientsParse(String arguments, String out) {
        Shell.Result result = shell.call("vzlist " + arguments);

        assertThat(result.out()).isEqualTo(out.replace("\\n", "\n"));
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "777 | Container(s) not found",
                "nobody | CT ID nobody is invalid.",
                "-o ctid,bogus | Unknown field: bogus",
                "-o CTID | Unknown field: CTID",
                "-s bogus | Invalid sort field name: bogus",
                "-s -bogus | Invalid sort field name: bogus",
                "-j -o ctid,numproc.m | Field `numproc.m' is not available in JSON output",
            })
    void refusesWithOne(String arguments, String message) {
        Shell.Result result = shell.call("vzlist " + arguments);

        assertThat(result.err()).isEqualTo(message + "\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void onlyRootMayList() {
        Shell.Result result = shell.as(1000).call("vzlist -a");

        assertThat(result.err()).isEqualTo("This program can only be run under root.\n");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void nothingToListIsNoFailure() {
        Shell empty = new Shell(new FakeNode());

        assertThat(empty.call("vzlist -a").code()).isZero();
        assertThat(empty.call("vzlist -a").err()).isEqualTo("Container(s) not found\n");
        assertThat(empty.call("vzlist -aj").out()).isEqualTo("[]\n");
        assertThat(empty.call("vzlist -aj").err()).isEmpty();
        assertThat(empty.call("vzlist -j 101").code()).isEqualTo(1);
    }

    @Test
    void longValuesAreCutUnlessLastOrAskedFor() {
        String name = "a-host-name-that-is-longer.than-its-column.example.org";
        FakeNode one = new FakeNode().with(Ves.stopped(1, "HOSTNAME=" + name));

        assertThat(new Shell(one).call("vzlist -aHo hostname,ctid").out())
                .isEqualTo("a-host-name-that-is-longer.than-          1\n");
        assertThat(new Shell(one).call("vzlist -aHto hostname,ctid").out()).isEqualTo(name + "          1\n");
        assertThat(new Shell(one).call("vzlist -aHo hostname").out()).isEqualTo(name + "\n");
    }

    @Test
    void oneVeIsOneLine() {
        FakeNode evil = new FakeNode().with(Ves.stopped(1, "DESCRIPTION=a\n       999 running\u001b[2J"));

        assertThat(new Shell(evil).call("vzlist -aHo description").out()).isEqualTo("a?       999 running?[2J\n");
    }

    @Test
    void listOfFieldsIsATable() {
        String[] lines = shell.as(1000).call("vzlist -L").out().split("\n", -1);

        assertThat(lines[0]).isEqualTo("ctid            CTID           ");
        assertThat(lines).contains("numproc.m       NPROC.M        ", "swappages       SWAPP          ");
    }

    @Test
    void asksForTheCostlyPartsOnlyWhenAFieldNeedsThem() {
        shell.call("vzlist -aH -o ctid,status,hostname,ip,diskspace.h,onboot");
        assertThat(node.parts).isEmpty();

        shell.call("vzlist -a");
        assertThat(node.parts).containsExactly(VeInfo.Part.PROCESSES);

        shell.call("vzlist -aH -o ctid,physpages.f");
        assertThat(node.parts).containsExactly(VeInfo.Part.COUNTERS);

        shell.call("vzlist -aH -o ctid -s -uptime");
        assertThat(node.parts).containsExactly(VeInfo.Part.UPTIME);

        shell.call("vzlist -aj");
        assertThat(node.parts).containsExactlyInAnyOrder(VeInfo.Part.values());
    }

    @Test
    void jsonIsLaidOutAsTheReferenceDoes() {
        assertThat(shell.call("vzlist -aj -o ctid,numproc,diskspace,ip,laverage,uptime,onboot,features,description")
                        .out())
                .isEqualTo("""
                [
                  {
                    "ctid": 101,
                    "numproc": {
                      "held": 13,
                      "maxheld": 17,
                      "barrier": 240,
                      "limit": 240,
                      "failcnt": 2
                    },
                    "diskspace": {
                      "usage": 419516,
                      "softlimit": 1048576,
                      "hardlimit": 1153434
                    },
                    "ip": ["10.0.0.1", "2001:db8::1"],
                    "laverage": [0.01, 0.02, 0.00],
                    "uptime": 273906.007,
                    "onboot": true,
                    "features": {
                      "nfs": true,
                      "ppp": false
                    },
                    "description": null
                  },
                  {
                    "ctid": 102,
                    "numproc": {
                      "held": 0,
                      "maxheld": 0,
                      "barrier": 9223372036854775807,
                      "limit": 9223372036854775807,
                      "failcnt": 0
                    },
                    "diskspace": null,
                    "ip": [],
                    "laverage": null,
                    "uptime": null,
                    "onboot": null,
                    "features": null,
                    "description": null
                  },
                  {
                    "ctid": 103,
                    "numproc": null,
                    "diskspace": null,
                    "ip": [],
                    "laverage": null,
                    "uptime": null,
                    "onboot": null,
                    "features": null,
                    "description": "a \\"quoted\\" \\\\ text\\u0009with\\u0001all"
                  }
                ]
                """);
    }

    @Test
    void jsonHasAllFieldsAndIsJson() {
        JsonArray ves = JsonParser.parseString(shell.call("vzlist -aj").out()).getAsJsonArray();

        assertThat(ves).hasSize(3);
        JsonObject ve = ves.get(0).getAsJsonObject();
        assertThat(ve.keySet())
                .contains("ctid", "veid", "vpsid", "private", "ip", "swappages", "capability")
                .noneMatch(name -> name.contains("."));
        assertThat(ve.get("veid").getAsInt()).isEqualTo(101);
        assertThat(ves.get(2).getAsJsonObject().get("description").getAsString())
                .isEqualTo("a \"quoted\" \\ text\twith\u0001all");
        assertThat(ve.get("disabled").getAsBoolean()).isFalse();
        assertThat(ve.get("cpuunits").isJsonNull()).isTrue();
    }

    @Test
    void aThousandVesAreListedInNoTime() {
        FakeNode many = new FakeNode();
        for (int ctid = 1; ctid <= 1_000; ctid++) {
            many.with(Ves.running(ctid, "HOSTNAME=ct" + ctid + ".example.org", "PHYSPAGES=0:256M"));
        }
        Shell busy = new Shell(many);
        for (String arguments : List.of("-a", "-aj", "-a -s -hostname")) {
            busy.call("vzlist " + arguments);
        }

        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            busy.call("vzlist -a");
        }
        long each = (System.nanoTime() - start) / 20 / 1_000;

        // Only the order of magnitude is tested: the machine may be busy.
        System.out.println("vzlist -a, 1000 VEs, warm: " + each + " microseconds");
        assertThat(each).isLessThan(100_000);
    }
}
