package org.vezere.linux.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;

/// Attempts on the running kernel; every machine that Vezere is built on (kernel 5.14 or later, root) can do these.
class ProbeTest {
    @BeforeEach
    void needsRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may try these");
    }

    @Test
    void attemptsLeaveNothingOpenAndNothingMounted() throws IOException {
        warmUp();
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        long open = openFiles();

        warmUp();

        assertThat(openFiles()).isEqualTo(open);
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
    }

    @Test
    void cloneIntoCgroupMakesNoChild() {
        long before = ProcessHandle.current().children().count();

        assertThatCode(ProcessProbe::cloneIntoCgroup).doesNotThrowAnyException();

        assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
    }

    @Test
    void idmapToTheInitialNamespaceIsRefused(@TempDir Path directory) {
        assertThatThrownBy(() -> MountProbe.idmappedMount(directory, Path.of("/proc/self/ns/user")))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EPERM))
                .hasMessageContaining("mount_setattr(idmap of " + directory);
    }

    @Test
    void procHasNoProjectQuota() {
        assertThatThrownBy(() -> StorageProbe.projectQuota(Path.of("/proc")))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("quotactl_fd(project quota of /proc)");
    }

    @Test
    void onlyALoopDeviceKnowsLoopConfigure() {
        assertThatThrownBy(() -> StorageProbe.loopConfigure(Path.of("/dev/null")))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refusal -> assertThat(refusal.errno()).isEqualTo(Errno.ENOTTY));
    }

    @Test
    void findsLibrariesByTheLinkersName() {
        assertThat(StorageProbe.hasLibrary("libc.so.6")).isTrue();
        assertThat(StorageProbe.hasLibrary("libvezere-is-not-one.so.1")).isFalse();
    }

    private static void warmUp() {
        MountProbe.detachedMount();
        ProcessProbe.confinedOpen();
        ProcessProbe.pidfd();
        ProcessProbe.executableMemoryFile();
        ProcessProbe.deviceProgram();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
