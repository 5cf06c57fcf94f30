package org.vezere.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.vezere.api.Node;
import org.vezere.model.Streams;

/// A shell that calls commands and keeps what they print.
public final class Shell {
    private final Cli cli;
    private int uid;
    private String input = "";
    private Path directory = Path.of("/root");
    private Optional<Streams.WindowSize> window = Optional.empty();
    private boolean closed;
    private List<Integer> signals = List.of();

    public Shell(Node node) {
        cli = new Cli(node);
    }

    public Shell as(int user) {
        uid = user;
        return this;
    }

    public Shell in(Path where) {
        directory = where;
        return this;
    }

    public Shell typing(String keys) {
        input = keys;
        return this;
    }

    public Shell terminal() {
        window = Optional.of(new Streams.WindowSize(24, 80));
        return this;
    }

    /// Nobody reads what is printed.
    public Shell closed() {
        closed = true;
        return this;
    }

    /// Signals that come as soon as somebody listens.
    public Shell signals(Integer... numbers) {
        signals = List.of(numbers);
        return this;
    }

    /// What a command printed.
    ///
    /// @param raw the changes of the terminal's mode, in order
    public record Result(int code, String out, String err, List<Boolean> raw) {}

    /// Calls a command; words are separated by blanks.
    public Result call(String line) {
        return call(Arrays.asList(line.split(" ", -1)));
    }

    public Result call(List<String> argv) {
        Terminal terminal = new Terminal();
        int code = cli.run(new Invocation(argv, Map.of("TERM", "xterm"), directory, uid, 99, terminal));
        return new Result(
                code,
                terminal.out.toString(StandardCharsets.UTF_8),
                terminal.err.toString(StandardCharsets.UTF_8),
                terminal.raw);
    }

    private final class Terminal implements Streams {
        private final InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final List<Boolean> raw = new ArrayList<>();

        @Override
        public InputStream in() {
            return in;
        }

        @Override
        public OutputStream out() {
            return closed ? new ClosedStream() : out;
        }

        @Override
        public OutputStream err() {
            return closed ? new ClosedStream() : err;
        }

        @Override
        public Optional<WindowSize> window() {
            return window;
        }

        @Override
        public void raw(boolean on) {
            raw.add(on);
        }

        @Override
        public void onResize(Consumer<WindowSize> callback) {
            window.ifPresent(callback);
        }

        @Override
        public void onSignal(IntConsumer callback) {
            signals.forEach(callback::accept);
        }
    }

    private static final class ClosedStream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
