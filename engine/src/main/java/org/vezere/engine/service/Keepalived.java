package org.vezere.engine.service;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vezere.engine.files.StagedFile;
import org.vezere.engine.setup.SystemPrograms;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;
import org.vezere.linux.process.PidFd;

/// One keepalived of our own, apart from any that the machine's administrator runs: written for, started, reloaded,
/// and started again when it ends. It outlives vzd, and the next vzd goes on with it.
final class Keepalived {
    static final String PROGRAM = "keepalived";

    private static final System.Logger LOG = System.getLogger(Keepalived.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BREATH = Duration.ofMillis(20);

    private static final int HANGUP = 1;
    private static final int TERMINATE = 15;

    private final Path directory;
    private final Path log;
    private final boolean spreading;
    private final Runnable beforeStart;
    private Optional<String> wanted = Optional.empty();

    /// @param directory for its config and its process ids, emptied by a reboot
    /// @param log where its words go
    /// @param spreading whether it has IPVS to do; otherwise only VRRP
    /// @param beforeStart takes away what one that was killed has left: keepalived only ever takes away addresses
    ///     that it has added itself
    Keepalived(Path directory, Path log, boolean spreading, Runnable beforeStart) {
        this.beforeStart = beforeStart;
        this.directory = directory;
        this.log = log;
        this.spreading = spreading;
    }

    /// Whether the program is on this machine.
    static boolean isInstalled() {
        return SystemPrograms.find(PROGRAM).isPresent();
    }

    /// Whether it spreads services by IPVS.
    boolean spreading() {
        return spreading;
    }

    /// Has it work by a config, or ends it.
    void agree(Optional<String> config) {
        wanted = config;
        if (config.isEmpty()) {
            stop();
            return;
        }
        try {
            Files.createDirectories(directory);
            boolean same = Files.exists(config()) && Files.readString(config()).equals(config.get());
            if (!same) {
                try (StagedFile staged = StagedFile.of(config())) {
                    Files.writeString(staged.path(), config.get());
                    staged.commit();
                }
            }
            Optional<Long> process = process();
            if (process.isEmpty()) {
                start();
            } else if (!same) {
                signal(process.get(), HANGUP);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("keepalived", failure);
        }
    }

    /// Starts it again if it has ended although it is wanted.
    void look() {
        if (wanted.isPresent() && process().isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "keepalived has ended; it is started again (" + log + ")");
            try {
                start();
            } catch (IOException failure) {
                LOG.log(System.Logger.Level.ERROR, "keepalived cannot be started: " + failure.getMessage());
            }
        }
    }

    private void start() throws IOException {
        Files.createDirectories(log.getParent());
        List<String> command = new ArrayList<>(List.of(
                SystemPrograms.find(PROGRAM).orElseThrow(() -> new IOException("keepalived is not installed")),
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "--no-syslog",
                "--use-file=" + config(),
                "--pid=" + pidFile("keepalived"),
                "--vrrp_pid=" + pidFile("vrrp"),
                "--checkers_pid=" + pidFile("checkers")));
        if (!spreading) {
            command.add("--vrrp");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        beforeStart.run();
        builder.start();
        await(() -> process().isPresent());
    }

    private void stop() {
        process().ifPresent(pid -> {
            signal(pid, TERMINATE);
            await(() -> process().isEmpty());
        });
        for (String file : List.of("keepalived.conf", "keepalived.pid", "vrrp.pid", "checkers.pid")) {
            try {
                Files.deleteIfExists(directory.resolve(file));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /// The process id of a keepalived that works by our config.
    private Optional<Long> process() {
        try {
            long pid = Long.parseLong(Files.readString(pidFile("keepalived")).strip());
            String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
            boolean ours =
                    command.contains("--use-file=" + config() + "\0") && command.contains("--vrrp\0") != spreading;
            return ours ? Optional.of(pid) : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException none) {
            return Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static void signal(long pid, int signal) {
        try (PidFd process = PidFd.open((int) pid)) {
            process.send(signal);
        } catch (KernelException gone) {
            if (!gone.is(Errno.ESRCH)) {
                throw gone;
            }
        }
    }

    private static void await(java.util.function.BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            try {
                Thread.sleep(BREATH);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Path config() {
        return directory.resolve("keepalived.conf");
    }

    private Path pidFile(String name) {
        return directory.resolve(name + ".pid");
    }
}
