package org.vezere.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.VezereException;

class InstanceLockTest {
    @Test
    void aNodeHasOneVzd(@TempDir Path prefix) throws IOException {
        NodePaths paths = new NodePaths(prefix);
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
}
