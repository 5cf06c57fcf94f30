package org.vezere.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.cli.Documents;
import org.vezere.cli.vzctl.Commands;
import org.vezere.cli.vzctl.Usage;
import org.vezere.model.parameter.Parameter;

class PagesTest {
    private static final Set<String> MACROS = Set.of(".TH", ".SH", ".SS", ".PP", ".TP", ".B");

    @TempDir
    private Path directory;

    @Test
    void writesWhatPackagesInstall() throws IOException {
        Documents.main(new String[] {directory.toString()});

        for (String file : List.of(
                "man/man8/vzctl.8",
                "man/man8/vzlist.8",
                "man/man8/vzquota.8",
                "man/man8/vz.8",
                "man/man5/vz.conf.5",
                "man/man5/ctid.conf.5",
                "bash-completion/completions/vzctl",
                "bash-completion/completions/vz")) {
            assertThat(directory.resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void pagesUseKnownMacrosOnly() throws IOException {
        for (Path file : Pages.write(directory)) {
            if (file.toString().contains("/man/")) {
                for (String line : Files.readAllLines(file)) {
                    assertThat(line).isNotEmpty().doesNotStartWith("'");
                    if (line.startsWith(".")) {
                        assertThat(MACROS).as(line).contains(line.split(" ", -1)[0]);
                    }
                }
            }
        }
    }

    @Test
    void everyCommandAndEveryKeyIsDescribed() throws IOException {
        var _ = Pages.write(directory);
        String vzctl = Files.readString(directory.resolve("man/man8/vzctl.8"));
        String keys = Files.readString(directory.resolve("man/man5/ctid.conf.5"))
                + Files.readString(directory.resolve("man/man5/vz.conf.5"));

        for (Usage usage : Commands.usages()) {
            assertThat(vzctl).contains(".SS \"" + ManPage.escape(String.join(" | ", usage.names()) + " CTID"));
            usage.options().forEach(option -> assertThat(vzctl).contains(ManPage.escape(option.usage())));
        }
        for (Parameter parameter : Parameter.values()) {
            parameter.key().ifPresent(key -> assertThat(keys).contains(".B " + key + "=\\(dq"));
        }
    }

    @Test
    void textMeansItself() {
        assertThat(ManPage.escape(".a \\ b-c \"d\"\ne")).isEqualTo("\\&.a \\e b\\-c \\(dqd\\(dq e");
        assertThat(ManPage.escape("'x")).isEqualTo("\\&'x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vzctl st | start stop status",
                "vzctl --v | --verbose --version",
                "vzctl --verbose sna | snapshot snapshot-switch snapshot-delete snapshot-mount snapshot-umount snapshot-list",
                "vzctl start w | web",
                "vzctl start 1 | 101 102",
                "vzctl start 101 --w | --wait",
                "vzctl set 101 --netif_ | --netif_add --netif_del",
                "vzctl set 101 --onboot y | yes",
                "vzctl set 101 --setmode '' | restart ignore",
                "vzctl --quiet create 105 --ostemplate deb | debian-12",
                "vzctl delete 10 | 101 102",
                "vzlist -o cpu | cpulimit cpuunits cpus",
                "vzlist -o ctid,cpul | ctid,cpulimit",
                "vzlist --no | --no-header --no-trim",
                "vzlist we | web",
                "vzquota set | setlimit setlimit2",
                "vzquota setlimit 101 --block-s | --block-softlimit",
                "vz t | template trace",
                "vz template i | import",
                "vz template remove d | debian-12",
                "vz trace start w | web",
                "vz setup --u | --undo",
            })
    void bashCompletes(String typed, String offered) throws Exception {
        assertThat(complete(typed.replace("''", ""))).isEqualTo(offered);
    }

    @Test
    void namesAreNotExecuted() throws Exception {
        assertThat(complete("vzctl start $")).isEqualTo("$(exit)");
    }

    private static String complete(String typed) throws Exception {
        String[] words = typed.split(" ", -1);
        StringBuilder array = new StringBuilder();
        for (String word : words) {
            array.append("'").append(word).append("' ");
        }
        String script = Completion.bash()
                + """
                vzlist() { case "$*" in *name) printf '%s\\n' web - '$(exit)' ;; *) printf '       %s\\n' 101 102 ;; esac; }
                vz() { printf '%s\\n' 'NAME  SIZE' 'debian-12  1 MiB'; }
                """
                + "COMP_WORDS=(" + array + ")\nCOMP_CWORD=" + (words.length - 1) + "\n_vezere_" + words[0]
                + "\necho \"${COMPREPLY[*]}\"\n";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", script)
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return out.strip();
    }
}
