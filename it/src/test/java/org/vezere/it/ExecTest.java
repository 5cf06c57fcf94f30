package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `exec`, `exec2`, `exec3` and `runscript`.
class ExecTest {
    private static Box box;

    @BeforeAll
    static void startVe() {
        box = Box.with("busybox");
        box.runningBusybox(201);
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @Test
    void execAnswersEightWhateverTheCommandsCodeWas() {
        box.vzctl("exec", "201", "true").ok();
        assertThat(box.vzctl("exec", "201", "exit 3").exit()).isEqualTo(8);
    }

    @Test
    void exec2AndExec3GiveTheCommandsOwnCode() {
        assertThat(box.vzctl("exec2", "201", "exit 3").exit()).isEqualTo(3);
        assertThat(box.vzctl("exec3", "201", "/bin/sh", "-c", "exit 77").exit()).isEqualTo(77);
    }

    @Test
    void exec2TellsTheSignal() {
        box.vzctl("exec2", "201", "kill -TERM $$").fails(3, "Got signal 15");
    }

    @Test
    void wordsAreJoinedForTheShellAndKeptForExec3() {
        assertThat(box.vzctl("exec", "201", "echo", "a", "", "b;", "echo c").out())
                .isEqualTo("a  b\nc\n");
        assertThat(box.vzctl("exec3", "201", "/bin/echo", "a", "", "b; c").out())
                .isEqualTo("a  b; c\n");
    }

    @Test
    void standardStreamsPassThroughUnchanged() {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);

        Result result = box.withInput(bytes, "vzctl", "exec2", "201", "cat; echo end >&2; exit 5");

        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.out().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
        assertThat(result.err()).isEqualTo("end\n");
    }

    @Test
    void commandsThatReadNothingLeaveStandardInputToTheCaller() {
        Result result = box.sh(
                "printf '201\\n201\\n' | while read ctid; do vzctl status $ctid; vzlist -H -o status $ctid; done");

        assertThat(result.ok().lines()).hasSize(4);
    }

    @Test
    void aDashReadsTheScriptFromStandardInput() {
        Result result = box.withInput(
                "echo from script; exit 4".getBytes(StandardCharsets.UTF_8), "vzctl", "exec2", "201", "-");

        assertThat(result.out()).isEqualTo("from script\n");
        assertThat(result.exit()).isEqualTo(4);
    }

    @Test
    void theEnvironmentIsTheReferencesAndNothingElse() {
        assertThat(box.vzctl("exec3", "201", "/usr/bin/env").ok().lines())
                .containsExactlyInAnyOrder(
                        "HOME=/", "TERM=linux", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }

    @Test
    void nothingButStandardStreamsIsOpenAndTheDirectoryIsTheRoot() {
        assertThat(box.vzctl("exec", "201", "ls /proc/self/fd | wc -l; readlink /proc/self/cwd")
                        .ok()
                        .lines())
                // ls has the directory itself open.
                .containsExactly("4", "/");
    }

    @Test
    void runscriptWorksOnARunningAndOnAStoppedVe() {
        box.sh("printf '#!/bin/sh\\necho script in $(hostname)\\n' > $VEZERE_PREFIX/script")
                .ok();
        String script = box.path("script").toString();
        box.busybox(202, "--hostname", "stopped");

        assertThat(box.vzctl("runscript", "201", script).ok().out()).startsWith("script in ");
        assertThat(box.vzctl("runscript", "202", script).ok().out()).contains("script in stopped");
        assertThat(box.vzctl("status", "202").out()).isEqualTo("CTID 202 exist unmounted down\n");
        box.vzctl("runscript", "201", "/no/such/file").fails(11, "Script not found: /no/such/file");
    }

    @Test
    void aVeThatDoesNotRunAnswers31() {
        box.busybox(203);

        box.vzctl("exec", "203", "true").fails(31, "Container is not running");
        box.vzctl("enter", "203").fails(31, "Container is not running");
    }

    @Test
    void manyAtOnceAllAnswer() {
        long right = IntStream.range(0, 30)
                .parallel()
                .filter(number ->
                        box.vzctl("exec", "201", "echo", "n" + number).out().equals("n" + number + "\n"))
                .count();

        assertThat(right).isEqualTo(30);
    }
}
