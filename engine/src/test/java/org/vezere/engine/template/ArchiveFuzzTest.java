package org.vezere.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.fuzz.Fuzzer;
import org.vezere.model.VezereException;

/// Any file may be called a template's archive: it is counted or refused.
class ArchiveFuzzTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(1000, 1 << 20);

    @Test
    void headers(@TempDir Path directory) throws IOException {
        byte[] plain = TarMaker.system()
                .symbolicLink("./bin", "/sbin")
                .hardLink("./sbin/halt", "./sbin/init")
                .bytes();
        Path archive = directory.resolve("fuzz.tar");

        long inputs = Fuzzer.of(List.of(plain))
                .words("../", "/", "ustar", "././@LongLink", "PaxHeaders", "path=", "size=")
                .refusing(VezereException.class)
                .memory(64 << 20)
                .run("archive", input -> {
                    Files.write(archive, input);
                    ArchiveSummary summary = ArchiveCheck.check(archive, LIMITS);
                    assertThat(summary.entries()).isLessThanOrEqualTo(1000);
                    return "" + summary.entries();
                });

        assertThat(inputs).isGreaterThan(20);
    }
}
