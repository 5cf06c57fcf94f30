package org.vezere.daemon.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.cli.Invocation;

/// This room's tests run in the heap that vzd has (`-Xmx64m`), so what is kept in memory would not fit.
@Timeout(120)
class BulkTest {
    private static final long GIBIBYTE = 1L << 30;

    private static int copy(Invocation invocation) {
        try {
            invocation.streams().in().transferTo(invocation.streams().out());
            return invocation.argv().size();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Test
    void aGibibyteGoesInAndComesBackUnchanged(@TempDir Path directory) throws Exception {
        Path socket = directory.resolve("vzd.sock");
        CRC32C sent = new CRC32C();
        CRC32C received = new CRC32C();
        long back = 0;
        LinkedBlockingQueue<Integer> credits = new LinkedBlockingQueue<>();

        try (StarterServer server = StarterServer.open(socket, BulkTest::copy, Duration.ofSeconds(1));
                TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl");
            Thread sender = Thread.ofPlatform().start(() -> send(starter, credits, sent));
            TestStarter.Received frame = starter.receive();
            while (frame.type() != 'X') {
                if (frame.type() == 'C') {
                    credits.add(frame.number());
                } else {
                    back += frame.payload().remaining();
                    received.update(frame.payload());
                }
                frame = starter.receive();
            }
            sender.join();
            assertThat(server).isNotNull();
        }

        assertThat(back).isEqualTo(GIBIBYTE);
        assertThat(received.getValue()).isEqualTo(sent.getValue());
    }

    private static void send(TestStarter starter, LinkedBlockingQueue<Integer> credits, CRC32C sum) {
        try {
            long left = GIBIBYTE;
            byte counter = 0;
            while (left > 0) {
                byte[] piece = new byte[(int) Math.min(left, credits.take())];
                java.util.Arrays.fill(piece, counter++);
                sum.update(piece);
                starter.frame('I', piece);
                left -= piece.length;
            }
            starter.frame('I', new byte[0]);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
