package org.vezere.engine.tool;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// One run of a program of the machine.
///
/// The program gets no variable of the caller's environment (only `PATH`, `LC_ALL=C.UTF-8` and what is asked
/// for), `/` as its working directory, and no standard input unless it is fed. An interrupt of the calling
/// thread ends it.
public final class ExternalTool {
    /// All that a program gets, if it is not given more.
    static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C.UTF-8");
    private static final int LINES_KEPT = 20;

    private final List<String> command;
    private final Map<String, String> environment = new TreeMap<>(ENVIRONMENT);
    private Consumer<String> lines = line -> {};

    private ExternalTool(List<String> command) {
        this.command = command;
    }

    /// A program and its arguments; without a slash it is looked for in the system's own directories.
    public static ExternalTool of(String... command) {
        return new ExternalTool(List.of(command));
    }

    /// A program and its arguments; without a slash it is looked for in the system's own directories.
    public static ExternalTool of(List<String> command) {
        return new ExternalTool(List.copyOf(command));
    }

    /// Adds a variable to the program's environment.
    public ExternalTool with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Hands each line that the program writes for people to a listener, as it comes, in the program's own
    /// thread.
    public ExternalTool telling(Consumer<String> listener) {
        lines = listener;
        return this;
    }

    /// Runs the program to its end; both of its outputs are for people.
    ///
    /// @throws VezereException [FailureKind#SYSTEM] when the program is not installed or was interrupted
    public ToolResult run() {
        ProcessBuilder builder = builder().redirectErrorStream(true);
        try (Running running = new Running(start(builder))) {
            running.process.getOutputStream().close();
            return running.result(running.listen(running.process.getInputStream(), lines));
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " cannot be talked to", e);
        }
    }

    /// Runs the program while the caller reads what it makes; its standard error is for people.
    ///
    /// @param reader reads standard output to its end
    public ToolResult produce(Exchange<InputStream> reader) throws IOException {
        try (Running running = new Running(start(builder()))) {
            running.process.getOutputStream().close();
            FutureTask<String> said = running.listen(running.process.getErrorStream(), lines);
            reader.with(running.process.getInputStream());
            return running.result(said);
        }
    }

    /// Runs the program while the caller writes its input; both of its outputs are for people.
    ///
    /// A program that stops reading early is no error here: its result tells why.
    ///
    /// @param writer writes standard input; the program sees its end when the writer is done
    public ToolResult consume(Exchange<OutputStream> writer) throws IOException {
        try (Running running = new Running(start(builder().redirectErrorStream(true)))) {
            FutureTask<String> said = running.listen(running.process.getInputStream(), lines);
            ProgramInput input = new ProgramInput(running.process.getOutputStream());
            try (input) {
                writer.with(input);
            } catch (IOException e) {
                if (!input.refused()) {
                    throw e;
                }
            }
            return running.result(said);
        }
    }

    /// What a caller does with a stream of the program.
    @FunctionalInterface
    public interface Exchange<S> {
        void with(S stream) throws IOException;
    }

    private String name() {
        return command.getFirst();
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.SYSTEM, "Program " + name() + " cannot be started: is it installed?", e);
        }
    }

    /// A program under way, ended at the latest when its errand is over.
    private final class Running implements AutoCloseable {
        private final Process process;

        Running(Process process) {
            this.process = process;
        }

        /// Listens in a thread of its own, since a program whose output nobody reads stands still.
        FutureTask<String> listen(InputStream stream, Consumer<String> listener) {
            FutureTask<String> task = new FutureTask<>(() -> lastLines(stream, listener));
            Thread.ofVirtual().name("listening to " + name()).start(task);
            return task;
        }

        ToolResult result(FutureTask<String> said) {
            try {
                int exitCode = process.waitFor();
                return new ToolResult(exitCode, said.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VezereException(FailureKind.SYSTEM, name() + " was interrupted", e);
            } catch (java.util.concurrent.ExecutionException e) {
                throw new VezereException(FailureKind.SYSTEM, "Output of " + name() + " cannot be read", e);
            }
        }

        @Override
        public void close() {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private static String lastLines(InputStream stream, Consumer<String> listener) throws IOException {
        Deque<String> kept = new ArrayDeque<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isBlank()) {
                    continue;
                }
                listener.accept(line);
                kept.addLast(line);
                if (kept.size() > LINES_KEPT) {
                    kept.removeFirst();
                }
            }
        }
        return String.join("\n", kept);
    }
}
