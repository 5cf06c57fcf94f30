package org.vezere.engine.setup;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Programs of the running machine, found where the system's own are and nowhere else.
public final class SystemPrograms implements Programs {
    private static final List<String> DIRECTORIES = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");

    /// The programs of this machine.
    public SystemPrograms() {}

    @Override
    public Optional<Result> run(Duration limit, List<String> command) {
        Optional<String> program = find(command.getFirst());
        if (program.isEmpty()) {
            return Optional.empty();
        }
        try {
            // A file takes the output, so that a program that hangs or leaves children behind can't hold a pipe
            // open.
            Path output = Files.createTempFile("vezere", ".out");
            try {
                return run(limit, program.get(), command, output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException unusable) {
            throw new UncheckedIOException("cannot run " + program.get(), unusable);
        }
    }

    private static Optional<Result> run(Duration limit, String program, List<String> command, Path output)
            throws IOException {
        List<String> words = new ArrayList<>(command);
        words.set(0, program);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", String.join(":", DIRECTORIES));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
                return Optional.of(new Result(process.exitValue(), text.strip()));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        return Optional.empty();
    }

    /// Where a program is.
    static Optional<String> find(String name) {
        return DIRECTORIES.stream()
                .map(directory -> directory + "/" + name)
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }
}
