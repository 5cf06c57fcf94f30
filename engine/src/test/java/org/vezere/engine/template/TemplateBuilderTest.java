package org.vezere.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.model.FailureKind;
import org.vezere.model.TemplateBuild;
import org.vezere.model.VezereException;

class TemplateBuilderTest {
    @TempDir
    Path directory;

    @Test
    void buildsBusyboxSmallAndReadyToStart() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "unpacking sets owners");
        assumeTrue(Files.exists(Path.of("/bin/busybox")), "needs the package busybox-static");
        TemplateCache cache = new TemplateCache(directory.resolve("cache"));
        List<String> steps = new ArrayList<>();

        Template template = new TemplateBuilder(cache, new FreeSpace(0)).build(TemplateBuild.of("busybox"), steps::add);
        Path root = new TemplateLayers(directory.resolve("layers"), new FreeSpace(0))
                .of(template)
                .root();

        assertThat(template.bytes()).isLessThan(3 << 20);
        assertThat(steps).isNotEmpty();
        assertThat(root.resolve("etc/inittab")).content().contains("::sysinit:/etc/init.d/rcS");
        assertThat(ExternalTool.of(
                                "chroot", root.toString(), "/bin/sh", "-c", "echo $(id -u) $(busybox true && echo ok)")
                        .run()
                        .said())
                .isEqualTo("0 ok");
        assertThat(ExternalTool.of(
                                "chroot",
                                root.toString(),
                                "/bin/sh",
                                "-c",
                                "echo root:secret | chpasswd; cut -c1-8 /etc/shadow")
                        .run()
                        .said())
                .startsWith("root:$");
    }

    @Test
    void buildsTheSameBytesTwice() throws IOException {
        assumeTrue(Files.exists(Path.of("/bin/busybox")), "needs the package busybox-static");
        Template first = new TemplateBuilder(new TemplateCache(directory.resolve("a")), new FreeSpace(0))
                .build(TemplateBuild.of("busybox"), step -> {});
        Template second = new TemplateBuilder(new TemplateCache(directory.resolve("b")), new FreeSpace(0))
                .build(TemplateBuild.of("busybox"), step -> {});

        assertThat(second.file()).hasSameBinaryContentAs(first.file());
    }

    @Test
    void refusesAProgramThatNeedsLibraries() {
        BusyboxRecipe recipe = new BusyboxRecipe(Path.of("/bin/sh"));

        assertThatThrownBy(() -> recipe.write(java.io.OutputStream.nullOutputStream(), step -> {}))
                .hasMessageContaining("/bin/sh is linked dynamically; install the package busybox-static");
    }

    @Test
    void namesWhatCanBeBuilt() {
        TemplateBuilder builder = new TemplateBuilder(new TemplateCache(directory), new FreeSpace(0));

        assertThatThrownBy(() -> builder.build(TemplateBuild.of("centos-6-x86"), step -> {}))
                .hasMessage("No recipe for OS template centos-6-x86: busybox, debian-12, debian-13 can be built, "
                        + "and others made from them with --from");
    }

    @Test
    void buildsARecipeUnderANameOfOnesOwn() {
        assumeTrue(Files.exists(Path.of("/bin/busybox")), "needs the package busybox-static");
        TemplateBuilder builder = new TemplateBuilder(new TemplateCache(directory), new FreeSpace(0));

        Template template = builder.build(
                new TemplateBuild("tiny", Optional.of("busybox"), List.of(), Optional.empty()), step -> {});

        assertThat(template.name()).isEqualTo("tiny");
        assertThat(directory.resolve("tiny.tar.zst")).isRegularFile();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../x      | debian-12 | ''    | Bad OS template name \"../x\"",
                "web       | ../x      | ''    | Bad OS template name \"../x\"",
                "web       | debian-4  | ''    | No recipe for OS template debian-4: busybox",
                "debian-12 | debian-13 | ''    | Bad OS template name debian-12 for a template made from debian-13",
                "tiny      | busybox   | nginx | OS template tiny cannot include nginx: busybox is one program",
            })
    void refusesWhatNoRecipeMakes(String name, String base, String packages, String message) {
        TemplateBuilder builder = new TemplateBuilder(new TemplateCache(directory), new FreeSpace(0));
        List<String> included = packages.isEmpty() ? List.of() : List.of(packages);

        assertThatThrownBy(() -> builder.build(
                        new TemplateBuild(name, Optional.of(base), included, Optional.empty()), step -> {}))
                .hasMessageStartingWith(message)
                .extracting(e -> ((VezereException) e).kind())
                .isEqualTo(FailureKind.BAD_PARAMETER);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void addsPackagesToThoseOfTheRecipe() {
        DebianMirror mirror = DebianMirror.given("http://mirror.example.org/debian/");
        DebianRecipe recipe =
                new DebianRecipe(DebianRelease.DEBIAN_12, List.of("nginx-light", "g++"), mirror, directory);

        List<String> command = recipe.command(Path.of("/x/debian.sh"), List.of("Acquire::Check-Date \"false\""));

        assertThat(command)
                .startsWith("mmdebstrap")
                .contains("--customize-hook=/x/debian.sh", "--aptopt=Acquire::Check-Date \"false\"")
                .containsSubsequence("bookworm", "-", "deb http://mirror.example.org/debian bookworm main");
        assertThat(command)
                .filteredOn(word -> word.startsWith("--include="))
                .singleElement()
                .asString()
                .contains(",openssh-server,")
                .endsWith(",systemd-sysv,nginx-light,g++");
    }

    @Test
    void namesPackagesThatAreMissing() {
        AptComplaints complaints = new AptComplaints();
        List.of(
                        "I: running apt-get update...",
                        "E: Unable to locate package nginx-lite",
                        "E: Package 'tomcat8' has no installation candidate",
                        "E: setup failed: E: apt-get --yes install nginx-lite tomcat8 failed",
                        "E: mmdebstrap failed to run")
                .forEach(complaints::hear);

        assertThat(complaints.sentence("bookworm", "nothing"))
                .isEqualTo("there are no packages nginx-lite, tomcat8 in bookworm");
    }

    @Test
    void tellsTheFirstOfOtherComplaints() {
        AptComplaints complaints = new AptComplaints();

        assertThat(complaints.sentence("bookworm", "nothing")).isEqualTo("nothing");
        complaints.hear("E: Failed to fetch http://mirror.example.org/debian/InRelease  Could not resolve it");
        complaints.hear("E: mmdebstrap failed to run");
        assertThat(complaints.sentence("bookworm", "nothing")).startsWith("Failed to fetch http://mirror.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://x", "http://a b", "file:///etc", "http://a\nb", "-o"})
    void refusesMirrorsThatAreNone(String mirror) {
        TemplateBuilder builder = new TemplateBuilder(new TemplateCache(directory), new FreeSpace(0));

        TemplateBuild build = new TemplateBuild("mine", Optional.of("debian-12"), List.of(), Optional.of(mirror));

        assertThatThrownBy(() -> builder.build(build, step -> {}))
                .hasMessageStartingWith("Bad mirror \"")
                .extracting(e -> ((VezereException) e).kind())
                .isEqualTo(FailureKind.BAD_PARAMETER);
    }

    @Test
    void findsTheMachinesMirrorInStanzas() throws IOException {
        Path apt =
                Files.createDirectories(directory.resolve("apt/sources.list.d")).getParent();
        Files.writeString(apt.resolve("sources.list.d/debian.sources"), """
                # a comment
                Types: deb deb-src
                URIs: http://mirror.example.org/debian/
                Suites: bookworm bookworm-updates
                Components: main contrib
                Signed-By:
                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                 .

                Types: deb
                URIs: http://mirror.example.org/debian-security
                Suites: bookworm-security
                Components: main
                """);
        Files.writeString(apt.resolve("sources.list.d/node.list"), "deb http://node.example.org nodistro main\n");

        assertThat(DebianMirror.ofMachine(apt).lines(DebianRelease.DEBIAN_13))
                .containsExactly(
                        "deb http://mirror.example.org/debian trixie main",
                        "deb http://mirror.example.org/debian trixie-updates main",
                        "deb http://mirror.example.org/debian-security trixie-security main");
    }

    @Test
    void findsTheMachinesMirrorInLines() throws IOException {
        Path apt = Files.createDirectories(directory.resolve("apt"));
        Files.writeString(apt.resolve("sources.list"), """
                # deb http://old.example.org/debian bookworm main
                deb [arch=amd64 signed-by=/x.gpg] https://mirror.example.org/debian stable main # mine
                deb http://security.example.org/debian-security bullseye/updates main
                deb-src http://src.example.org/debian stable main
                """);

        DebianMirror mirror = DebianMirror.ofMachine(apt);

        assertThat(mirror.archive()).isEqualTo("https://mirror.example.org/debian");
        assertThat(mirror.security()).contains("http://security.example.org/debian-security");
    }

    @Test
    void takesThePublicMirrorWhereTheMachineHasNone() throws IOException {
        assertThat(DebianMirror.ofMachine(directory.resolve("none")).lines(DebianRelease.DEBIAN_12))
                .contains("deb http://deb.debian.org/debian bookworm main");
    }
}
