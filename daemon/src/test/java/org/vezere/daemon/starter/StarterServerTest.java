package org.vezere.daemon.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.cli.Invocation;
import org.vezere.model.Streams;

@Timeout(60)
class StarterServerTest {
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory;

    private Path socket;
    private StarterServer server;

    @BeforeEach
    void open() throws IOException {
        socket = directory.resolve("run/vzd.sock");
        server = StarterServer.open(socket, this::run, Duration.ofSeconds(5));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /// Small commands, by their second word.
    private int run(Invocation invocation) {
        try {
            return command(invocation, invocation.streams());
        } catch (IOException gone) {
            seen.add(gone);
            throw new UncheckedIOException(gone);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private int command(Invocation invocation, Streams streams) throws IOException, InterruptedException {
        switch (invocation.argv().get(1)) {
            case "echo" -> {
                print(streams, String.join(" ", invocation.argv()) + " " + invocation.environment());
                streams.err().write("complaint".getBytes(StandardCharsets.UTF_8));
                return 7;
            }
            case "line" -> print(streams, line(streams.in()));
            case "raw" -> {
                streams.raw(true);
                streams.raw(false);
                print(streams, String.valueOf(streams.window()));
            }
            case "wait" -> {
                CountDownLatch end = new CountDownLatch(1);
                streams.onResize(seen::add);
                streams.onSignal(number -> {
                    seen.add(number);
                    end.countDown();
                });
                streams.err().write("ready".getBytes(StandardCharsets.UTF_8));
                end.await();
            }
            case "flood" -> {
                byte[] piece = new byte[100_000];
                for (int round = 0; round < 100_000; round++) {
                    streams.out().write(piece);
                }
            }
            case "late" -> {
                Thread.sleep(200);
                streams.onSignal(seen::add);
            }
            case "pid" -> print(streams, Integer.toString(invocation.pid()));
            default -> throw new IllegalStateException("boom");
        }
        return 0;
    }

    private static void print(Streams streams, String text) throws IOException {
        streams.out().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
            line.append((char) read);
        }
        return line.toString();
    }

    @Test
    void handsOverArgumentsAndEnvironmentAndBringsBackBothStreamsAndTheCode() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello(0, List.of("vzctl", "echo", "päper", ""), List.of("A=1", "A=2", "nonsense"));

            assertThat(starter.outcome()).isEqualTo(new TestStarter.Outcome("vzctl echo päper  {A=1}", "complaint", 7));
        }
    }

    @Test
    void onlyRootFindsTheSocket() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(socket.resolveSibling(".vzd.sock.new")).doesNotExist();
    }

    @Test
    void asksForNoMoreInputThanTheCommandReads() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "line");

            for (char letter : "hi\n".toCharArray()) {
                TestStarter.Received credit = starter.receive();
                assertThat(credit.type()).isEqualTo('C');
                assertThat(credit.number()).isEqualTo(1);
                starter.input(String.valueOf(letter));
            }
            assertThat(starter.outcome().out()).isEqualTo("hi");
        }
    }

    @Test
    void endOfInputIsReadAsSuch() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "line");
            starter.input("");

            assertThat(starter.outcome().code()).isZero();
        }
    }

    @Test
    void inputWithoutCreditEndsTheConnection() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "wait");
            starter.receive();
            starter.input("pushed");

            assertThat(starter.ended()).isTrue();
        }
    }

    @Test
    void theTerminalIsMadeRawAndItsSizeIsKnown() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello(3, List.of("vzctl", "raw"), List.of());

            assertThat(starter.receive().number()).isEqualTo(1);
            assertThat(starter.receive().number()).isZero();
            assertThat(starter.outcome().out()).isEqualTo("Optional[WindowSize[rows=24, columns=80]]");
        }
    }

    @Test
    void withoutATerminalThereIsNoWindow() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello(1, List.of("vzctl", "raw"), List.of());

            assertThat(starter.outcome().out()).isEqualTo("Optional.empty");
        }
    }

    @Test
    void windowChangesAndSignalsReachTheCommand() throws Exception {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello(3, List.of("vzctl", "wait"), List.of());
            starter.receive();
            starter.window(50, 132);
            starter.signal(15);

            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(new Streams.WindowSize(50, 132));
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(15);
            assertThat(starter.outcome().code()).isZero();
        }
    }

    @Test
    void aSignalBeforeTheCommandListensIsNotLost() throws Exception {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "late");
            starter.signal(2);

            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void aCallerWhoGoesAwayIsASighup() throws Exception {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "wait");
            starter.receive();
        }

        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(StarterStreams.SIGHUP);
    }

    @Test
    void writingToACallerWhoWentAwayFails() throws Exception {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "flood");
            starter.receive();
        }

        assertThat(seen.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void aCommandThatFailsInsideIsAnsweredWithOneLineAndCode3() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "unheard");

            TestStarter.Outcome outcome = starter.outcome();
            assertThat(outcome.code()).isEqualTo(3);
            assertThat(outcome.err()).startsWith("internal error").hasLineCount(1);
        }
    }

    @Test
    void anArgumentThatIsNoTextIsRefusedInWords() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            byte[] strings = "/\0vzctl\0\u00ff\0".getBytes(StandardCharsets.ISO_8859_1);
            starter.frame(
                    'H',
                    TestStarter.littleEndian(16 + strings.length)
                            .putInt(1)
                            .putInt(0)
                            .putInt(0)
                            .putInt(2)
                            .put(strings)
                            .array());

            TestStarter.Outcome outcome = starter.outcome();
            assertThat(outcome.err()).isEqualTo("argument 1 is not UTF-8: \u00ff\n");
            assertThat(outcome.code()).isEqualTo(20);
        }
    }

    @Test
    void oneWhoDoesNotReadHoldsUpNobodyElse() throws IOException {
        List<TestStarter> stuck = new ArrayList<>();
        try {
            for (int number = 0; number < 20; number++) {
                TestStarter starter = new TestStarter(socket);
                stuck.add(starter);
                starter.hello("vzctl", "flood");
            }

            try (TestStarter starter = new TestStarter(socket)) {
                starter.hello("vzctl", "echo");
                assertThat(starter.outcome().code()).isEqualTo(7);
            }
        } finally {
            for (TestStarter starter : stuck) {
                starter.close();
            }
        }
    }

    @Test
    void answersTwoHundredAtOnce() throws Exception {
        int callers = 200;
        CountDownLatch all = new CountDownLatch(callers);
        Callable<String> caller = () -> {
            try (TestStarter starter = new TestStarter(socket)) {
                all.countDown();
                all.await();
                starter.hello("vzctl", "line");
                while (starter.receive().type() == 'C') {
                    starter.input("x");
                    starter.receive();
                    starter.input("\n");
                    return starter.outcome().out();
                }
                return "no credit";
            }
        };

        List<Future<String>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < callers; number++) {
                answers.add(threads.submit(caller));
            }
        }

        for (Future<String> answer : answers) {
            assertThat(answer.get()).isEqualTo("x");
        }
    }

    @Test
    void closingTellsCommandsUnderWayAndLetsThemEnd() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "wait");
            starter.receive();
            server.close();

            assertThat(starter.outcome().code()).isZero();
            assertThat(seen).contains(StarterStreams.SIGHUP);
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void replacesTheSocketOfAVzdThatWasKilled() throws IOException {
        try (StarterServer second = StarterServer.open(socket, _ -> 42, Duration.ZERO);
                TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "echo");

            assertThat(starter.outcome().code()).isEqualTo(42);
            assertThat(second).isNotNull();
        }
    }

    @Test
    void knowsTheProcessThatAsks() throws IOException {
        try (TestStarter starter = new TestStarter(socket)) {
            starter.hello("vzctl", "pid");

            assertThat(starter.outcome().out())
                    .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        }
    }
}
