package org.vezere.linux.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;

/// Isolation B10: nothing that lies in a VE's tree leads VE0 out of it.
final class ConfinedRootTest {
    @TempDir
    Path directory;

    private Path inside;
    private Path outside;
    private ConfinedRoot root;

    @BeforeEach
    void open() throws Exception {
        inside = Files.createDirectories(directory.resolve("ve/etc")).getParent();
        outside = Files.writeString(directory.resolve("secret"), "of VE0");
        root = ConfinedRoot.open(inside.toString());
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void linksNeverLeadOut() throws Exception {
        Files.createSymbolicLink(inside.resolve("etc/absolute"), outside);
        Files.createSymbolicLink(inside.resolve("etc/relative"), Path.of("../../../../../secret"));
        Files.createSymbolicLink(inside.resolve("etc/up"), Path.of("../.."));
        Files.createSymbolicLink(inside.resolve("etc/magic"), Path.of("/proc/self/root"));

        assertThat(root.readText("/etc/absolute", 100)).isEmpty();
        assertThat(root.readText("etc/relative", 100)).isEmpty();
        assertThat(root.readText("../../secret", 100)).isEmpty();
        assertThat(root.readText("etc/up/secret", 100)).isEmpty();
        assertThat(root.exists("etc/magic")).isFalse();
        assertThat(root.list("/etc/up")).containsExactly("etc");
    }

    @Test
    void absoluteLinksBeginAtTheRoot() throws Exception {
        Files.writeString(inside.resolve("etc/hostname"), "ve\n");
        Files.createSymbolicLink(inside.resolve("etc/link"), Path.of("/etc/hostname"));

        assertThat(root.readText("etc/link", 100)).contains("ve\n");
        assertThat(root.readLink("etc/link")).isEqualTo("/etc/hostname");
    }

    @Test
    void writingReplacesALinkAndNotWhatItPointsTo() throws Exception {
        Files.createSymbolicLink(inside.resolve("etc/resolv.conf"), outside);

        root.write("etc/resolv.conf", "nameserver 198.51.100.1\n".getBytes(StandardCharsets.UTF_8), 0644, 0, 0);

        assertThat(Files.readString(outside)).isEqualTo("of VE0");
        assertThat(Files.isSymbolicLink(inside.resolve("etc/resolv.conf"))).isFalse();
        assertThat(root.readText("etc/resolv.conf", 100)).contains("nameserver 198.51.100.1\n");
        assertThat(root.list("etc")).containsExactly("resolv.conf");
    }

    @Test
    void writingThroughALinkedDirectoryStaysInside() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(inside.resolve("etc/network"), elsewhere);

        assertThatThrownBy(() -> root.write("etc/network/interfaces", new byte[0], 0644, 0, 0))
                .isInstanceOf(KernelException.class);
        assertThatThrownBy(() -> root.makeDirectories("etc/network/deep", 0755, 0, 0))
                .isInstanceOf(KernelException.class);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void filesThatAreNotRegularAreNotOpened() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", inside.resolve("etc/passwd").toString())
                        .start()
                        .waitFor())
                .isZero();

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> root.read("etc/passwd", 100))
                        .isInstanceOfSatisfying(
                                KernelException.class,
                                failure -> assertThat(failure.errno()).isEqualTo(Errno.EOPNOTSUPP))
                        .hasMessageContaining("etc/passwd, which is a FIFO"));
        assertThatThrownBy(() -> root.read("etc", 100)).hasMessageContaining("a directory");
    }

    @Test
    void bigFilesAreRefused() throws Exception {
        Files.write(inside.resolve("etc/big"), new byte[101]);
        Files.write(inside.resolve("etc/fits"), new byte[100]);

        assertThat(root.read("etc/fits", 100))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(100));
        assertThatThrownBy(() -> root.read("etc/big", 100))
                .hasMessage("read(etc/big, which has more than 100 bytes): file too large (EFBIG)");
    }

    @Test
    void replacingKeepsModeAndOwner() throws Exception {
        Path shadow = Files.writeString(inside.resolve("etc/shadow"), "old");
        Files.setPosixFilePermissions(shadow, PosixFilePermissions.fromString("rw-r-----"));
        if (isRoot()) {
            Files.setAttribute(shadow, "unix:gid", 42);
        }

        root.replace("etc/shadow", "new");
        root.replace("etc/fresh", "x");

        FileStatus status = root.status("etc/shadow").orElseThrow();
        assertThat(status.mode()).isEqualTo(0640);
        assertThat(status.gid()).isEqualTo(isRoot() ? 42 : Files.getAttribute(inside, "unix:gid"));
        assertThat(root.status("etc/fresh").orElseThrow().mode()).isEqualTo(0644);
        assertThat(Files.readString(shadow)).isEqualTo("new");
    }

    @Test
    void failedWriteLeavesNothing() throws Exception {
        Files.createDirectories(inside.resolve("etc/hosts/sub"));

        assertThatThrownBy(() -> root.write("etc/hosts", new byte[3], 0644, 0, 0))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.EISDIR));
        assertThat(root.list("etc")).containsExactly("hosts");
        assertThatThrownBy(() -> root.write("etc/..", new byte[0], 0644, 0, 0)).hasMessageContaining("file's name");
    }

    @Test
    void makesDirectoriesLinksAndRemovesThem() {
        root.makeDirectories("/var/lib/vezere/", 0750, 0, 0);
        root.makeDirectories("/var/lib/vezere", 0700, 0, 0);
        root.symlink("/run/lock", "var/lock");

        assertThat(root.status("var/lib/vezere").orElseThrow().mode()).isEqualTo(0750);
        assertThat(root.status("var/lock").orElseThrow().kind()).isEqualTo(FileKind.SYMBOLIC_LINK);
        assertThatThrownBy(() -> root.symlink("/x", "var/lock")).hasMessageContaining("exists already");
        assertThat(root.remove("var/lock")).isTrue();
        assertThat(root.remove("var/lock")).isFalse();
        assertThat(root.remove("no/where")).isFalse();
        root.removeTree("var");
        assertThat(root.exists("var")).isFalse();
        root.removeTree("var");
    }

    @Test
    void directoriesThatExistByWayOfALinkAreUsed() {
        root.makeDirectories("usr/lib", 0755, 0, 0);
        root.symlink("usr/lib", "lib");

        root.makeDirectories("lib/modules", 0755, 0, 0);

        assertThat(root.list("usr/lib")).containsExactly("modules");
    }

    @Test
    void deletingFollowsNoLinks() throws Exception {
        Path tree = Files.createDirectories(inside.resolve("tree/a/b"));
        Files.createSymbolicLink(tree.resolve("out"), directory);
        Files.writeString(tree.resolve("file"), "x");

        root.removeTree("tree");

        assertThat(inside.resolve("tree")).doesNotExist();
        assertThat(outside).exists();
    }

    @Test
    void deletesTreesOfAnyDepthAndBreadth() throws Exception {
        Path deep = inside.resolve("deep");
        String step = "/d".repeat(700);
        assertThat(new ProcessBuilder("mkdir", "-p", deep + step).start().waitFor())
                .isZero();
        assertThat(new ProcessBuilder("sh", "-c", "cd " + deep + step + " && mkdir -p ." + step + " && touch ./d/x")
                        .start()
                        .waitFor())
                .isZero();
        Path wide = Files.createDirectory(inside.resolve("wide"));
        for (int i = 0; i < 5000; i++) {
            Files.createFile(wide.resolve("a-file-with-a-rather-long-name-" + i));
        }

        root.removeTree("deep");
        root.removeTree("wide");

        assertThat(root.list("/")).containsExactly("etc");
    }

    @Test
    void namesThatAreNotTextAreDeletedToo() throws Exception {
        assertThat(new ProcessBuilder(
                                "sh",
                                "-c",
                                "mkdir " + inside + "/odd && cd " + inside
                                        + "/odd && touch \"$(printf 'a\\377b')\" '\n' -- -rf")
                        .start()
                        .waitFor())
                .isZero();
        assertThat(root.list("odd")).hasSize(3);

        root.removeTree("odd");

        assertThat(root.exists("odd")).isFalse();
    }

    @Test
    void namesOfDeviceFilesAreSeenButNotRead() throws Exception {
        assumeTrue(isRoot());
        assertThat(new ProcessBuilder("mknod", inside.resolve("disk").toString(), "b", "7", "200")
                        .start()
                        .waitFor())
                .isZero();

        FileStatus status = root.status("disk").orElseThrow();

        assertThat(status.kind()).isEqualTo(FileKind.BLOCK_DEVICE);
        assertThat(status.special()).isEqualTo(new FileStatus.DeviceNumber(7, 200));
        assertThatThrownBy(() -> root.read("disk", 10)).hasMessageContaining("a block device");
        assertThat(List.of(root.exists("disk"))).containsExactly(true);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
