package org.vezere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ConnectorTest {
    @TempDir
    Path directory;

    @Test
    void connectsWhereThePathIsTooLongForAnAddress() throws Exception {
        Path deep = Files.createDirectory(directory.resolve("d".repeat(150)));
        Path elsewhere = directory.resolve("s");

        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(elsewhere));
            Files.move(elsewhere, deep.resolve("vzd.sock"));
            try (SocketChannel channel = new Connector(deep, List.of(), Duration.ZERO).connect(false)) {
                assertThat(channel.isConnected()).isTrue();
            }
        }
    }

    @Test
    void tellsThatThereIsNoVzd() {
        Connector connector = new Connector(directory, List.of(directory.resolve("vzd")), Duration.ofSeconds(1));

        assertThatThrownBy(() -> connector.connect(true))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no program vzd");
    }

    @Test
    void tellsHowVzdEnded() throws Exception {
        Connector connector = new Connector(directory, List.of(script("exit 9")), Duration.ofSeconds(10));

        assertThatThrownBy(() -> connector.connect(true))
                .isInstanceOf(IOException.class)
                .hasMessage("vzd ended with exit code 9");
    }

    @Test
    void tellsTheLastWordsOfVzd() throws Exception {
        Connector connector =
                new Connector(directory, List.of(script("echo vzd: no Java >&2; exit 5")), Duration.ofSeconds(10));

        assertThatThrownBy(() -> connector.connect(true))
                .isInstanceOf(IOException.class)
                .hasMessage("vzd ended with exit code 5\nvzd: no Java");
    }

    @Test
    void lastWordsAreBoundedAndWholeLines() throws Exception {
        String many = "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i + 1)); done >&2; exit 5";
        Connector connector = new Connector(directory, List.of(script(many)), Duration.ofSeconds(10));

        assertThatThrownBy(() -> connector.connect(true))
                .hasMessageMatching("(?s)vzd ended with exit code 5\n(line 19\\d\\d\\d\n){300,409}line 19999");
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        Connector connector = new Connector(directory, List.of(script("exit 0")), Duration.ofSeconds(1));

        assertThatThrownBy(() -> connector.connect(true))
                .isInstanceOf(IOException.class)
                .hasMessage("no answer within 1 seconds");
    }

    private Path script(String line) throws IOException {
        Path script = Files.writeString(directory.resolve("vzd"), "#!/bin/sh\n" + line + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
