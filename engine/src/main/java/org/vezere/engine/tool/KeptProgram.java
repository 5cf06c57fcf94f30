package org.vezere.engine.tool;

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
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vezere.engine.files.StagedFile;
import org.vezere.engine.setup.SystemPrograms;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;
import org.vezere.linux.process.PidFd;

/// A program of the machine that works for Vezere, apart from any that its administrator runs: a config is written for
/// it, it is started, told of changes, and started again when it ends. It outlives vzd, and the next vzd goes on with
/// it.
public final class KeptProgram implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeptProgram.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BREATH = Duration.ofMillis(20);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int HANGUP = 1;
    private static final int TERMINATE = 15;

    private final Kind kind;
    private final Path directory;
    private final Path log;
    private @Nullable Thread watch;

    /// What tells one program from another.
    public interface Kind {
        /// The program's name.
        String name();

        /// Its arguments: it stays in the foreground, and writes its process id to `NAME.pid` in the directory.
        ///
        /// @param directory with its config, [#config]
        List<String> arguments(Path directory);

        /// Whether it reads its config anew at SIGHUP; otherwise it is started again.
        boolean rereads();

        /// What is done before it is started.
        default void beforeStart() {}

        /// Where its config is.
        default Path config(Path directory) {
            return directory.resolve(name() + ".conf");
        }
    }

    /// @param directory for its config and its process ids, emptied by a reboot, of this program alone
    /// @param log where its words go
    public KeptProgram(Kind kind, Path directory, Path log) {
        this.kind = kind;
        this.directory = directory;
        this.log = log;
    }

    /// Has it work by a config, or ends it.
    public synchronized void agree(Optional<String> config) {
        if (config.isEmpty()) {
            close();
            stop();
            removeFiles();
            return;
        }
        try {
            Files.createDirectories(directory);
            Path file = kind.config(directory);
            boolean same = Files.exists(file) && Files.readString(file).equals(config.get());
            if (!same) {
                try (StagedFile staged = StagedFile.of(file)) {
                    Files.writeString(staged.path(), config.get());
                    staged.commit();
                }
            }
            Optional<Long> process = process();
            if (process.isPresent() && !same && !kind.rereads()) {
                stop();
                process = Optional.empty();
            }
            if (process.isEmpty()) {
                start();
            } else if (!same) {
                signal(process.get(), HANGUP);
            }
            if (watch == null) {
                watch = Thread.ofVirtual().name("watch of " + kind.name()).start(this::watch);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(kind.name(), failure);
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts it again if it has ended although it is wanted.
    private synchronized void look() {
        if (watch == null || process().isPresent()) {
            return;
        }
        LOG.log(System.Logger.Level.WARNING, kind.name() + " has ended; it is started again (" + log + ")");
        try {
            start();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.ERROR, kind.name() + " cannot be started: " + failure.getMessage());
        }
    }

    /// Lets the program run on unwatched.
    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.interrupt();
            watch = null;
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(SystemPrograms.find(kind.name()).orElse(kind.name()));
        command.addAll(kind.arguments(directory));
        return command;
    }

    private void start() throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(new File("/"))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(ExternalTool.ENVIRONMENT);
        kind.beforeStart();
        Process process = builder.start();
        await(() -> process().isPresent() || !process.isAlive());
        if (process().isEmpty()) {
            throw new IOException(kind.name() + " does not run; see " + log);
        }
    }

    private void stop() {
        process().ifPresent(pid -> {
            signal(pid, TERMINATE);
            await(() -> process().isEmpty());
        });
    }

    private void removeFiles() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The process id of one that was started so.
    private Optional<Long> process() {
        try {
            long pid = Long.parseLong(
                    Files.readString(directory.resolve(kind.name() + ".pid")).strip());
            boolean ours =
                    Files.readString(Path.of("/proc/" + pid + "/cmdline")).equals(String.join("\0", command()) + "\0");
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

    private static void await(BooleanSupplier done) {
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
}
