package org.vezere.cli.vzctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.cli.FakeNode;
import org.vezere.cli.Shell;
import org.vezere.cli.Ves;
import org.vezere.model.Ctid;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Commands that go into a VE.
class InsideTest {
    private final FakeNode node = new FakeNode().with(Ves.running(101)).with(Ves.stopped(102));
    private final Shell shell = new Shell(node);

    @ParameterizedTest
    @CsvSource({"exec,0,0", "exec,7,8", "exec2,0,0", "exec2,7,7", "exec3,7,7", "exec2,255,255"})
    void exitCodesAreThoseOfTheReference(String command, int inside, int outside) {
        node.exit = new ExitStatus(inside, 0);

        assertThat(shell.call("vzctl " + command + " 101 true").code()).isEqualTo(outside);
    }

    @Test
    void aSignalIsTold() {
        node.exit = new ExitStatus(0, 9);

        Shell.Result exec2 = shell.call("vzctl exec2 101 true");

        assertThat(exec2.code()).isEqualTo(3);
        assertThat(exec2.err()).isEqualTo("Got signal 9\n");
        assertThat(shell.call("vzctl exec 101 true").code()).isEqualTo(8);
    }

    @Test
    void everythingAfterTheCtidIsTheCommand() {
        shell.call(List.of("vzctl", "exec", "101", "ls", "-la", "--help", "", "a  b"));

        assertThat(node.asked).containsExactly(request(ExecRequest.Kind.SHELL, "ls", "-la", "--help", "", "a  b"));
    }

    @Test
    void aShellGetsEmptyWordsAsQuotes() {
        ExecRequest request =
                new ExecRequest(new Ctid(101), ExecRequest.Kind.SHELL, List.of("echo", "", "a b"), Map.of());

        assertThat(request.commandLine()).isEqualTo("echo '' a b");
    }

    @Test
    void aDashAloneReadsAScript() {
        shell.call("vzctl exec 101 -");
        shell.call("vzctl exec3 101 -");

        assertThat(node.asked)
                .containsExactly(request(ExecRequest.Kind.SCRIPT), request(ExecRequest.Kind.PROGRAM, "-"));
    }

    @Test
    void streamsPassThrough() {
        node.echo = true;

        Shell.Result result = shell.typing("some\ninput").call("vzctl exec 101 cat");

        assertThat(result.out()).isEqualTo("some\ninput");
        assertThat(result.err()).isEqualTo("end of input\n");
        assertThat(result.raw()).isEmpty();
    }

    @Test
    void aStoppedVeRefuses() {
        Shell.Result exec = shell.call("vzctl exec 102 true");
        Shell.Result enter = shell.call("vzctl enter 102");

        assertThat(exec.code()).isEqualTo(31);
        assertThat(exec.err()).isEqualTo("Container is not running\n");
        assertThat(enter.code()).isEqualTo(31);
        assertThat(enter.out()).isEmpty();
        assertThat(enter.raw()).isEmpty();
    }

    @Test
    void enterFramesTheShellAndRestoresTheTerminal() {
        node.exit = new ExitStatus(130, 0);

        Shell.Result result = shell.call("vzctl enter 101 --exec ls -l");

        assertThat(result.out()).isEqualTo("entered into CT 101\nexited from CT 101\n");
        assertThat(result.code()).isZero();
        assertThat(result.raw()).first().isEqualTo(true);
        assertThat(result.raw()).last().isEqualTo(false);
        assertThat(node.asked)
                .containsExactly(new ExecRequest(
                                new Ctid(101), ExecRequest.Kind.ENTER, List.of("ls", "-l"), Map.of("TERM", "xterm"))
                        .toString());
    }

    @Test
    void failedEnterRestoresTheTerminalToo() {
        node.failure = Optional.of(new VezereException(FailureKind.SYSTEM, "no pty"));

        Shell.Result result = shell.call("vzctl enter 101");

        assertThat(result.err()).isEqualTo("no pty\nenter into CT 101 failed\n");
        assertThat(result.raw()).last().isEqualTo(false);
        assertThat(result.code()).isEqualTo(3);
    }

    @Test
    void enterTakesNoOtherWords() {
        assertThat(shell.call("vzctl enter 101 ls").code()).isEqualTo(20);
    }

    @Test
    void scriptsAreFoundFromTheCallersDirectory(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("install.sh"), "true\n");
        node.exit = new ExitStatus(5, 0);

        Shell.Result result = shell.in(directory).call("vzctl runscript 102 install.sh");

        assertThat(node.asked).containsExactly("runscript 102 " + directory.resolve("install.sh"));
        assertThat(result.code()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ls\\rpwd\\r | ls\\rpwd\\r",
                "ls\\r\\e.more | ls\\r",
                "\\e.more | ''",
                "a\\e.b | a\\e.b",
                "\\e[A\\r\\e[B | \\e[A\\r\\e[B",
                "\\r\\e\\e.x | \\r\\e\\e.x",
                "\\r\\e | \\r\\e",
            })
    void escapesCountAtTheStartOfALineOnly(String typed, String seen) {
        node.echo = true;

        Shell.Result result = shell.typing(keys(typed)).call("vzctl console 102");

        assertThat(result.out()).isEqualTo(keys(seen));
        assertThat(result.err())
                .isEqualTo("Attached to CT 102 (ESC . to detach)\nend of input\n\nDetached from CT 102\n");
        assertThat(result.raw()).containsExactly(true, false);
        assertThat(node.asked).containsExactly("console 102 1");
    }

    @Test
    void attentionIsAskedForAndTheLineGoesOn() {
        node.echo = true;

        Shell.Result result = shell.typing("a\r\u001b!b\r\u001b.c").call("vzctl console 101 2");

        assertThat(result.out()).isEqualTo("a\rb\r");
        assertThat(node.asked).containsExactly("console 101 2", "attention 101 2");
    }

    private static String keys(String text) {
        return text.replace("\\r", "\r").replace("\\e", "\u001b");
    }

    private static String request(ExecRequest.Kind kind, String... words) {
        return new ExecRequest(new Ctid(101), kind, List.of(words), Map.of()).toString();
    }
}
