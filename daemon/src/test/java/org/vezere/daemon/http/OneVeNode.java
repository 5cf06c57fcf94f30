package org.vezere.daemon.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vezere.api.EventSink;
import org.vezere.api.Node;
import org.vezere.api.NodeInfo;
import org.vezere.daemon.EventBus;
import org.vezere.model.Call;
import org.vezere.model.CreateRequest;
import org.vezere.model.Ctid;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.DeclaredService;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;
import org.vezere.model.Finding;
import org.vezere.model.NetworkLeaf;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.ServiceInfo;
import org.vezere.model.SetRequest;
import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;
import org.vezere.model.Streams;
import org.vezere.model.TemplateBuild;
import org.vezere.model.TemplateInfo;
import org.vezere.model.VeInfo;
import org.vezere.model.VeStatus;
import org.vezere.model.VezereException;

/// A node with one VE, 101, which runs.
public final class OneVeNode implements Node, AutoCloseable {
    private final EventBus events;
    private final Runnable closing;

    public OneVeNode(EventBus events) {
        this(events, () -> {});
    }

    /// @param closing told when the node is closed
    public OneVeNode(EventBus events, Runnable closing) {
        this.events = events;
        this.closing = closing;
    }

    @Override
    public void close() {
        closing.run();
    }

    private static VeInfo ve(Set<VeInfo.Part> wanted) {
        return new VeInfo(
                new Ctid(101),
                VeInfo.State.RUNNING,
                Map.of("HOSTNAME", "one"),
                List.of("198.51.100.1"),
                wanted.contains(VeInfo.Part.COUNTERS)
                        ? Map.of("numproc", new VeInfo.Counter(5, 9, 100, 100, 2))
                        : Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(4711),
                wanted.contains(VeInfo.Part.TRAFFIC)
                        ? Map.of("venet0", new VeInfo.Traffic(1500, 10, 700, 7))
                        : Map.of());
    }

    @Override
    public NodeInfo info() {
        return new NodeInfo("0.1.0", "node", "6.1", 1, Instant.EPOCH, 1, 1);
    }

    @Override
    public Ctid resolve(String word) {
        try {
            return new Ctid(Integer.parseInt(word));
        } catch (IllegalArgumentException _) {
            throw new VezereException(FailureKind.BAD_CTID, word);
        }
    }

    @Override
    public VeStatus status(Ctid ctid) {
        return new VeStatus(ctid, true, true, ctid.value() == 101, false);
    }

    @Override
    public List<VeInfo> list(Set<VeInfo.Part> wanted) {
        return List.of(ve(wanted));
    }

    @Override
    public void create(CreateRequest request, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void destroy(Ctid ctid, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void mount(Ctid ctid, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void unmount(Ctid ctid, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void start(Ctid ctid, StartOptions options, Call call) {
        call.notice(Notice.of(NoticeKind.STARTING));
        if (ctid.value() != 101) {
            throw new VezereException(FailureKind.DISABLED);
        }
        call.notice(Notice.of(NoticeKind.STARTED));
    }

    @Override
    public void stop(Ctid ctid, StopOptions options, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void restart(Ctid ctid, StartOptions start, StopOptions stop, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void set(SetRequest request, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public ExitStatus exec(ExecRequest request, Streams streams) {
        try {
            byte[] bytes = streams.in().readAllBytes();
            streams.out().write(bytes);
            streams.err().write(request.words().toString().getBytes(StandardCharsets.UTF_8));
            return new ExitStatus(0, bytes.length);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public ExitStatus runScript(Ctid ctid, Path script, Streams streams, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void console(Ctid ctid, int tty, Streams streams) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void secureAttention(Ctid ctid, int tty) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public List<TemplateInfo> templates() {
        return List.of();
    }

    @Override
    public void buildTemplate(TemplateBuild build, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void importTemplate(Path archive, String name, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void removeTemplate(String name, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public List<DeclaredNetwork> networks() {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void createNetwork(DeclaredNetwork network, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void setNetwork(DeclaredNetwork network, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void deleteNetwork(String name, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void applyNetworks(Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public List<NetworkLeaf> networkTree() {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public List<ServiceInfo> services() {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void createService(DeclaredService service, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void setService(DeclaredService service, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void deleteService(String name, Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public AutoCloseable events(EventSink sink) {
        return events.subscribe(sink);
    }

    @Override
    public List<String> traceStart(Ctid ctid) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public List<Finding> doctor() {
        throw new IllegalStateException("broken");
    }

    @Override
    public void startAll(Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void stopAll(Call call) {
        throw new IllegalStateException("no test asks for this");
    }

    @Override
    public void setup(int ves, boolean undo, Call call) {
        throw new IllegalStateException("no test asks for this");
    }
}
