package org.vezere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.cli.vzctl.Commands;
import org.vezere.cli.vzctl.Usage;
import org.vezere.model.Version;

class CliTest {
    private static final List<String> WORDS = List.of(
            "",
            "-",
            "--",
            "0",
            "101",
            "-101",
            "777",
            "web",
            "--help",
            "--quiet",
            "-a",
            "-j",
            "-o",
            "-oip,",
            "ctid",
            "-s",
            "--save",
            "--ipadd",
            "--setmode=restart",
            "-b",
            "99999999999999999999",
            "stat",
            "show",
            "setlimit",
            "init",
            "template",
            "list",
            "build",
            "status",
            "doctor",
            "trace",
            "start",
            "\0\n\u001b[2J",
            "%s%n",
            "[a-",
            "../../etc/passwd",
            "x".repeat(70_000));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyCommandLineGetsAnAnswer(long seed) {
        Random random = new Random(seed);
        List<String> words = new ArrayList<>(WORDS);
        for (Usage usage : Commands.usages()) {
            words.addAll(usage.names());
            usage.options().forEach(option -> words.add("--" + option.name()));
        }
        Shell shell =
                new Shell(new FakeNode().with(Ves.running(101, "NAME=web")).with(Ves.stopped(102)));
        for (int i = 0; i < 3_000; i++) {
            List<String> argv = new ArrayList<>();
            argv.add(List.of("vzctl", "vzlist", "vzquota", "vz").get(random.nextInt(4)));
            for (int count = random.nextInt(6); count > 0; count--) {
                argv.add(words.get(random.nextInt(words.size())));
            }
            if (argv.contains("events")) {
                continue;
            }
            Shell.Result result = shell.call(argv);
            assertThat(result.err()).as("seed %d: %s", seed, argv).doesNotContain("unexpected failure");
            assertThat(result.code()).as("seed %d: %s", seed, argv).isBetween(0, 255);
        }
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertThat(Version.text()).matches("\\d+\\.\\d+\\.\\d+.*");
    }
}
