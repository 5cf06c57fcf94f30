package org.vezere.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.api.Route;
import org.vezere.api.Routes;
import org.vezere.daemon.EventBus;
import org.vezere.daemon.starter.TestStarter;

@Timeout(60)
class HttpApiTest {
    private final EventBus events = new EventBus(Clock.systemUTC());

    @TempDir
    private Path directory;

    private Path socket;
    private HttpApi api;

    @BeforeEach
    void open() throws IOException {
        socket = directory.resolve("api.sock");
        api = HttpApi.open(socket, new OneVeNode(events));
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        events.close();
    }

    /// A response as it came, of a connection that the server closed.
    private String ask(String method, String path, String body, String... headers) throws IOException {
        try (SocketChannel channel = send(method, path, body, "Connection: close", headers)) {
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                response.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return response.toString(StandardCharsets.UTF_8);
        }
    }

    private SocketChannel send(String method, String path, String body, String connection, String... headers)
            throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: node\r\n" + connection + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        write(channel, ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.UTF_8)));
        write(channel, ByteBuffer.wrap(bytes));
        return channel;
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Reads up to and including some text.
    private static String readUpTo(SocketChannel channel, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (!text.toString().endsWith(end) && channel.read(one) > 0) {
            text.append((char) one.get(0));
            one.clear();
        }
        return text.toString();
    }

    @Test
    void onlyRootFindsTheSocket() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
    }

    @Test
    void everyRouteIsBound() {
        Actions actions = new Actions(new OneVeNode(events));

        for (Route<?, ?> route : Routes.all()) {
            assertThat(actions.of(route)).as(route.name()).isNotNull();
        }
    }

    @Test
    void tellsOfAVe() throws IOException {
        assertThat(ask("GET", "/v1/ves/101?parts=COUNTERS", ""))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: application/json")
                .contains("\"HOSTNAME\":\"one\"")
                .contains("numproc");
    }

    @Test
    void aFailureHasItsStatusAndTheExitCodeOfVzctl() throws IOException {
        assertThat(ask("GET", "/v1/ves/nobody", ""))
                .startsWith("HTTP/1.1 404")
                .contains("\"code\":\"BAD_CTID\"")
                .contains("\"exitCode\":21");
        assertThat(ask("GET", "/v1/ves/102", "")).startsWith("HTTP/1.1 404").contains("NO_CONFIG");
        assertThat(ask("POST", "/v1/ves/102/start", ""))
                .startsWith("HTTP/1.1 409")
                .contains("DISABLED");
    }

    @Test
    void whatIsNotThereIsToldFromWhatIsNotDoneSo() throws IOException {
        assertThat(ask("GET", "/v2/ves", "")).startsWith("HTTP/1.1 404").contains("openapi");
        assertThat(ask("POST", "/v1/node", ""))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET")
                .contains("knows GET, not POST");
    }

    @Test
    void badInputIsToldWithItsPlace() throws IOException {
        assertThat(ask("POST", "/v1/ves/101/start", "{\"force\":maybe}"))
                .startsWith("HTTP/1.1 400")
                .contains("BAD_PARAMETER")
                .contains("force");
        assertThat(ask("GET", "/v1/ves?parts=NOSE", ""))
                .startsWith("HTTP/1.1 400")
                .contains("not NOSE");
    }

    @Test
    void aBodyHasAnEnd() throws IOException {
        assertThat(ask("POST", "/v1/ves/101/start", " ".repeat(Exchange.MOST + 1)))
                .startsWith("HTTP/1.1 400")
                .contains("longer than");
    }

    @Test
    void whatFailsInsideIsA500WithoutDetailsOfTheStack() throws IOException {
        assertThat(ask("GET", "/v1/findings", ""))
                .startsWith("HTTP/1.1 500")
                .contains("internal error")
                .doesNotContain("\tat ");
    }

    @Test
    void workIsReportedAtItsEnd() throws IOException {
        assertThat(ask("POST", "/v1/ves/101/start", "{}"))
                .startsWith("HTTP/1.1 200")
                .contains("\"STARTING\"")
                .contains("\"STARTED\"");
    }

    @Test
    void workIsReportedLineByLineToWhoAsksForIt() throws IOException {
        String good = ask("POST", "/v1/ves/101/start", "", "Accept: application/x-ndjson");
        String bad = ask("POST", "/v1/ves/102/start", "", "Accept: application/x-ndjson");

        assertThat(good).startsWith("HTTP/1.1 200").contains("STARTING").contains("\"done\":true");
        assertThat(bad).startsWith("HTTP/1.1 200").contains("STARTING").contains("\"code\":\"DISABLED\"");
    }

    @Test
    void eventsComeAsTheyHappen() throws Exception {
        try (SocketChannel lines = send("GET", "/v1/events", "", "Connection: close");
                SocketChannel messages =
                        send("GET", "/v1/events", "", "Connection: close", "Accept: text/event-stream")) {
            readUpTo(lines, "\r\n\r\n");
            assertThat(readUpTo(messages, "\r\n\r\n")).contains("text/event-stream");
            events.publish("ve.started", 101, Map.of("pid", "4711"));

            assertThat(readUpTo(lines, "}\n")).contains("ve.started");
            assertThat(readUpTo(messages, "}\n\n")).contains("data: {");
        }
    }

    @Test
    void aSessionCarriesStreamsAndTheExitCode() throws IOException {
        String body = "{\"kind\":\"PROGRAM\",\"words\":[\"cat\"]}";
        try (SocketChannel channel =
                send("POST", "/v1/ves/101/exec", body, "Connection: Upgrade", "Upgrade: vezere-streams")) {
            assertThat(readUpTo(channel, "\r\n\r\n")).startsWith("HTTP/1.1 101").contains("vezere-streams");
            TestStarter starter = new TestStarter(channel);
            assertThat(starter.receive().number()).isPositive();
            starter.input("hello");
            starter.input("");

            assertThat(starter.outcome()).isEqualTo(new TestStarter.Outcome("hello", "[cat]", 128 + 5));
        }
    }

    @Test
    void aSessionThatCannotBeginIsAFailureOfHttp() throws IOException {
        String body = "{\"kind\":\"PROGRAM\",\"words\":[\"cat\"]}";

        try (SocketChannel channel =
                send("POST", "/v1/ves/102/exec", body, "Connection: Upgrade", "Upgrade: vezere-streams")) {
            assertThat(readUpTo(channel, "}\n")).startsWith("HTTP/1.1 409").contains("NOT_RUNNING");
        }
        assertThat(ask("POST", "/v1/ves/101/exec", body))
                .startsWith("HTTP/1.1 426")
                .contains("Upgrade: vezere-streams");
    }

    @Test
    void metricsAreInTheFormatOfPrometheus() throws IOException {
        assertThat(ask("GET", "/metrics", ""))
                .contains("text/plain; version=0.0.4")
                .contains("vezere_ves{state=\"running\"} 1\n")
                .contains("vezere_beancounter_failures_total{ctid=\"101\",resource=\"numproc\"} 2\n")
                .contains("vezere_network_transmit_bytes_total{ctid=\"101\",device=\"venet0\"} 700\n");
    }

    @Test
    void describesItself() throws IOException {
        assertThat(ask("GET", "/v1/openapi.json", "")).contains("\"openapi\": \"3.1.0\"");
    }
}
