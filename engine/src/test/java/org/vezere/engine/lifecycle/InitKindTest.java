package org.vezere.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitKindTest {
    @TempDir
    Path proc;

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/systemd/systemd, 7be3c0fe28014a03, SYSTEMD",
        "/usr/lib/systemd/systemd, 0000000000000000, SYSTEMD",
        "/opt/renamed,             0000001000000000, SYSTEMD",
        "/usr/bin/busybox,         0000000000000000, BUSYBOX",
        "/sbin/init,               0000000000000000, SYSV",
    })
    void knowsAnInitByItsProgramAndItsBlockedSignals(String program, String mask, InitKind kind) throws IOException {
        Files.createSymbolicLink(proc.resolve("exe"), Path.of(program));
        Files.writeString(proc.resolve("status"), "Name:\tinit\nSigBlk:\t" + mask + "\nSigIgn:\t0\n");

        assertThat(InitKind.of(proc)).isEqualTo(kind);
    }

    @Test
    void anInitThatIsGoneIsOfTheCommonKind() {
        assertThat(InitKind.of(proc.resolve("gone"))).isEqualTo(InitKind.SYSV);
    }
}
