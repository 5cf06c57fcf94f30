package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Much at once, much in a row, and much data: nothing is mixed up, lost, or kept.
class ConcurrencyTest {
    private static final int AT_ONCE = 200;
    private static final int IN_A_ROW = 10_000;
    private static final long GIBIBYTE = 1L << 30;
    private static final int BLOCK = 1 << 20;
    /// What the JVM may take for itself between two looks: its heap is allowed to grow until it is first collected.
    private static final long GROWTH_KIB = 64 * 1024;

    private static Box box;

    @BeforeAll
    static void startVe() {
        box = Box.with("busybox");
        box.runningBusybox(201, "--numproc", "2000");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @Test
    @DisplayName("two hundred commands at once: each gets its own input, output and exit code")
    void twoHundredExecsAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Result>> all = IntStream.range(0, AT_ONCE)
                    .mapToObj(number -> threads.submit(() -> box.withInput(
                            ("input " + number + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                            "vzctl",
                            "exec2",
                            "201",
                            "cat; echo error " + number + " >&2; sleep 1; exit " + number)))
                    .toList();
            for (int number = 0; number < AT_ONCE; number++) {
                Result result = all.get(number).get();
                assertThat(result.out()).isEqualTo("input " + number + "\n");
                assertThat(result.err()).isEqualTo("error " + number + "\n");
                assertThat(result.exit()).isEqualTo(number);
            }
        }
    }

    @Test
    @DisplayName("a gibibyte goes through exec, in and out, and is the same")
    void aGibibyteBothWays() throws Exception {
        Process cat = box.start(Box.CHECKOUT.resolve("bin/vzctl").toString(), "exec3", "201", "/bin/cat");
        MessageDigest sent = sha256();
        Future<Long> feeding;
        MessageDigest received = sha256();
        long count;
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            feeding = threads.submit(() -> feed(cat.getOutputStream(), sent));
            try (InputStream out = new DigestInputStream(cat.getInputStream(), received)) {
                count = out.transferTo(OutputStream.nullOutputStream());
            }
            assertThat(feeding.get(1, TimeUnit.MINUTES)).isEqualTo(GIBIBYTE);
        }

        assertThat(cat.waitFor()).isZero();
        assertThat(count).isEqualTo(GIBIBYTE);
        assertThat(HexFormat.of().formatHex(received.digest()))
                .isEqualTo(HexFormat.of().formatHex(sent.digest()));
    }

    private static long feed(OutputStream to, MessageDigest digest) throws IOException {
        byte[] block = new byte[BLOCK];
        Random random = new Random(20);
        random.nextBytes(block);
        try (OutputStream in = new DigestOutputStream(to, digest)) {
            for (long written = 0; written < GIBIBYTE; written += BLOCK) {
                // Each block differs from the one before, so that one lost, doubled or out of place is seen.
                block[random.nextInt(BLOCK)]++;
                in.write(block);
            }
        }
        return GIBIBYTE;
    }

    private static MessageDigest sha256() throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256");
    }

    @Test
    @DisplayName("ten thousand commands in a row leave vzd no descriptor, thread or memory more")
    void tenThousandExecsInARow() {
        execs(IN_A_ROW / 5);
        collectGarbage();
        long descriptors = entries("fd");
        long threads = entries("task");
        long memory = anonymousKib();

        execs(IN_A_ROW - IN_A_ROW / 5);

        collectGarbage();
        await().atMost(Box.patience(10)).untilAsserted(() -> {
            assertThat(entries("fd")).as("descriptors").isLessThanOrEqualTo(descriptors + 8);
            assertThat(entries("task")).as("threads").isLessThanOrEqualTo(threads + 8);
        });
        assertThat(anonymousKib()).as("memory, KiB").isLessThan(memory + GROWTH_KIB);
        assertThat(box.vzctl("exec2", "201", "ps -o pid | wc -l").out().strip())
                .as("processes left in the VE")
                .matches("\\d|1\\d");
    }

    private static void execs(int count) {
        box.sh("i=0; while [ $i -lt " + count
                        + " ]; do vzctl exec3 201 /bin/true </dev/null || exit 1; i=$((i + 1)); done")
                .ok();
    }

    private static void collectGarbage() {
        box.sh("jcmd=$(dirname \"$(readlink /proc/" + box.vzd() + "/exe)\")/jcmd;" + " ! [ -x \"$jcmd\" ] || \"$jcmd\" "
                        + box.vzd() + " GC.run >/dev/null")
                .ok();
    }

    private static long entries(String directory) {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + box.vzd(), directory))) {
            return entries.count();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static long anonymousKib() {
        return box.sh("awk '/^RssAnon:/ { print $2 }' /proc/" + box.vzd() + "/status").lines().stream()
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("who finds a VE locked is told by whom, in the reference's words, with exit code 9")
    void lockedByWhom() throws Exception {
        box.busybox(202);
        Files.writeString(box.path("etc/vz/conf/202.start"), "#!/bin/sh\nsleep 3\n");
        box.sh("chmod 755 $VEZERE_PREFIX/etc/vz/conf/202.start").ok();
        Process start = box.start(Box.CHECKOUT.resolve("bin/vzctl").toString(), "start", "202");
        Path lock = box.path("vz/lock/202.lck");
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(lock));

        Result refused = box.vzctl("stop", "202", "--fast");

        assertThat(refused.exit()).isEqualTo(9);
        assertThat(refused.err())
                .matches("Locked by: pid " + start.pid()
                        + ", cmdline \\S*vzctl start 202\\nContainer already locked\\n");
        assertThat(start.waitFor()).isZero();
        assertThat(lock).doesNotExist();
    }
}
