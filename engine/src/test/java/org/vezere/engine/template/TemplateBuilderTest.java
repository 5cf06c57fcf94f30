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
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.model.FailureKind;
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

        Template template = new TemplateBuilder(cache, new FreeSpace(0)).build("busybox", Optional.empty(), steps::add);
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
                .build("busybox", Optional.empty(), step -> {});
        Template second = new TemplateBuilder(new TemplateCache(directory.resolve("b")), new FreeSpace(0))
                .build("busybox", Optional.empty(), step -> {});

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

        assertThatThrownBy(() -> builder.build("centos-6-x86", Optional.empty(), step -> {}))
                .hasMessage("No recipe for OS template centos-6-x86: busybox, debian-12, debian-13 can be built");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://x", "http://a b", "file:///etc", "http://a\nb", "-o"})
    void refusesMirrorsThatAreNone(String mirror) {
        TemplateBuilder builder = new TemplateBuilder(new TemplateCache(directory), new FreeSpace(0));

        assertThatThrownBy(() -> builder.build("debian-12", Optional.of(mirror), step -> {}))
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
