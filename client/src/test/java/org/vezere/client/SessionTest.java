package org.vezere.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SessionTest {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> terminalCalls = new ArrayList<>();

    @TempDir
    Path directory;

    private ServerSocketChannel server;
    private SocketChannel starterSide;
    private SocketChannel vzd;
    private Session session;

    @BeforeEach
    void connect() throws IOException, InterruptedException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(directory.resolve("vzd.sock")));
        starterSide = new Connector(directory, List.of(), Duration.ZERO).connect(false);
        vzd = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        vzd.close();
        starterSide.close();
        server.close();
    }

    @Test
    void copiesOutputAndErrorAndReturnsExitCode() throws Exception {
        CompletableFuture<Integer> code = start("", output);

        say('O', "out");
        say('E', "err");
        say('O', "put");
        sayNumber('X', 0x1ff);

        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(255);
        assertThat(output).hasToString("output");
        assertThat(error).hasToString("err");
    }

    @Test
    void helloTellsAll() throws Exception {
        Hello hello = new Hello(5, 24, 80, "/tmp", List.of("vzctl", "", "zwölf"), Map.of("A", "b"));

        ByteBuffer payload = hello.frame().payload();

        assertThat(payload.getInt()).isEqualTo(1);
        assertThat(payload.getInt()).isEqualTo(5);
        assertThat(payload.getShort()).isEqualTo((short) 24);
        assertThat(payload.getShort()).isEqualTo((short) 80);
        assertThat(payload.getInt()).isEqualTo(3);
        assertThat(StandardCharsets.UTF_8.decode(payload).toString()).isEqualTo("/tmp\0vzctl\0\0zwölf\0A=b\0");
    }

    @Test
    void readsNoInputWithoutCreditAndNeverMoreThanGiven() throws Exception {
        ByteArrayInputStream input = new ByteArrayInputStream("0123456789".getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Integer> code = start(input);
        sayNumber('T', 0);
        Thread.sleep(100);

        assertThat(input.available()).isEqualTo(10);
        sayNumber('C', 4);
        assertThat(hear('I')).isEqualTo("0123");
        sayNumber('C', 100);
        assertThat(hear('I')).isEqualTo("456789");
        assertThat(hear('I')).isEmpty();
        sayNumber('X', 0);
        assertThat(code.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void tellsThatVzdWentAwayAndRestoresTheTerminal() throws Exception {
        CompletableFuture<Integer> code = start("", output);

        sayNumber('T', 1);
        vzd.close();

        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(error).hasToString("vzd went away\n");
        assertThat(terminalCalls).startsWith("raw", "restore");
    }

    @Test
    void refusesBrokenFrames() throws Exception {
        CompletableFuture<Integer> code = start("", output);

        say('I', "x");

        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(error).hasToString("vzd sent a broken frame\n");
    }

    @Test
    void closedOutputEndsAsByBrokenPipe() throws Exception {
        CompletableFuture<Integer> code = start("", new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        });

        say('O', "nobody");

        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(141);
    }

    @Test
    void signalWithoutAnswerForTwoSecondsEnds() throws Exception {
        CompletableFuture<Integer> code = start("", output);

        assertThat(session.signal(2)).isTrue();
        assertThat(hear('S')).isEqualTo("\2\0\0\0");
        nanos.set(1_000_000_000);
        assertThat(session.signal(2)).isTrue();
        nanos.set(2_500_000_000L);
        assertThat(session.signal(15)).isTrue();
        assertThat(session.signal(2)).isFalse();
        sayNumber('X', 0);
        assertThat(code.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void answeredSignalDoesNotCount() throws Exception {
        CompletableFuture<Integer> code = start("", output);

        session.signal(2);
        say('O', "patience");
        sayNumber('C', 0);
        while (output.size() == 0) {
            Thread.onSpinWait();
        }
        nanos.set(3_000_000_000L);

        assertThat(session.signal(2)).isTrue();
        sayNumber('X', 0);
        assertThat(code.get(10, TimeUnit.SECONDS)).isZero();
    }

    private CompletableFuture<Integer> start(String input, OutputStream to) throws IOException {
        return start(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), to);
    }

    private CompletableFuture<Integer> start(ByteArrayInputStream input) throws IOException {
        return start(input, output);
    }

    private CompletableFuture<Integer> start(ByteArrayInputStream input, OutputStream to) throws IOException {
        Terminal terminal = new Terminal(0) {
            @Override
            synchronized void raw() {
                terminalCalls.add("raw");
            }

            @Override
            synchronized void restore() {
                terminalCalls.add("restore");
            }
        };
        session = new Session(starterSide, input, to, error, terminal, nanos::get);
        Hello hello = new Hello(0, 0, 0, "/", List.of("vzctl"), Map.of());
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> session.run(hello.frame()));
        hear('H');
        return code;
    }

    private void say(char type, String text) throws IOException {
        new Frame(type, StandardCharsets.UTF_8.encode(text)).write(vzd);
    }

    private void sayNumber(char type, int number) throws IOException {
        Frame.ofNumber(type, number).write(vzd);
    }

    private String hear(char type) throws IOException {
        ByteBuffer header = fill(Frame.HEADER);
        assertThat((char) header.getInt()).isEqualTo(type);
        return StandardCharsets.UTF_8.decode(fill(header.getInt())).toString();
    }

    private ByteBuffer fill(int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            assertThat(vzd.read(bytes)).isNotNegative();
        }
        return bytes.flip();
    }
}
