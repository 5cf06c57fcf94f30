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
            // A file takes the output, so that a program that hangs or leaves children behind can't hold a
            // pipe open.
            Path output = Files.createTempFile("vezere", ".out");
            try {
                return Optional.of(run(limit, program.get(), command, output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException unusable) {
            throw new UncheckedIOException("cannot run " + program.get(), unusable);
        }
    }

    private static Result run(Duration limit, String program, List<String> command, Path output) throws IOException {
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
                return new Result(process.exitValue(), text.strip());
            }
            process.destroyForcibly();
            // Death takes a moment; a process that the kernel holds is not waited for.
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                return new Result(Result.TOO_LATE, "hangs in the kernel, process " + process.pid());
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return new Result(Result.TOO_LATE, "no answer within " + limit.toMillis() + " ms");
    }

    /// Where a program is.
    public static Optional<String> find(String name) {
        return DIRECTORIES.stream()
                .map(directory -> directory + "/" + name)
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }
}
