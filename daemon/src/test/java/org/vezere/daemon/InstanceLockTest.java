package org.vezere.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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

    @Test
    void aNodeHasOneVzdAlsoWithoutItsRunDirectory(@TempDir Path prefix) throws IOException {
        NodePaths paths = new NodePaths(prefix);
        try (InstanceLock first = InstanceLock.take(paths)) {
            Files.delete(paths.pidFile());
            Files.delete(paths.run());

            assertThatThrownBy(() -> InstanceLock.take(paths)).hasMessage("vzd runs already for " + prefix);

            first.writePid();
            assertThat(paths.pidFile()).exists();
            assertThat(Files.getPosixFilePermissions(paths.run()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aVzdFromBeforeAnUpgradeIsNoticed(@TempDir Path prefix) throws IOException {
        NodePaths paths = new NodePaths(prefix);
        Files.createDirectories(paths.run());
        try (FileChannel older =
                FileChannel.open(paths.formerLockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            older.lock();

            assertThatThrownBy(() -> InstanceLock.take(paths)).hasMessage("vzd runs already for " + prefix);
        }
        InstanceLock.take(paths).close();
    }

    @Test
    void onlyRootCanHoldTheLock(@TempDir Path prefix) throws IOException {
        NodePaths paths = new NodePaths(prefix);
        InstanceLock.take(paths).close();

        assertThat(Files.getPosixFilePermissions(paths.lockFile()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
