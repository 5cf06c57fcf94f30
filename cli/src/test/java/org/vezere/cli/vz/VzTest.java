package org.vezere.cli.vz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.api.ApiError;
import org.vezere.api.Codecs;
import org.vezere.api.Json;
import org.vezere.api.ReportLine;
import org.vezere.cli.FakeNode;
import org.vezere.cli.Shell;
import org.vezere.cli.Ves;
import org.vezere.model.Event;
import org.vezere.model.FailureKind;
import org.vezere.model.Finding;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.TemplateBuild;
import org.vezere.model.TemplateInfo;
import org.vezere.model.VezereException;

class VzTest {
    private static final TemplateInfo DEBIAN =
            new TemplateInfo("debian-12-x86_64", "/vz/template/cache/debian.tar.zst", 150 << 20, Instant.EPOCH, 3);

    private final FakeNode node = new FakeNode().with(Ves.running(101, "NAME=web"));
    private final Shell shell = new Shell(node);

    @Test
    void templatesAreATableOrJson() {
        assertThat(shell.call("vz template list").out()).contains("vz template build");
        node.templates.add(DEBIAN);

        assertThat(shell.call("vz template list").out().lines())
                .containsExactly(
                        "NAME              SIZE       MODIFIED (UTC)    VES  FILE",
                        "debian-12-x86_64  150.0 MiB  1970-01-01 00:00  3    /vz/template/cache/debian.tar.zst");
        assertThat(Json.read(
                        Codecs.TEMPLATES, shell.call("vz template list --json").out()))
                .containsExactly(DEBIAN);
    }

    @Test
    void workReachesTheNode() {
        shell.call("vz template build debian-12 --mirror http://mirror.example.org/debian");
        shell.in(Path.of("/srv")).call("vz template import rootfs.tar --name mine");
        shell.call("vz template remove mine");
        shell.call("vz setup --ves 1000");
        shell.call("vz setup --undo");

        assertThat(node.asked)
                .containsExactly(
                        "build debian-12",
                        "import /srv/rootfs.tar mine",
                        "remove mine",
                        "setup 1000 false",
                        "setup 100 true");
    }

    @Test
    void progressTakesOneLineOfATerminal() {
        node.notices.add(Notice.of(NoticeKind.PROGRESS, "10 %"));
        node.notices.add(Notice.of(NoticeKind.PROGRESS, "90 %"));
        node.notices.add(Notice.of(NoticeKind.WARNING, "slow mirror"));

        assertThat(shell.call("vz template build a").out()).isEqualTo("10 %\n90 %\nWARNING: slow mirror\n");
        assertThat(shell.terminal().call("vz template build a").out())
                .isEqualTo("\r\033[K10 %\r\033[K90 %\nWARNING: slow mirror\n");
    }

    @Test
    void workAsJsonIsLinesThatEndWithTheOutcome() {
        Notice notice = Notice.of(NoticeKind.PROGRESS, "10 %");
        node.notices.add(notice);

        List<ReportLine> good = lines(shell.call("vz template build a --json"));
        node.failure = Optional.of(new VezereException(FailureKind.NO_SPACE, "no space on /vz"));
        Shell.Result failed = shell.call("vz template build a --json");

        assertThat(good).containsExactly(ReportLine.of(notice), ReportLine.end());
        assertThat(lines(failed))
                .containsExactly(
                        ReportLine.of(notice), ReportLine.failure(new ApiError("NO_SPACE", 46, "no space on /vz")));
        assertThat(failed.code()).isEqualTo(46);
        assertThat(failed.err()).isEmpty();
    }

    @Test
    void templatesAreBuiltFromARecipeAndFurtherPackages() {
        shell.call("vz template build debian-13");
        shell.call("vz template build web --from debian-12 --include nginx-light,php-fpm --include=g++ "
                + "--mirror http://mirror.example.org/debian");

        assertThat(node.builds)
                .containsExactly(
                        TemplateBuild.of("debian-13"),
                        new TemplateBuild(
                                "web",
                                Optional.of("debian-12"),
                                List.of("nginx-light", "php-fpm", "g++"),
                                Optional.of("http://mirror.example.org/debian")));
    }

    @Test
    void failuresArePrintedOnce() {
        node.failure = Optional.of(new VezereException(FailureKind.NO_SPACE, "no space on /vz"));

        Shell.Result result = shell.call("vz template build a");

        assertThat(result.err()).isEqualTo("no space on /vz\n");
        assertThat(result.code()).isEqualTo(46);
    }

    @Test
    void eventsArePrintedUntilTheCallerHasEnough() {
        Event event =
                new Event(7, Instant.parse("2026-01-31T12:00:00.123Z"), "ve.started", 101, Map.of("b", "2", "a", "1"));
        node.events.add(event);
        node.events.add(new Event(8, Instant.parse("2026-01-31T12:00:01Z"), "node.ready", 0, Map.of()));

        Shell.Result human = shell.signals(2).call("vz events");
        Shell.Result json = shell.signals(1).call("vz events --json");

        assertThat(human.out().lines())
                .containsExactly(
                        "2026-01-31T12:00:00Z  CT 101  ve.started  a=1  b=2", "2026-01-31T12:00:01Z  node  node.ready");
        assertThat(Json.read(Codecs.EVENT, json.out().lines().findFirst().orElseThrow()))
                .isEqualTo(event);
        assertThat(node.asked).containsExactly("events closed", "events closed");
        assertThat(human.code()).isZero();
    }

    @Test
    void eventsEndWhenNobodyReadsThem() {
        node.events.add(new Event(7, Instant.EPOCH, "ve.started", 101, Map.of()));

        assertThat(shell.closed().call("vz events").code()).isZero();
        assertThat(node.asked).containsExactly("events closed");
    }

    @Test
    void doctorTellsLossAndRemedyOfWhatIsMissing() {
        node.findings.add(new Finding("user namespaces", Finding.State.PRESENT, "on", "", ""));
        node.findings.add(new Finding(
                "btrfs", Finding.State.MISSING, "not in /proc/filesystems", "no layout btrfs", "modprobe btrfs"));

        Shell.Result result = shell.call("vz doctor");

        assertThat(result.out()).isEqualTo("""
                present  user namespaces  on
                missing  btrfs            not in /proc/filesystems

                btrfs: no layout btrfs
                  modprobe btrfs
                """);
        assertThat(Json.read(Codecs.FINDINGS, shell.call("vz doctor --json").out()))
                .isEqualTo(node.findings);
    }

    @Test
    void statusAndTrace() {
        assertThat(shell.call("vz status").out())
                .contains("node    hn1.example.org\n")
                .contains("vzd     pid 4711, up ")
                .contains("VEs     1, 1 running\n");
        assertThat(JsonParser.parseString(shell.call("vz status --json").out())
                        .getAsJsonObject()
                        .get("pid")
                        .getAsInt())
                .isEqualTo(4711);
        assertThat(shell.call("vz trace start web").out()).isEqualTo("mount\nexec /sbin/init of 101\n");
        assertThat(shell.call("vz trace start web -j").out()).isEqualTo("[\"mount\",\"exec /sbin/init of 101\"]\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bogus | 20 | vz: no command begins with bogus; vz --help lists them",
                "template | 20 | vz: no command begins with template; vz --help lists them",
                "template build | 20 | Usage: vz template build NAME [--from BASE] [--include PKG[,PKG]...] [--mirror URL]"
                        + " [--json]",
                "template build web --include nginx,,php | 21 | Bad package name \"\": at least two lower-case letters,"
                        + " digits and + - . are wanted, first a letter or a digit, last no minus",
                "template remove a b | 20 | Usage: vz template remove NAME [--json]",
                "template import f | 20 | vz template import needs --name NAME",
                "trace start nobody | 21 | Bad CT ID nobody",
                "setup --ves 0 | 21 | Bad parameter for --ves: 0 (1 to 100000)",
                "setup --ves 1e3 | 21 | Bad parameter for --ves: 1e3 (1 to 100000)",
                "setup --ves +5 | 21 | Bad parameter for --ves: +5 (1 to 100000)",
                "doctor --bogus | 20 | vz doctor: unrecognized option '--bogus'",
            })
    void refusesBadCommandLines(String arguments, int code, String message) {
        Shell.Result result = shell.call("vz " + arguments);

        assertThat(result.err()).isEqualTo(message + "\n");
        assertThat(result.code()).isEqualTo(code);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void helpNeedsNoRoot() {
        Shell other = shell.as(1000);

        assertThat(other.call("vz --help").out())
                .contains("vz template build NAME")
                .contains("vz doctor");
        assertThat(other.call("vz template build --help").out()).contains("--mirror URL");
        assertThat(other.call("vz").code()).isEqualTo(20);
        assertThat(other.call("vz doctor").code()).isEqualTo(12);
        assertThat(new Shell(node).call("frob").err())
                .isEqualTo("frob: not a command of Vezere, which are vz, vzctl, vzlist, vzquota\n");
    }

    private static List<ReportLine> lines(Shell.Result result) {
        return result.out()
                .lines()
                .map(line -> Json.read(Codecs.REPORT_LINE, line))
                .toList();
    }
}
