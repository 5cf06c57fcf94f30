package org.vezere.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.model.VezereException;

class InstanceLockTest {
    @Test
    void aNodeHasOneVzd(@TempDir Path prefix) throws IOException {
        VzdPaths paths = new VzdPaths(prefix);
        String pid = Long.toString(ProcessHandle.current().pid());
        try (InstanceLock first = InstanceLock.take(paths)) {
            assertThat(first).isNotNull();
            assertThat(paths.pidFile()).hasContent(pid);
            assertThatThrownBy(() -> InstanceLock.take(paths))
                    .isInstanceOfSatisfying(
                            VezereException.class,
                            failure -> assertThat(failure.kind().exitCode()).isEqualTo(5))
                    .hasMessage("vzd runs already for " + prefix + ", process " + pid);
        }
        assertThat(paths.pidFile()).doesNotExist();
        InstanceLock.take(paths).close();
    }

    @Test
    void thePrefixIsAnAbsolutePath() {
        assertThat(VzdPaths.of(Map.of()).starterSocket()).isEqualTo(Path.of("/run/vezere/vzd.sock"));
        assertThat(VzdPaths.of(Map.of("VEZERE_PREFIX", "/srv/node/")).log())
                .isEqualTo(Path.of("/srv/node/var/log/vzctl.log"));
        assertThatThrownBy(() -> VzdPaths.of(Map.of("VEZERE_PREFIX", "node")))
                .isInstanceOf(VezereException.class)
                .hasMessageContaining("\"node\"");
    }
}
