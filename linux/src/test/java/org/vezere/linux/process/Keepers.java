package org.vezere.linux.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelFile;
import org.vezere.linux.OpenFile;
import org.vezere.linux.plan.Plan;

/// What tests with the real keeper need: its program, a run directory, somebody who reaps.
public final class Keepers implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(20);
    public static final String SOCKET = "keeper.sock";

    private final Watcher watcher = new Watcher("keepers-of-a-test");
    private final KeeperLauncher launcher;
    private final Fd runDirectory;

    public Keepers(Path directory) {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        launcher = new KeeperLauncher(program(), new Reaper(watcher));
        runDirectory = OpenFile.directory(directory.toString());
    }

    /// The keeper, built when it is not there yet.
    public static byte[] program() {
        Path folder = Path.of("..", "native");
        Path file = folder.resolve("build/vz-keeper");
        try {
            if (!Files.exists(file)) {
                Process make = new ProcessBuilder("make", "-s", "-C", folder.toString(), "build/vz-keeper")
                        .redirectErrorStream(true)
                        .start();
                byte[] output = make.getInputStream().readAllBytes();
                assumeTrue(
                        make.waitFor(60, TimeUnit.SECONDS) && make.exitValue() == 0,
                        () -> new String(output, StandardCharsets.UTF_8));
            }
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    public KeeperLauncher launcher() {
        return launcher;
    }

    public Watcher watcher() {
        return watcher;
    }

    public KeeperLauncher.Launched start(Plan plan) {
        try (Fd listener = UnixSockets.listen(runDirectory, SOCKET)) {
            return launcher.start(plan, "[vz test]", listener, runDirectory);
        }
    }

    public KeeperDoor door() {
        return new KeeperDoor(runDirectory, SOCKET);
    }

    /// Maps ids 0 to 65535 of the process to 100000 and following.
    public static void map(int pid) {
        KernelFile.write("/proc/" + pid + "/uid_map", "0 100000 65536\n");
        KernelFile.write("/proc/" + pid + "/gid_map", "0 100000 65536\n");
    }

    @Override
    public void close() {
        runDirectory.close();
        launcher.close();
        watcher.close();
    }
}
