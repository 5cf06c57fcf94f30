package org.vezere.cli.vzctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.cli.FakeNode;
import org.vezere.cli.Shell;
import org.vezere.cli.Ves;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VeInfo;
import org.vezere.model.VezereException;

class VzctlTest {
    private final FakeNode node = new FakeNode()
            .with(Ves.running(101, "NAME=web"))
            .with(Ves.stopped(102))
            .with(Ves.still(103, VeInfo.State.SUSPENDED))
            .with(Ves.still(104, VeInfo.State.MOUNTED));
    private final Shell shell = new Shell(node);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "101 | CTID 101 exist mounted running",
                "web | CTID 101 exist mounted running",
                "102 | CTID 102 exist unmounted down",
                "103 | CTID 103 exist unmounted down suspended",
                "104 | CTID 104 exist mounted down",
                "777 | CTID 777 deleted unmounted down",
            })
    void statusIsOneLineAndAlwaysSucceeds(String ve, String line) {
        assertThat(shell.call("vzctl --verbose status " + ve).out()).isEqualTo(line + "\n");
        assertThat(shell.call("vzctl --quiet status " + ve).out()).isEqualTo(line + "\n");
        assertThat(shell.call("vzctl status " + ve).code()).isZero();
    }

    @Test
    void versionIsTheReferences() {
        Shell.Result result = shell.as(1000).call("vzctl --version");

        assertThat(result.out()).isEqualTo("vzctl version 4.11.1\n");
        assertThat(result.code()).isZero();
    }

    @Test
    void helpBeginsWithTheVersionThenCopyrightThenUsage() {
        String[] lines = shell.call("vzctl --help").out().split("\n", -1);

        assertThat(lines[0]).isEqualTo("vzctl version 4.11.1");
        assertThat(lines[2]).isEqualTo("Usage: vzctl [options] <command> <ctid> [parameters]");
        assertThat(String.join("\n", lines)).contains("snapshot-delete").contains("destroy, delete");
    }

    @Test
    void everyCommandHasHelp() {
        for (Usage usage : Commands.usages()) {
            for (String name : usage.names()) {
                Shell.Result result = shell.call("vzctl " + name + " --help");
                assertThat(result.code()).isZero();
                assertThat(result.out()).startsWith("Usage: vzctl [options] ").contains(usage.summary());
            }
        }
        assertThat(shell.call("vzctl set --help").out()).contains("--ipadd").contains("-k, --kmemsize");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vzctl frobnicate 101 | 20 | Bad command: frobnicate",
                "vzctl --bogus start 101 | 20 | Bad command: --bogus",
                "vzctl start | 21 | CT ID missing",
                "vzctl start nobody | 21 | Bad CT ID nobody",
                "vzctl start 2147483645 | 21 | Bad CT ID 2147483645",
                "vzctl start -1 | 21 | Bad CT ID -1",
                "vzctl start 0x65 | 21 | Bad CT ID 0x65",
                "vzctl start 0 | 21 | Only set actions are allowed for CT0",
                "vzctl start 101 now | 20 | Invalid extra arguments: now",
                "vzctl mount 101 a b | 20 | Invalid extra arguments: a b",
                "vzctl start 101 --fast | 20 | Option --fast is not applicable to start command",
                "vzctl stop 101 --wait | 20 | Option --wait is not applicable to stop command",
                "vzctl start 101 --bogus | 20 | vzctl: unrecognized option '--bogus'",
                "vzctl set 101 --bogus | 21 | vzctl: unrecognized option '--bogus'",
                "vzctl create 105 --bogus | 21 | vzctl: unrecognized option '--bogus'",
                "vzctl set 101 --hostname | 21 | vzctl: option '--hostname' requires an argument",
                "vzctl exec 101 | 20 | No command line given for exec",
                "vzctl exec2 101 | 20 | No command line given for exec2",
                "vzctl runscript 101 | 20 | Script not specified",
                "vzctl runscript 101 /nowhere/script | 11 | Script not found: /nowhere/script",
                "vzctl console 101 x | 20 | Invalid console number: x, 1 to 99 expected",
                "vzctl set 101 --reset_ub --save | 21 | --reset_ub can't be combined with other options",
            })
    void refusesBadCommandLines(String line, int code, String message) {
        Shell.Result result = shell.call(line);

        assertThat(result.err()).isEqualTo(message + "\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(code);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void noArgumentsPrintTheUsageOnStandardError() {
        Shell.Result result = shell.call("vzctl");

        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Usage: vzctl");
    }

    @Test
    void onlyRootMayAskForAnything() {
        Shell.Result result = shell.as(1000).call("vzctl start 101");

        assertThat(result.code()).isEqualTo(12);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void noticesGoWhereTheirLevelSays() {
        node.notices.add(Notice.of(NoticeKind.STARTING));
        node.notices.add(Notice.of(NoticeKind.DETAIL, "mounting took 3 ms"));
        node.notices.add(Notice.of(NoticeKind.ALREADY_MOUNTED));

        Shell.Result plain = shell.call("vzctl start 102");
        Shell.Result verbose = shell.call("vzctl --verbose start 102");
        Shell.Result quiet = shell.call("vzctl --quiet start 102");

        assertThat(plain.out()).isEqualTo("Starting container...\n");
        assertThat(plain.err()).isEqualTo("Container is already mounted\n");
        assertThat(verbose.out()).isEqualTo("Starting container...\nmounting took 3 ms\n");
        assertThat(quiet.out() + quiet.err()).isEmpty();
    }

    @Test
    void failuresAreTheirTextAndExitCode() {
        node.failure = Optional.of(new VezereException(FailureKind.LOCKED, "Locked by: pid 7, cmdline vzctl"));

        Shell.Result result = shell.call("vzctl start 102");
        Shell.Result quiet = shell.call("vzctl --quiet start 102");

        assertThat(result.code()).isEqualTo(9);
        assertThat(result.err()).isEqualTo("Locked by: pid 7, cmdline vzctl\nContainer already locked\n");
        assertThat(quiet.code()).isEqualTo(9);
        assertThat(quiet.err()).isEmpty();
    }

    @Test
    void optionsReachTheNode() {
        shell.call("vzctl --skiplock start 101 --force --wait");
        shell.call("vzctl stop web --fast --skip-u");
        shell.call("vzctl restart 102 --fast --wait --skip_ve_setup");
        shell.call("vzctl umount 104");
        shell.call("vzctl delete 102");

        assertThat(node.asked)
                .containsExactly(
                        "start 101 StartOptions[force=true, await=true, skipSetup=false] skiplock",
                        "stop 101 StopOptions[fast=true, skipUnmount=true]",
                        "restart 102 StartOptions[force=false, await=true, skipSetup=true]"
                                + " StopOptions[fast=true, skipUnmount=false]",
                        "unmount 104",
                        "destroy 102");
    }

    @Test
    void destroyTellsOnStandardOutputThatTheVeIsInUse() {
        node.failure =
                Optional.of(new VezereException(FailureKind.RUNNING, "Container is currently running. Stop it first."));

        Shell.Result result = shell.call("vzctl destroy 101");

        assertThat(result.out()).isEqualTo("Container is currently running. Stop it first.\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(32);
    }

    @Test
    void signalsCancelOnce() {
        Shell.Result result = shell.signals(2, 15, 1).call("vzctl start 102");

        assertThat(result.err()).isEqualTo("\nCancelling...\n");
    }

    @Test
    void aCallerWhoWentAwayDoesNotDisturbTheWork() {
        node.notices.add(Notice.of(NoticeKind.STARTING));

        Shell.Result result = shell.closed().call("vzctl start 102");

        assertThat(result.code()).isZero();
        assertThat(node.asked).hasSize(1);
    }

    @Test
    void unexpectedFailuresAreASystemError() {
        FakeNode broken = new FakeNode() {
            @Override
            public void start(
                    org.vezere.model.Ctid ctid, org.vezere.model.StartOptions options, org.vezere.model.Call call) {
                throw new IllegalStateException("surprise");
            }
        };

        Shell.Result result = new Shell(broken).call("vzctl start 101");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("vzctl: unexpected failure").contains("surprise");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chkpnt 101 | 16 | Checkpointing failed: this version of Vezere can't suspend a running container",
                "suspend 102 | 31 | Unable to setup checkpointing: container is not running",
                "chkpnt 101 --suspend --dump | 20 | Invalid syntax: only one sub command may be used",
                "chkpnt 777 | 14 | Container config file does not exist",
                "restore 101 | 32 | Unable to perform restore: container already running",
                "resume 102 --dumpfile /x | 17 | Restoring failed: this version of Vezere can't restore a container from a dump",
                "snapshot 101 --name a | 156 | Snapshot feature is only available for ploop-based CTs",
                "snapshot-switch 101 | 20 | Invalid syntax: snapshot id is missing",
                "snapshot-switch 101 --id a | 159 | Snapshot feature is only available for ploop-based CTs",
                "snapshot-delete 101 -u a | 158 | Snapshot feature is only available for ploop-based CTs",
                "snapshot-mount 101 --uuid a --target /x | 160 | Snapshot feature is only available for ploop-based CTs",
                "snapshot-umount 101 --id a | 161 | Snapshot feature is only available for ploop-based CTs",
                "snapshot-list 101 -H | 167 | Snapshot feature is only available for ploop-based CTs",
                "convert 101 | 32 | CT is running (stop it first)",
                "convert 104 | 41 | CT is mounted (umount it first)",
                "convert 102 --layout ploop | 155 | Converting a container to another layout is not available in this version of Vezere",
            })
    void whatDoesNotExistYetSaysSoWithItsCode(String command, int code, String message) {
        Shell.Result result = shell.call("vzctl " + command);

        assertThat(result.err()).isEqualTo(message + "\n");
        assertThat(result.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quotaon 101 | CT is on overlay, disk quota is obsoleted, skipping operation",
                "quotaoff 101 | CT is on overlay, disk quota is obsoleted, skipping operation",
                "quotainit 101 | CT is on overlay, disk quota is obsoleted, skipping operation",
                "compact 101 | Compact only makes sense for ploop containers",
            })
    void whatIsNotNeededIsSkippedAndSucceeds(String command, String message) {
        Shell.Result result = shell.call("vzctl " + command);

        assertThat(result.out()).isEqualTo(message + "\n");
        assertThat(result.code()).isZero();
    }
}
