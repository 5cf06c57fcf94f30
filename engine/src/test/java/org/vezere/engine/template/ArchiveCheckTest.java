package org.vezere.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Isolation B11: what archives must not have.
class ArchiveCheckTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(1000, 1 << 20);

    @TempDir
    Path directory;

    @Test
    void countsEntriesAndBytesOfAnHonestArchive() throws IOException {
        Path archive = TarMaker.system()
                .symbolicLink("./bin", "/sbin")
                .hardLink("./sbin/halt", "./sbin/init")
                .symbolicLink("./sbin/up", "../etc")
                .entry("./sbin/initctl", TarConstants.LF_FIFO)
                .write(directory.resolve("good.tar"));

        ArchiveSummary summary = ArchiveCheck.check(archive, LIMITS);

        assertThat(summary).isEqualTo(new ArchiveSummary(7, 10, 0));
    }

    @Test
    void leavesOutDeviceNodesBelowDev() throws IOException {
        Path archive = TarMaker.system()
                .directory("./dev/")
                .entry("./dev/null", TarConstants.LF_CHR)
                .entry("lib/udev/devices/loop0", TarConstants.LF_BLK)
                .write(directory.resolve("devices.tar"));

        assertThat(ArchiveCheck.check(archive, LIMITS).devices()).isEqualTo(2);
    }

    @Test
    void refusesDeviceNodesElsewhere() throws IOException {
        refuses(
                new TarMaker().entry("./root/sda", TarConstants.LF_BLK),
                "\"./root/sda\" is a device node outside /dev");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "./a/../../evil", "a/..", ".."})
    void refusesDotsInNames(String name) throws IOException {
        refuses(new TarMaker().file(name, "x"), "has \"..\" in its name");
    }

    @Test
    void refusesAbsoluteNames() throws IOException {
        refuses(new TarMaker().file("/etc/passwd", "x"), "\"/etc/passwd\" has an absolute name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../../etc", "a/../../../etc", "./../../.."})
    void refusesSymbolicLinksThatClimbOut(String target) throws IOException {
        refuses(new TarMaker().symbolicLink("./link", target), "is a symbolic link out of the tree");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../etc/passwd", "a/../../b"})
    void refusesHardLinksThatLeadOut(String target) throws IOException {
        refuses(new TarMaker().hardLink("./link", target), "is a hard link out of the tree");
    }

    @Test
    void refusesHardLinksToNothing() throws IOException {
        refuses(TarMaker.system().hardLink("./link", "./etc/shadow"), "which does not come before it");
    }

    @Test
    void refusesEntriesBelowASymbolicLink() throws IOException {
        refuses(
                new TarMaker().symbolicLink("./etc", "/").file("./etc/deep/passwd", "x"),
                "lies below the symbolic link \"etc\"");
    }

    @Test
    void refusesNamesThatComeTwice() throws IOException {
        refuses(new TarMaker().file("./a", "1").file("a", "2"), "\"a\" comes twice");
    }

    @Test
    void acceptsADirectoryThatComesTwice() throws IOException {
        Path archive = new TarMaker().directory("./a/").directory("a/").write(directory.resolve("twice.tar"));

        assertThat(ArchiveCheck.check(archive, LIMITS).entries()).isEqualTo(2);
    }

    @Test
    void refusesUnknownKinds() throws IOException {
        refuses(new TarMaker().entry("./volume", (byte) 'M'), "is no file, directory, link or pipe");
    }

    @Test
    void refusesTooManyEntries() throws IOException {
        TarMaker many = new TarMaker();
        for (int i = 0; i <= LIMITS.entries(); i++) {
            many.directory("d" + i + "/");
        }

        refuses(many, "it has more than 1000 entries");
    }

    @Test
    void refusesMoreBytesThanAllowed() throws IOException {
        Path archive = new TarMaker().file("big", "x".repeat((1 << 20) + 1)).write(directory.resolve("big.tar"));

        assertThatThrownBy(() -> ArchiveCheck.check(archive, LIMITS))
                .isInstanceOf(VezereException.class)
                .hasMessageContaining("needs more than the 1048576 bytes")
                .extracting(e -> ((VezereException) e).kind())
                .isEqualTo(FailureKind.NO_SPACE);
    }

    @Test
    void refusesAHugeNameWithoutReadingIt() throws IOException {
        Path archive = directory.resolve("name.tar.gz");
        byte[] header = new TarMaker().file("x".repeat(200), "x").bytes();
        byte[] size = "77777777777\0".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, header, 124, size.length);
        fixChecksum(header);
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(archive))) {
            gzip.write(header, 0, 512);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 512; i++) {
                gzip.write(zeros);
            }
        }

        assertThatThrownBy(() -> ArchiveCheck.check(archive, LIMITS))
                .hasMessageContaining("the description of an entry is too long");
    }

    @Test
    void refusesEveryTruncationOfAnArchive() throws IOException {
        byte[] whole = TarMaker.system().file("./etc/motd", "hello".repeat(300)).bytes();
        int end = lastByte(whole);
        for (int length = 0; length <= end; length += 97) {
            Path cut = Files.write(directory.resolve("cut.tar"), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> ArchiveCheck.check(cut, LIMITS))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(VezereException.class);
        }
    }

    @Test
    void refusesTruncatedCompression() throws IOException {
        for (Compression compression : Compression.values()) {
            Path whole = Packed.as(
                    compression, TarMaker.system().file("a", random(5000)).bytes(), directory);
            byte[] bytes = Files.readAllBytes(whole);
            Files.write(whole, Arrays.copyOf(bytes, bytes.length * 2 / 3));

            assertThatThrownBy(() -> ArchiveCheck.check(whole, LIMITS))
                    .as("cut %s", compression)
                    .isInstanceOf(VezereException.class);
        }
    }

    @Test
    void readsEveryCompression() throws IOException {
        byte[] plain = TarMaker.system().file("a", random(5000)).bytes();
        for (Compression compression : Compression.values()) {
            Path packed = Packed.as(compression, plain, directory);
            ByteArrayOutputStream copy = new ByteArrayOutputStream();

            ArchiveSummary summary = ArchiveCheck.checkAndCopy(packed, LIMITS, copy);

            assertThat(Compression.of(packed)).isEqualTo(compression);
            assertThat(summary.entries()).isEqualTo(4);
            assertThat(copy.toByteArray()).as("copy of %s", compression).startsWith(Arrays.copyOf(plain, 6000));
        }
    }

    @Test
    void answersDamageWithAFailureOfOurs() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = TarMaker.system()
                .symbolicLink("./l", "sbin")
                .file("./etc/motd", "hello")
                .bytes();
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(directory.resolve("damaged.tar"), damaged);
            try {
                ArchiveCheck.check(file, LIMITS);
            } catch (VezereException expected) {
                assertThat(expected.getMessage())
                        .as("seed %d round %d", seed, round)
                        .doesNotContain("\n");
            }
        }
    }

    @Test
    void saysInOneLineWhatAStrangeNameDid() throws IOException {
        refuses(new TarMaker().file("evil\n\u001b[31m/../x", "x"), "evil??[31m/../x");
    }

    private void refuses(TarMaker maker, String reason) throws IOException {
        Path archive = maker.write(directory.resolve("bad.tar"));

        assertThatThrownBy(() -> ArchiveCheck.check(archive, LIMITS))
                .isInstanceOf(VezereException.class)
                .hasMessageContaining(archive.toString())
                .hasMessageContaining(reason)
                .extracting(e -> ((VezereException) e).kind())
                .isEqualTo(FailureKind.BAD_TEMPLATE);
    }

    private static String random(int length) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + random.nextInt(90)));
        }
        return text.toString();
    }

    private static int lastByte(byte[] bytes) {
        int last = bytes.length - 1;
        while (bytes[last] == 0) {
            last--;
        }
        return last;
    }

    private static void fixChecksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += Byte.toUnsignedInt(header[i]);
        }
        byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 148, text.length);
    }
}
