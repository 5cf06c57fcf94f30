package org.vezere.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.tool.ExternalTool;

class TemplateLayersTest {
    @TempDir
    Path directory;

    private Path cacheDirectory;
    private Path layersDirectory;
    private TemplateCache cache;
    private TemplateLayers layers;

    @BeforeEach
    void openCache() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "unpacking sets owners");
        cacheDirectory = Files.createDirectory(directory.resolve("cache"));
        layersDirectory = directory.resolve("layers");
        cache = new TemplateCache(cacheDirectory);
        layers = new TemplateLayers(layersDirectory, new FreeSpace(0));
    }

    @Test
    void unpacksOnceIntoAClosedDirectory() throws IOException {
        Template template = write("small", TarMaker.system().file("./etc/motd", "hello"));

        TemplateLayer layer = layers.of(template);
        Instant unpacked = changed(layer.root());
        TemplateLayer again = layers.of(template);

        assertThat(layer.id()).matches("small-[0-9a-f]{12}");
        assertThat(layer.root().resolve("etc/motd")).hasContent("hello");
        assertThat(again).isEqualTo(layer);
        assertThat(changed(layer.root())).isEqualTo(unpacked);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layersDirectory)))
                .isEqualTo("rwx------");
    }

    @Test
    void finishesLinksFollowedInsideTheTreeWhenLookingForInit() throws IOException {
        Template template = write(
                "links",
                new TarMaker()
                        .directory("./")
                        .symbolicLink("./sbin", "usr/sbin")
                        .directory("./usr/")
                        .directory("./usr/sbin/")
                        .symbolicLink("./usr/sbin/init", "/lib/systemd/systemd")
                        .symbolicLink("./lib", "usr/lib")
                        .directory("./usr/lib/")
                        .directory("./usr/lib/systemd/")
                        .file("./usr/lib/systemd/systemd", "#!/bin/sh\n", 0755));

        assertThat(layers.of(template).root()).isDirectory();
    }

    @Test
    void refusesATreeThatCannotBeStarted() throws IOException {
        Template empty = write("data", new TarMaker().file("./readme", "hello"));
        Template outside = write("outside", new TarMaker().directory("./sbin/").symbolicLink("./sbin/init", "/bin/sh"));
        Template text = write("text", new TarMaker().directory("./sbin/").file("./sbin/init", "x", 0644));

        for (Template template : List.of(empty, outside, text)) {
            assertThatThrownBy(() -> layers.of(template))
                    .hasMessageContaining("is not a system: it has none of /sbin/init, /etc/init, /bin/init");
        }
        assertThat(visible()).isEmpty();
    }

    @Test
    void leavesNothingOfAnArchiveThatTurnsOutBad() throws IOException {
        Template template = write("bad", TarMaker.system().file("./a/../../../evil", "x"));

        assertThatThrownBy(() -> layers.of(template)).hasMessageContaining("has \"..\" in its name");
        assertThat(visible()).isEmpty();
    }

    @Test
    void leavesDeviceNodesOut() throws IOException {
        Template template = write(
                "devices",
                TarMaker.system()
                        .directory("./dev/")
                        .entry("./dev/null", TarConstants.LF_CHR)
                        .directory("./dev/pts/"));

        Path root = layers.of(template).root();

        assertThat(root.resolve("dev")).isEmptyDirectory();
    }

    @Test
    void survivesAnUnpackingThatWasCutOff() throws IOException {
        Template template = write("crash", TarMaker.system());
        TemplateLayer layer = layers.of(template);
        layers.remove(layer);
        Path halfMade = Files.createDirectories(layersDirectory.resolve(layer.id() + ".tmp/root/etc"));
        Files.createSymbolicLink(halfMade.resolve("evil"), directory.resolve("cache"));
        assertThat(layers.list()).isEmpty();

        assertThat(layers.of(template).root().resolve("sbin/init")).exists();
        assertThat(visible()).containsExactly(layer.id());
        assertThat(cacheDirectory).isNotEmptyDirectory();
    }

    @Test
    void knowsATouchedArchiveAgainAndARebuiltOneNot() throws IOException {
        Template template = write("debian", TarMaker.system());
        TemplateLayer first = layers.of(template);

        Files.setLastModifiedTime(template.file(), FileTime.fromMillis(1000));
        assertThat(layers.of(template)).isEqualTo(first);

        TemplateLayer second = layers.of(write("debian", TarMaker.system().file("./new", "x")));
        assertThat(second).isNotEqualTo(first);
        assertThat(layers.ofName("debian")).containsExactlyInAnyOrder(first, second);
        assertThat(layers.ofName("deb")).isEmpty();
    }

    @Test
    void letsParallelUsersWaitForOneUnpacking() throws IOException, InterruptedException, ExecutionException {
        Template template = write("shared", TarMaker.system().file("./big", "x".repeat(1 << 20)));
        List<Future<TemplateLayer>> users = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int user = 0; user < 8; user++) {
                users.add(threads.submit(() -> new TemplateLayers(layersDirectory, new FreeSpace(0)).of(template)));
            }
        }

        for (Future<TemplateLayer> user : users) {
            assertThat(user.get()).isEqualTo(users.getFirst().get());
        }
        assertThat(visible()).hasSize(1);
    }

    @Test
    void keepsWhatGnuTarKnowsOfFiles() throws IOException {
        Path tree = Files.createDirectories(directory.resolve("tree/sbin")).getParent();
        Path init = Files.writeString(tree.resolve("sbin/init"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path ping = Files.writeString(tree.resolve("ping"), "x");
        assertThat(ExternalTool.of("setcap", "cap_net_raw+ep", ping.toString())
                        .run()
                        .succeeded())
                .isTrue();
        assertThat(ExternalTool.of("chown", "1234:5678", ping.toString()).run().succeeded())
                .isTrue();
        assertThat(ExternalTool.of("setcap", "cap_net_raw+ep", ping.toString())
                        .run()
                        .succeeded())
                .isTrue();
        assertThat(ExternalTool.of("chmod", "4755", init.toString()).run().succeeded())
                .isTrue();
        Path archive = cacheDirectory.resolve("full.tar");
        assertThat(ExternalTool.of(
                                "tar",
                                "-C",
                                tree.toString(),
                                "--xattrs",
                                "--xattrs-include=*",
                                "-cf",
                                archive.toString(),
                                ".")
                        .run()
                        .succeeded())
                .isTrue();

        Path root = layers.of(cache.require("full")).root();

        assertThat(Files.getAttribute(root.resolve("ping"), "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(root.resolve("ping"), "unix:gid")).isEqualTo(5678);
        assertThat(((Integer) Files.getAttribute(root.resolve("sbin/init"), "unix:mode")) & 07777)
                .isEqualTo(04755);
        assertThat(ExternalTool.of("getcap", root.resolve("ping").toString())
                        .run()
                        .said())
                .contains("cap_net_raw=ep");
    }

    /// The second wall: even an archive that fooled the check can't reach anything outside.
    @Test
    void confinesTarToTheTree() throws IOException {
        Path victim = Files.createDirectory(directory.resolve("victim"));
        Path jail = Files.createDirectory(directory.resolve("jail"));
        Path tree = Files.createDirectory(directory.resolve("root"));
        byte[] archive = new TarMaker()
                .symbolicLink("./out", victim.toString())
                .file("./out/evil", "x")
                .file("../../escaped", "x")
                .entry("./node", TarConstants.LF_CHR)
                .bytes();

        ExternalTool.of(ConfinedTar.command(jail, tree, List.of("--absolute-names", "--keep-directory-symlink")))
                .consume(input -> input.write(archive));

        assertThat(victim).isEmptyDirectory();
        assertThat(directory.resolve("escaped")).doesNotExist();
        assertThat(directory.getParent().resolve("escaped")).doesNotExist();
        assertThat(Files.exists(tree.resolve("node"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    private Template write(String name, TarMaker maker) throws IOException {
        maker.write(cacheDirectory.resolve(name + ".tar"));
        return cache.require(name);
    }

    private List<String> visible() throws IOException {
        try (Stream<Path> entries = Files.list(layersDirectory)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    private static Instant changed(Path file) throws IOException {
        return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
    }
}
