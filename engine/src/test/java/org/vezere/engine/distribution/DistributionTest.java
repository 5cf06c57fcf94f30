package org.vezere.engine.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.linux.path.ConfinedRoot;
import org.vezere.model.value.IpAddress;

class DistributionTest {
    private static final Optional<IpAddress> ADDRESS = Optional.of(IpAddress.parse("198.51.100.7"));
    private static final VenetSettings VENET = new VenetSettings(List.of(ADDRESS.orElseThrow()), true, true);
    private static final ResolverSettings RESOLVER =
            new ResolverSettings(List.of("198.51.100.53"), List.of("example.org"));

    @TempDir
    Path directory;

    private Path tree;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectories(directory.resolve("tree/etc")).getParent();
    }

    @Test
    void writesTheSettingsOfADebian() throws IOException {
        Files.createDirectories(tree.resolve("etc/network"));
        Files.createDirectories(tree.resolve("etc/systemd/network"));
        Files.writeString(tree.resolve("etc/hosts"), "127.0.0.1 localhost\n");

        setAll();

        assertThat(warnings).isEmpty();
        assertThat(tree.resolve("etc/hostname")).hasContent("ve.example.org");
        assertThat(tree.resolve("etc/hosts")).content().contains("198.51.100.7 ve.example.org ve\n");
        assertThat(tree.resolve("etc/resolv.conf")).content().contains("nameserver 198.51.100.53\n");
        assertThat(tree.resolve("etc/network/interfaces")).content().contains("iface venet0 inet manual\n");
        assertThat(tree.resolve("etc/systemd/network/00-vezere-venet0.network"))
                .content()
                .contains("Unmanaged=yes\n");
        assertThat(tree.resolve("etc/NetworkManager")).doesNotExist();
    }

    @Test
    void takesBackWhatItToldTheNetworkPrograms() throws IOException {
        Files.createDirectories(tree.resolve("etc/network"));
        Files.createDirectories(tree.resolve("etc/systemd/network"));
        Files.createDirectories(tree.resolve("etc/NetworkManager/conf.d"));
        Files.writeString(tree.resolve("etc/network/interfaces"), "auto lo\n");
        distribution().setVenet(VENET);

        distribution().setVenet(VenetSettings.NONE);

        assertThat(tree.resolve("etc/network/interfaces")).hasContent("auto lo");
        assertThat(tree.resolve("etc/systemd/network")).isEmptyDirectory();
        assertThat(tree.resolve("etc/NetworkManager/conf.d")).isEmptyDirectory();
    }

    @Test
    void leavesFilesAloneThatAreRightAlready() throws IOException {
        setAll();
        Object inode = Files.getAttribute(tree.resolve("etc/hosts"), "unix:ino");

        setAll();

        assertThat(Files.getAttribute(tree.resolve("etc/hosts"), "unix:ino")).isEqualTo(inode);
    }

    @Test
    void keepsTheModeOfAFile() throws IOException {
        Path hosts = Files.writeString(tree.resolve("etc/hosts"), "127.0.0.1 localhost\n");
        Files.setPosixFilePermissions(hosts, PosixFilePermissions.fromString("rw-rw-r--"));

        setAll();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(hosts)))
                .isEqualTo("rw-rw-r--");
    }

    @Test
    void replacesALinkToSystemdResolvedByAFile() throws IOException {
        Path link = Files.createSymbolicLink(
                tree.resolve("etc/resolv.conf"), Path.of("../run/systemd/resolve/stub-resolv.conf"));

        setAll();

        assertThat(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(link).content().contains("nameserver 198.51.100.53");
    }

    /// Isolation B10: a link at any of the places never leads out.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "etc/hostname",
                "etc/hosts",
                "etc/resolv.conf",
                "etc/network/interfaces",
                "etc/systemd/network/00-vezere-venet0.network",
                "etc/NetworkManager/conf.d/00-vezere-venet0.conf"
            })
    void neverFollowsALinkOutOfTheTree(String place) throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious\n");
        Path link = tree.resolve(place);
        Files.createDirectories(link.getParent());
        for (Path target : List.of(victim, link.getParent().relativize(victim), Path.of("/etc/passwd"))) {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, target);

            setAll();
            distribution().setVenet(VenetSettings.NONE);

            assertThat(victim).hasContent("precious");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc", "etc/network", "etc/systemd", "etc/systemd/network", "etc/NetworkManager"})
    void neverEntersADirectoryOutsideThroughALink(String place) throws IOException {
        Path victim = Files.createDirectories(directory.resolve("victim"));
        for (String below : List.of("network", "systemd/network", "conf.d", "NetworkManager/conf.d")) {
            Files.createDirectories(victim.resolve(below));
        }
        Path link = tree.resolve(place);
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, victim);

        setAll();

        try (var files = Files.walk(victim)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void passesOverPipesDirectoriesDevicesAndHugeFiles() throws IOException {
        assertThat(ExternalTool.of("mkfifo", tree.resolve("etc/hosts").toString())
                        .run()
                        .succeeded())
                .isTrue();
        Files.createDirectory(tree.resolve("etc/resolv.conf"));
        Files.createDirectory(tree.resolve("etc/network"));
        Files.writeString(tree.resolve("etc/network/interfaces"), "#".repeat(2 << 20));
        Files.createSymbolicLink(tree.resolve("etc/hostname"), Path.of("hostname"));

        setAll();

        assertThat(warnings)
                .hasSize(4)
                .allMatch(line -> line.matches("/etc/[a-z./]+ of the container is left as it is: [^\\n]+"));
    }

    @Test
    void aTreeWithoutEtcIsTold() throws IOException {
        Files.delete(tree.resolve("etc"));

        setAll();

        assertThat(warnings).hasSize(3);
    }

    private void setAll() {
        Distribution distribution = distribution();
        distribution.setHostname("ve.example.org", ADDRESS);
        distribution.setResolver(RESOLVER);
        distribution.setVenet(VENET);
    }

    private Distribution distribution() {
        return new Distribution(ConfinedRoot.open(tree.toString()), warnings::add);
    }
}
