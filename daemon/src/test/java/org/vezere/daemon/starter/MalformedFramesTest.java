package org.vezere.daemon.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MalformedFramesTest {
    private static FrameReader reader(byte[] bytes) {
        return new FrameReader(Channels.newChannel(new ByteArrayInputStream(bytes)));
    }

    private static byte[] frame(int type, int length, byte[] payload) {
        return TestStarter.littleEndian(8 + payload.length)
                .putInt(type)
                .putInt(length)
                .put(payload)
                .array();
    }

    private static byte[] hello(int version, int count, String strings) {
        byte[] text = strings.getBytes(StandardCharsets.UTF_8);
        byte[] payload = TestStarter.littleEndian(16 + text.length)
                .putInt(version)
                .putInt(0)
                .putInt(0)
                .putInt(count)
                .put(text)
                .array();
        return frame('H', payload.length, payload);
    }

    @ParameterizedTest
    @CsvSource({
        "0x5a, 0, no frame has type Z",
        "0x00, 0, no frame has type 0",
        "0x149, 0, bytes 1 to 3",
        "0x49, 65537, at most 65536",
        "0x49, -1, 4294967295 bytes long",
        "0x48, 4194305, at most 4194304",
        "0x48, 15, too short",
        "0x57, 5, 5 bytes instead of 4",
        "0x53, 0, 0 bytes instead of 4",
        "0x53, 4, no signal has number 0"
    })
    void isRefusedInWords(int type, int length, String words) {
        byte[] bytes = frame(type, length, new byte[64]);

        assertThatThrownBy(() -> reader(bytes).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, '/:vzctl:', speaks version 2",
        "1, 0, '/:vzctl:', announces 0 arguments",
        "1, 2, '/:vzctl:', announces 2 arguments",
        "1, -1, '/:vzctl:', announces 4294967295 arguments",
        "1, 1, '', has 0 strings",
        "1, 1, '/:vzctl', does not end with a zero"
    })
    void aHelloThatDoesNotAddUpIsRefused(int version, int count, String strings, String words) {
        byte[] bytes = hello(version, count, strings.replace(':', '\0'));

        assertThatThrownBy(() -> reader(bytes).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(words);
    }

    @Test
    void anEnvironmentThatIsNoTextIsLeftOut() throws IOException {
        byte[] text = "/\0vzctl\0A=\u00ff\0B=2\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] payload = TestStarter.littleEndian(16 + text.length)
                .putInt(1)
                .putInt(0)
                .putInt(0)
                .putInt(1)
                .put(text)
                .array();

        StarterFrame frame = reader(frame('H', payload.length, payload)).next().orElseThrow();

        assertThat(frame)
                .isInstanceOfSatisfying(
                        StarterFrame.Hello.class,
                        hello -> assertThat(hello.environment()).containsExactly("B=2"));
    }

    @Test
    void aStreamThatEndsInsideAFrameIsNoFrame() {
        assertThatThrownBy(() -> reader(frame('I', 100, new byte[99])).next()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> reader(new byte[] {'I', 0, 0}).next()).isInstanceOf(EOFException.class);
    }

    @Test
    void aGreatLengthTakesNoMemoryBeforeItsBytesCome() throws Exception {
        assertThatThrownBy(() ->
                        reader(frame('H', FrameReader.MAX_HELLO, new byte[10])).next())
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aBigHelloIsReadWhole() throws IOException {
        String big = "x".repeat(3 << 20);

        StarterFrame frame =
                reader(hello(1, 2, "/\0vzctl\0" + big + "\0")).next().orElseThrow();

        assertThat(frame)
                .isInstanceOfSatisfying(
                        StarterFrame.Hello.class,
                        hello -> assertThat(hello.arguments()).containsExactly("vzctl", big));
    }

    @Test
    void randomFramesEndInAFrameOrARefusal() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = randomBytes(random);
            try {
                assertThat(frames(bytes)).isNotNegative();
            } catch (ProtocolException | EOFException | NotUtf8Exception refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            } catch (IOException | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ", round " + round, failed);
            }
        }
    }

    private static int frames(byte[] bytes) throws IOException {
        FrameReader reader = reader(bytes);
        int count = 0;
        while (reader.next().isPresent()) {
            count++;
        }
        return count;
    }

    @Test
    void aServerFedWithRubbishGoesOnAnsweringOthers(@TempDir Path directory) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path socket = directory.resolve("vzd.sock");
        try (StarterServer server = StarterServer.open(
                socket,
                invocation -> {
                    try {
                        return invocation.streams().in().readAllBytes().length;
                    } catch (IOException gone) {
                        throw new java.io.UncheckedIOException(gone);
                    }
                },
                Duration.ofSeconds(1))) {
            for (int round = 0; round < 300; round++) {
                try (TestStarter rubbish = new TestStarter(socket)) {
                    if (random.nextBoolean()) {
                        rubbish.hello("vzctl", "rubbish");
                    }
                    rubbish.raw(randomBytes(random));
                } catch (IOException _) {
                    // Refused in the middle of it, as it should be.
                    TimeUnit.MICROSECONDS.sleep(1);
                }
            }

            try (TestStarter starter = new TestStarter(socket)) {
                starter.hello("vzctl");
                starter.receive();
                starter.input("four");
                starter.input("");
                assertThat(starter.outcome().code()).as("seed %d", seed).isEqualTo(4);
            }
            assertThat(server).isNotNull();
        }
    }

    /// Mostly headers that are nearly right, so that more than the first check is met.
    private static byte[] randomBytes(Random random) {
        ByteBuffer bytes = TestStarter.littleEndian(4096);
        int frames = 1 + random.nextInt(4);
        for (int frame = 0; frame < frames; frame++) {
            byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 8 : 600)];
            random.nextBytes(payload);
            if (random.nextInt(3) == 0 && payload.length >= 16) {
                ByteBuffer.wrap(payload)
                        .order(bytes.order())
                        .putInt(1)
                        .putInt(0)
                        .putInt(0)
                        .putInt(random.nextInt(4));
                for (int at = 16; at < payload.length; at++) {
                    payload[at] = (byte) (random.nextInt(5) == 0 ? 0 : random.nextInt(128));
                }
            }
            int type = random.nextInt(20) == 0 ? random.nextInt() : "HIWSOECTX".charAt(random.nextInt(9));
            int length = random.nextInt(10) == 0 ? random.nextInt() : payload.length;
            bytes.putInt(type).putInt(length).put(payload);
        }
        byte[] whole = new byte[bytes.flip().remaining()];
        bytes.get(whole);
        return whole;
    }
}
