package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Parts B9 to B11 of the isolation contract: files that a VE's root or a template's author made for VE0 to
/// stumble over. What they aim at is watched.
class HostileFilesTest {
    private static Box box;
    private static Path victims;
    private static long vzd;
    private static int siblingInit;
    private static Ve sibling;

    private Map<String, String> before = Map.of();
    private List<String> mountsBefore = List.of();

    @BeforeAll
    static void makeNode() throws IOException {
        box = Box.with("busybox");
        sibling = Ve.busybox(box, 202);
        siblingInit = sibling.init();
        vzd = box.vzd();
        // Outside the node, reachable by anybody, so that only Vezere's own care keeps it from being touched.
        victims = Files.createTempDirectory(Path.of("/tmp"), "vz-it-victims");
        Files.setPosixFilePermissions(victims, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String name :
                List.of("resolv.conf", "hosts", "hostname", "interfaces", "passwd", "shadow", "group", "init")) {
            Path file = Files.writeString(victims.resolve(name), "root:x:0:0:untouched:/root:/bin/sh\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Files.createDirectories(victims.resolve("directory"));
    }

    @AfterAll
    static void removeNode() throws IOException {
        box.close();
        box.sh("rm -rf " + victims);
        assertThat(victims).doesNotExist();
    }

    @BeforeEach
    void look() throws IOException {
        before = contents();
        mountsBefore = Files.readAllLines(Path.of("/proc/self/mounts"));
    }

    @AfterEach
    void lookAgain() throws IOException {
        assertThat(contents()).as("files of VE0 that were aimed at").isEqualTo(before);
        assertThat(Files.readAllLines(Path.of("/proc/self/mounts"))).isEqualTo(mountsBefore);
        assertThat(box.vzd()).as("vzd lives").isEqualTo(vzd);
        sibling.isWell(siblingInit);
    }

    private static Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(victims)) {
            for (Path file : files.toList()) {
                String attributes = Files.readAttributes(
                                file, "unix:mode,uid,gid,ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
                        .toString();
                contents.put(file.toString(), attributes + (Files.isRegularFile(file) ? Files.readString(file) : ""));
            }
        }
        for (String file : List.of("/etc/passwd", "/etc/resolv.conf", "/etc/hosts", "/etc/hostname")) {
            if (Files.isReadable(Path.of(file))) {
                contents.put(file, Files.readString(Path.of(file)));
            }
        }
        return contents;
    }

    /// Ways to lead a name inside a VE to a path of VE0.
    static Stream<Arguments> detours() {
        return Stream.<Map.Entry<String, UnaryOperator<String>>>of(
                        Map.entry("absolute", path -> path),
                        Map.entry("upwards", path -> "../../../../../../../../../.." + path),
                        Map.entry("by init's root", path -> "/proc/1/root" + path),
                        Map.entry("by one's own root", path -> "/proc/self/root" + path),
                        Map.entry("by one's own directory", path -> "/proc/self/cwd" + path))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "B10: settings written into a VE follow no link out of it: {0}")
    @MethodSource("detours")
    void b10SettingsFollowNoLink(String way, UnaryOperator<String> detour) {
        Ve trap = Ve.busybox(box, 203);
        plant(trap, detour, "resolv.conf", "hosts", "hostname", "passwd", "shadow", "group");
        trap.text(
                "mkdir -p /etc/network; ln -sf " + detour.apply(victims + "/interfaces") + " /etc/network/interfaces");

        setEverything("203");
        box.vzctl("restart", "203");
        setEverything("203");
        box.vzctl("stop", "203", "--fast");
        setEverything("203");
        box.vzctl("mount", "203");
        box.vzctl("umount", "203");
        box.vzctl("start", "203");
        assertThat(box.vzctl("status", "203").text()).as(way).isEqualTo("CTID 203 exist mounted running");

        box.vzctl("stop", "203", "--fast").ok();
        box.vzctl("destroy", "203").ok();
    }

    @ParameterizedTest(name = "B10: directories that are links lead no setting out of a VE: {0}")
    @MethodSource("detours")
    void b10DirectoriesFollowNoLink(String way, UnaryOperator<String> detour) {
        Ve trap = Ve.busybox(box, 204);
        trap.text("cp -a /etc /etc.old; rm -rf /etc; ln -s " + detour.apply(victims + "/directory") + " /etc");

        setEverything("204");
        box.vzctl("stop", "204", "--fast");
        setEverything("204");
        Result start = box.vzctl("start", "204");
        setEverything("204");

        assertThat(start.err().lines().count()).as(start.err()).isLessThanOrEqualTo(3);
        box.vzctl("stop", "204", "--fast");
        box.vzctl("destroy", "204").ok();
    }

    private static void plant(Ve trap, UnaryOperator<String> detour, String... names) {
        for (String name : names) {
            trap.text("rm -f /etc/" + name + "; ln -s " + detour.apply(victims + "/" + name) + " /etc/" + name);
        }
    }

    /// Whether each of these works in such a VE is not the question.
    private static void setEverything(String ctid) {
        box.vzctl("set", ctid, "--nameserver", "198.51.100.53", "--searchdomain", "evil.example.org", "--save");
        box.vzctl("set", ctid, "--hostname", "evil.example.org", "--save");
        box.vzctl("set", ctid, "--ipadd", "198.51.100." + ctid, "--save");
        box.vzctl("set", ctid, "--userpasswd", "root:secret");
        box.vzctl("set", ctid, "--ipdel", "all", "--save");
    }

    @ParameterizedTest(name = "B3, B11: a VE starts, or is refused in one line, when its {0} is a link into VE0")
    @ValueSource(strings = {"proc", "sys", "dev", "run", "sys/fs/cgroup", "sbin/init", "dev/pts", "root"})
    void b3MountPointsThatAreLinks(String place) {
        box.busybox(205);
        box.vzctl("mount", "205").ok();
        String root = box.path("vz/root/205").toString();
        box.sh("cd " + root + " && rm -rf ./" + place + " && mkdir -p $(dirname ./" + place + ") && ln -s " + victims
                        + "/directory ./" + place)
                .ok();
        box.vzctl("umount", "205").ok();

        startsOrIsRefused("205");
    }

    @Test
    @DisplayName("B3: the directories that lie on the plain disk are not mounted through links of the VE")
    void b3PlainDirectoriesThatAreLinks() {
        Ve trap = Ve.busybox(box, 208);
        trap.text("umount /var/lib/docker /var/lib/containers; rm -rf /var/lib; ln -s " + victims
                + "/directory /var/lib");
        box.vzctl("stop", "208", "--fast").ok();

        startsOrIsRefused("208");
    }

    private static void startsOrIsRefused(String ctid) {
        Result start = box.vzctl("start", ctid);
        if (start.exit() == 0) {
            Ve ve = new Ve(box, Integer.parseInt(ctid));
            assertThat(ve.text("stat -f -c %T /proc; readlink /proc/1/ns/mnt")).contains("proc", "mnt:[");
        } else {
            assertThat(start.err().lines().count()).as(start.err()).isBetween(1L, 2L);
            assertThat(start.err()).doesNotContain("Exception", "\tat ");
            assertThat(box.vzctl("status", ctid).text()).isEqualTo("CTID " + ctid + " exist unmounted down");
        }
        box.vzctl("stop", ctid, "--fast");
        box.vzctl("destroy", ctid).ok();
    }

    @Test
    @DisplayName("B9: programs of a VE are executed in the VE, and VE0 executes nothing out of its tree")
    void b9NothingOfAVeIsExecutedByVe0() throws IOException {
        Ve trap = Ve.busybox(box, 206, "--ipadd", "198.51.100.206");
        Path marker = victims.resolveSibling(victims.getFileName() + "-marker");
        for (String program : List.of(
                "/bin/bash",
                "/usr/sbin/chpasswd",
                "/usr/sbin/useradd",
                "/bin/passwd",
                "/bin/ip",
                "/bin/mount",
                "/bin/umount",
                "/sbin/ifup",
                "/bin/tar",
                "/bin/e2fsck",
                "/bin/hostname")) {
            trap.write("/tmp/trap", "#!/bin/busybox sh\ntouch " + marker + " " + victims + "/executed\nexit 0\n");
            trap.text("cp /tmp/trap /tmp/new && chmod 755 /tmp/new && mv -f /tmp/new " + program);
        }
        setEverything("206");
        box.vzctl("exec", "206", "true");
        box.vzctl("restart", "206");
        setEverything("206");

        assertThat(marker).doesNotExist();
        String tree = box.path("vz").toString();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            assertThat(processes
                            .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                            .map(process -> {
                                try {
                                    return Files.readSymbolicLink(process.resolve("exe"))
                                            .toString();
                                } catch (IOException kernelThread) {
                                    return "";
                                }
                            }))
                    .noneMatch(program -> program.startsWith(tree));
        }
        box.vzctl("stop", "206", "--fast");
        box.vzctl("destroy", "206").ok();
    }

    static Stream<Arguments> archives() {
        String out = "/../../../../../../../../../..";
        return Stream.of(
                Arguments.of("a name with ..", HostileTar.system().file("../evil", "x")),
                Arguments.of(
                        "a name with .. inside", HostileTar.system().file("./etc/" + out + "/tmp/vz-it-evil", "x")),
                Arguments.of("an absolute name", HostileTar.system().file("/tmp/vz-it-evil", "x")),
                Arguments.of(
                        "a file below a link",
                        HostileTar.system()
                                .link(HostileTar.SYMBOLIC_LINK, "./out", "/tmp")
                                .file("./out/vz-it-evil", "x")),
                Arguments.of(
                        "a link that becomes a directory",
                        HostileTar.system()
                                .link(HostileTar.SYMBOLIC_LINK, "./out", "/tmp")
                                .directory("./out/")
                                .file("./out/vz-it-evil", "x")),
                Arguments.of(
                        "a file over a link",
                        HostileTar.system()
                                .link(HostileTar.SYMBOLIC_LINK, "./out", "/tmp/vz-it-evil")
                                .file("./out", "x")),
                Arguments.of(
                        "a hard link out of the tree",
                        HostileTar.system().link(HostileTar.HARD_LINK, "./shadow", "/etc/shadow")),
                Arguments.of(
                        "a hard link upwards",
                        HostileTar.system().link(HostileTar.HARD_LINK, "./shadow", "." + out + "/etc/shadow")),
                Arguments.of(
                        "a hard link by a symbolic link",
                        HostileTar.system()
                                .link(HostileTar.SYMBOLIC_LINK, "./e", "/etc")
                                .link(HostileTar.HARD_LINK, "./shadow", "./e/shadow")),
                Arguments.of(
                        "a symbolic link upwards",
                        HostileTar.system().link(HostileTar.SYMBOLIC_LINK, "./up", "." + out + "/etc")),
                Arguments.of("a block device", HostileTar.system().device(HostileTar.BLOCK_DEVICE, "./etc/disk")),
                Arguments.of("a character device", HostileTar.system().device(HostileTar.CHARACTER_DEVICE, "./mem")),
                Arguments.of(
                        "a duplicate", HostileTar.system().file("./etc/a", "1").file("./etc/a", "2")),
                Arguments.of("an unknown kind", HostileTar.system().link('Z', "./z", "")),
                Arguments.of("a bomb", HostileTar.system().lyingFile("./bomb", 07777777777L)),
                Arguments.of("no system", new HostileTar().directory("./").directory("./etc/")));
    }

    @ParameterizedTest(name = "B11: a template with {0} is refused in one line, and nothing stays")
    @MethodSource("archives")
    void b11HostileArchives(String what, HostileTar archive) {
        Path file = box.path("vz/template/cache/evil.tar");
        archive.write(file);

        refuseTemplate(what, file);
    }

    @ParameterizedTest(name = "B11: a template that is cut off after {0} bytes is refused")
    @ValueSource(ints = {0, 1, 511, 512, 1000, 2048, 3000, 3584})
    void b11TruncatedArchives(int length) throws IOException {
        Path file = box.path("vz/template/cache/evil.tar");
        HostileTar.system().writeCut(file);
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), length));

        refuseTemplate("cut", file);
    }

    @ParameterizedTest(name = "B11: a compressed template that is {0} is refused")
    @ValueSource(strings = {"cut off", "damaged", "garbage"})
    void b11BrokenCompression(String how) throws IOException {
        Path file = box.path("vz/template/cache/evil.tar.zst");
        byte[] bytes = Files.readAllBytes(box.path("vz/template/cache/busybox.tar.zst"));
        switch (how) {
            case "cut off" -> bytes = java.util.Arrays.copyOf(bytes, bytes.length / 2);
            case "damaged" -> bytes[bytes.length / 2] ^= 0x55;
            default -> new java.util.Random(1).nextBytes(bytes);
        }
        Files.write(file, bytes);

        refuseTemplate(how, file);
    }

    @Test
    @DisplayName("B11: a template of more than 10^6 entries is refused in one line, soon, and vzd does not grow by it")
    void b11ManyEntries() throws Exception {
        Path file = box.path("vz/template/cache/evil.tar.zst");
        HostileTar.writeMany(file, 1_000_000);
        Instant begin = Instant.now();

        Result create = box.vzctl("create", "207", "--ostemplate", "evil");

        assertThat(create.err()).contains("refused: it has more than 1000000 entries");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Box.patience(60));
        // Its heap is 64 MiB; what a JVM needs besides that is more.
        assertThat(mostMemoryOfVzd()).isLessThan(320L << 20);
        refuseTemplate("too many entries", file);
    }

    /// In bytes.
    private static long mostMemoryOfVzd() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + vzd + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    << 10;
        }
    }

    private static void refuseTemplate(String what, Path file) {
        try {
            Result result = box.vzctl("create", "207", "--ostemplate", "evil");

            assertThat(result.exit()).as("%s: %s", what, result.out()).isIn(46, 47);
            assertThat(result.err().lines().filter(line -> !line.isBlank()).count())
                    .as(result.err())
                    .isEqualTo(1);
            assertThat(result.err()).contains("evil").doesNotContain("Exception");
            assertThat(box.vzctl("status", "207").out()).isEqualTo("CTID 207 deleted unmounted down\n");
            assertThat(box.path("vz/private/207")).doesNotExist();
            assertThat(box.path("etc/vz/conf/207.conf")).doesNotExist();
            assertThat(Path.of("/tmp/vz-it-evil")).doesNotExist();
            assertThat(box.sh(
                                    "find $VEZERE_PREFIX -path $VEZERE_PREFIX/etc -prune -o -name '*evil*' ! -name '.*.lock' -print")
                            .text())
                    .isEqualTo(file.toString());
            Result imported = box.vz("template", "import", file.toString(), "--name", "imported");
            // Whether a system is in it is asked when a VE is to be made.
            assertThat(imported.exit()).as("import of %s", what).matches(code -> code != 0 || what.equals("no system"));
            assertThat(Files.exists(box.path("vz/template/cache/imported.tar"))).isEqualTo(imported.exit() == 0);
        } finally {
            box.vz("template", "remove", "imported");
            file.toFile().delete();
            Path.of("/tmp/vz-it-evil").toFile().delete();
        }
    }
}
