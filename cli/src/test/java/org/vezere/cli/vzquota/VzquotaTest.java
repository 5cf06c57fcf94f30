package org.vezere.cli.vzquota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.cli.FakeNode;
import org.vezere.cli.Shell;
import org.vezere.cli.Ves;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.ParameterChange;
import org.vezere.model.SetRequest;
import org.vezere.model.VeInfo;
import org.vezere.model.VezereException;

class VzquotaTest {
    private final FakeNode node = new FakeNode()
            .with(Ves.running(101))
            .with(Ves.stopped(102))
            .with(new VeInfo(
                    new Ctid(103),
                    VeInfo.State.STOPPED,
                    Map.of(),
                    List.of(),
                    Map.of(),
                    Optional.of(new VeInfo.DiskUsage(1_100, 1_000, 1_200)),
                    Optional.of(new VeInfo.DiskUsage(5, 10, 20)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of()));
    private final Shell shell = new Shell(node);

    @Test
    void statPrintsTheReferencesTable() {
        Shell.Result result = shell.call("vzquota stat 101");

        assertThat(result.out().lines())
                .containsExactly(
                        "   resource          usage       softlimit      hardlimit    grace",
                        "  1k-blocks         419516         1048576        1153434         ",
                        "     inodes          19013          200000         220000         ");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void showMarksWhatIsOverItsSoftLimit() {
        Shell.Result result = shell.call("vzquota show 103");

        assertThat(result.out().lines().skip(1))
                .containsExactly(
                        "  1k-blocks           1100*           1000           1200         ",
                        "     inodes              5              10             20         ");
        assertThat(result.code()).isZero();
    }

    @Test
    void showWarnsThatTheQuotaIsOnUnlessQuiet() {
        assertThat(shell.call("vzquota show 101").err())
                .isEqualTo("vzquota : (warning) Quota is running, so data reported from quota file may not reflect"
                        + " current values\n");
        assertThat(shell.call("vzquota -q show 101").err()).isEmpty();
    }

    @Test
    void briefIsNumbersOnly() {
        assertThat(shell.call("vzquota -b stat 101").out().lines())
                .containsExactly(
                        "        419516        1048576        1153434              0         259200",
                        "         19013         200000         220000              0         259200");
    }

    @Test
    void usersAndGroupsAreInactive() {
        Shell.Result result = shell.call("vzquota stat 101 -t");

        assertThat(result.out()).contains("User/group quota: off,inactive\nUgids: loaded 0, total 0, limit 0\n");
        assertThat(result.code()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stat 102 | 6 | Quota accounting is off, try vzquota show 102",
                "show 102 | 11 | the disk use of VE 102 is not known",
                "stat 777 | 11 | no quota of id 777: there is no such VE",
                "stat x | 2 | bad quota id x, 1 to 2147483644 expected",
                "stat 0x65 | 2 | bad quota id 0x65, 1 to 2147483644 expected",
                "stat +101 | 2 | bad quota id +101, 1 to 2147483644 expected",
                "stat 4294967397 | 2 | bad quota id 4294967397, 1 to 2147483644 expected",
                "stat ١٠١ | 2 | bad quota id ١٠١, 1 to 2147483644 expected",
                "stat | 2 | a quota id is needed",
                "bogus 101 | 2 | unknown command bogus",
                "stat 101 -z | 2 | invalid option -- 'z'",
                "setlimit 101 | 2 | at least one limit is needed",
                "setlimit 101 -b 10 -B 5 | 2 | hard limit 5 is below the soft limit 10",
                "setlimit 101 -b ten | 2 | a number expected, not ten",
                "setlimit 102 -b 10 | 2 | --block-hardlimit is needed: the present limit is not known",
                "setlimit 101 -e 1d -n 2d | 2 | --block-exptime and --inode-exptime must be the same: a VE has one",
                "setlimit 101 -e soon | 2 | a time like 7d or 01:00:00 expected, not soon",
                "init 102 -p /x | 2 | --block-softlimit is needed",
                "init 101 -p /x -b 1 -B 1 -e 1 -i 1 -I 1 -n 1 | 5 | Quota is running",
                "on 101 | 5 | Quota is already running",
                "off 102 | 6 | Quota is not running",
                "off 101 | 3 | the quota is the size of the image: unmount the VE to turn it off",
                "drop 101 | 5 | Quota is running",
                "setlimit2 101 -u 5 1 2 3 4 | 9 | user/group quota is inactive for id 101",
            })
    void refusesInTheToolsForm(String arguments, int code, String message) {
        Shell.Result result = shell.call("vzquota " + arguments);

        assertThat(result.err()).isEqualTo("vzquota : (error) " + message + "\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(code);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void limitsBecomeParametersOfTheVe() {
        Shell.Result result =
                shell.call("vzquota setlimit 101 -b 2000000 -B 3000000 --inode-hardlimit 300000 -e 7d -u 100");

        assertThat(result.code()).isZero();
        assertThat(node.asked)
                .containsExactly(SetRequest.of(
                                new Ctid(101),
                                List.of(
                                        new ParameterChange("diskspace", "2000000:3000000"),
                                        new ParameterChange("diskinodes", "200000:300000"),
                                        new ParameterChange("quotatime", "604800"),
                                        new ParameterChange("quotaugidlimit", "100")),
                                true)
                        .toString());
    }

    @Test
    void initSetsTheLimitsOfAVeThatIsNotMounted() {
        Shell.Result result =
                shell.call("vzquota init 102 -s 0 -p /vz/private/102 -b 10 -B 20 -e 60 -i 1 -I 2 -n 60 -c /x");

        assertThat(result.code()).isZero();
        assertThat(node.asked.getFirst())
                .contains("value=10:20")
                .contains("value=1:2")
                .contains("value=60");
    }

    @Test
    void onAndDropOfAVeThatIsNotMountedSucceed() {
        assertThat(shell.call("vzquota on 102").code()).isZero();
        assertThat(shell.call("vzquota drop 102").code()).isZero();
        assertThat(node.asked).isEmpty();
    }

    @Test
    void failuresOfTheNodeAreSystemErrors() {
        Shell.Result result = new Shell(
                        new FakeNode() {
                            @Override
                            public void set(SetRequest request, org.vezere.model.Call call) {
                                throw new VezereException(FailureKind.RESIZE_IMAGE, "the image can't shrink");
                            }
                        }.with(Ves.running(101)))
                .call("vzquota setlimit 101 -b 1 -B 2");

        assertThat(result.err()).isEqualTo("vzquota : (error) the image can't shrink\n");
        assertThat(result.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"90,90", "02:05,125", "01:00:00,3600", "02:00:00:01,172801", "2h,7200", "1w,604800", "3d,259200"})
    void timesHaveManyForms(String text, long seconds) {
        assertThat(Limits.seconds(text)).isEqualTo(seconds);
    }

    @Test
    void helpAndVersionNeedNoRoot() {
        assertThat(shell.as(1000).call("vzquota -V").out()).isEqualTo("vzquota version 3.1\n");
        assertThat(shell.as(1000).call("vzquota -h").out()).contains("setlimit");
        assertThat(shell.as(1000).call("vzquota stat 101").code()).isEqualTo(1);
    }
}
