package org.vezere.daemon.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.vezere.api.ApiError;
import org.vezere.api.CommandRequest;
import org.vezere.api.Node;
import org.vezere.api.ScriptRequest;
import org.vezere.daemon.starter.StreamSession;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.Streams;
import org.vezere.model.Streams.WindowSize;
import org.vezere.model.VezereException;

/// Turns a connection into the standard streams of something in a VE (`Upgrade: vezere-streams`, RFC 9110 section 7.8).
final class Sessions {
    /// The protocol's name in the header `Upgrade`.
    static final String PROTOCOL = "vezere-streams";

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int UPGRADE_REQUIRED = 426;
    private static final int SIGNAL_BASE = 128;
    /// Until the client tells the size of its window.
    private static final WindowSize WINDOW = new WindowSize(24, 80);

    private final Node node;

    Sessions(Node node) {
        this.node = node;
    }

    void exec(Exchange exchange, CommandRequest request, Ctid ctid) throws IOException {
        if (!node.status(ctid).running()) {
            throw new VezereException(FailureKind.NOT_RUNNING);
        }
        Optional<WindowSize> window = request.kind() == ExecRequest.Kind.ENTER ? Optional.of(WINDOW) : Optional.empty();
        upgrade(exchange, "exec in " + ctid, window, streams -> code(node.exec(request.in(ctid), streams)));
    }

    void script(Exchange exchange, ScriptRequest request, Ctid ctid) throws IOException {
        if (!request.file().startsWith("/")) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER, "file is an absolute path on the node, not " + request.file());
        }
        Path file = Path.of(request.file());
        upgrade(
                exchange,
                "script in " + ctid,
                Optional.empty(),
                streams -> code(node.runScript(ctid, file, streams, new StreamCall(streams))));
    }

    void console(Exchange exchange, int tty, Ctid ctid) throws IOException {
        upgrade(exchange, "console of " + ctid, Optional.of(WINDOW), streams -> {
            node.console(ctid, tty, streams);
            return 0;
        });
    }

    private static int code(ExitStatus status) {
        return status.signal() == 0 ? status.code() : SIGNAL_BASE + status.signal();
    }

    private static void upgrade(
            Exchange exchange, String name, Optional<WindowSize> window, ToIntFunction<Streams> command)
            throws IOException {
        String asked = exchange.request().getHeaders().get(HttpHeader.UPGRADE);
        exchange.response().getHeaders().put(HttpHeader.UPGRADE, PROTOCOL);
        if (asked == null || !asked.toLowerCase(Locale.ROOT).equals(PROTOCOL)) {
            exchange.failure(
                    UPGRADE_REQUIRED,
                    ApiError.of(new VezereException(
                            FailureKind.USAGE, "this needs the headers Connection: Upgrade and Upgrade: " + PROTOCOL)));
            return;
        }
        EndPoint endPoint =
                exchange.request().getConnectionMetaData().getConnection().getEndPoint();
        EndPointChannel channel = new EndPointChannel(endPoint);
        StreamSession session = new StreamSession(channel, name, window);
        exchange.response().setStatus(SWITCHING_PROTOCOLS);
        exchange.response().getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
        exchange.request()
                .setAttribute(
                        HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
                        new SessionConnection(
                                endPoint,
                                exchange.request()
                                        .getConnectionMetaData()
                                        .getConnector()
                                        .getExecutor(),
                                channel,
                                () -> session.run(streams -> guarded(command, streams))));
    }

    private static int guarded(ToIntFunction<Streams> command, Streams streams) {
        try {
            return command.applyAsInt(streams);
        } catch (VezereException failure) {
            line(streams, String.valueOf(failure.getMessage()));
            return failure.kind().exitCode();
        }
    }

    private static void line(Streams streams, String text) {
        try {
            streams.err().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /// Tells notices on standard error: standard output belongs to the script.
    private record StreamCall(Streams streams) implements Call {
        @Override
        public int pid() {
            return Math.toIntExact(ProcessHandle.current().pid());
        }

        @Override
        public boolean skipLock() {
            return false;
        }

        @Override
        public void notice(Notice notice) {
            if (notice.kind().level() <= 0) {
                line(streams, notice.text());
            }
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
