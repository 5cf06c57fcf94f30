package org.vezere.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.vezere.api.EventSink;
import org.vezere.api.Node;
import org.vezere.api.NodeInfo;
import org.vezere.model.Call;
import org.vezere.model.CreateRequest;
import org.vezere.model.Ctid;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.DeclaredService;
import org.vezere.model.Event;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;
import org.vezere.model.Finding;
import org.vezere.model.NetworkLeaf;
import org.vezere.model.Notice;
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

/// A node that holds its VEs in a map, writes down what it is asked for, and tells or fails as a test wants it.
public class FakeNode implements Node {
    public final Map<Integer, VeInfo> ves = new TreeMap<>();
    /// What was asked for, in words.
    public final List<String> asked = new ArrayList<>();
    /// Told by whatever is asked next.
    public final List<Notice> notices = new ArrayList<>();

    public final List<Event> events = new ArrayList<>();
    public final List<TemplateBuild> builds = new ArrayList<>();
    public final List<DeclaredNetwork> networks = new ArrayList<>();
    public final List<ServiceInfo> services = new ArrayList<>();
    public final List<NetworkLeaf> tree = new ArrayList<>();
    public final List<TemplateInfo> templates = new ArrayList<>();
    public final List<Finding> findings = new ArrayList<>();
    public Optional<VezereException> failure = Optional.empty();
    public ExitStatus exit = new ExitStatus(0, 0);
    public Set<VeInfo.Part> parts = Set.of();
    public boolean echo;

    public FakeNode() {}

    /// Adds a VE.
    public FakeNode with(VeInfo ve) {
        ves.put(ve.ctid().value(), ve);
        return this;
    }

    private void ask(String words, Call call) {
        asked.add(words + (call.skipLock() ? " skiplock" : ""));
        notices.forEach(call::notice);
        fail();
    }

    private void fail() {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private VeInfo ve(Ctid ctid) {
        VeInfo ve = ves.get(ctid.value());
        if (ve == null) {
            throw new VezereException(FailureKind.NO_CONFIG);
        }
        return ve;
    }

    @Override
    public NodeInfo info() {
        return new NodeInfo("0.1.0", "hn1.example.org", "6.12.0", 4711, Instant.EPOCH, ves.size(), 1);
    }

    @Override
    public Ctid resolve(String word) {
        try {
            return new Ctid(Integer.parseInt(word));
        } catch (IllegalArgumentException e) {
            return ves.values().stream()
                    .filter(ve -> word.equals(ve.config().get("NAME")))
                    .map(VeInfo::ctid)
                    .findFirst()
                    .orElseThrow(() -> new VezereException(FailureKind.BAD_CTID, word));
        }
    }

    @Override
    public VeStatus status(Ctid ctid) {
        VeInfo ve = ves.get(ctid.value());
        if (ve == null) {
            return new VeStatus(ctid, false, false, false, false);
        }
        boolean running = ve.state() == VeInfo.State.RUNNING;
        return new VeStatus(
                ctid,
                true,
                running || ve.state() == VeInfo.State.MOUNTED,
                running,
                ve.state() == VeInfo.State.SUSPENDED);
    }

    @Override
    public List<VeInfo> list(Set<VeInfo.Part> wanted) {
        fail();
        parts = Set.copyOf(wanted);
        return List.copyOf(ves.values());
    }

    @Override
    public void create(CreateRequest request, Call call) {
        ask(request.toString(), call);
    }

    @Override
    public void destroy(Ctid ctid, Call call) {
        ask("destroy " + ctid, call);
    }

    @Override
    public void mount(Ctid ctid, Call call) {
        ask("mount " + ctid, call);
    }

    @Override
    public void unmount(Ctid ctid, Call call) {
        ask("unmount " + ctid, call);
    }

    @Override
    public void start(Ctid ctid, StartOptions options, Call call) {
        ask("start " + ctid + " " + options, call);
    }

    @Override
    public void stop(Ctid ctid, StopOptions options, Call call) {
        ask("stop " + ctid + " " + options, call);
    }

    @Override
    public void restart(Ctid ctid, StartOptions start, StopOptions stop, Call call) {
        ask("restart " + ctid + " " + start + " " + stop, call);
    }

    @Override
    public void set(SetRequest request, Call call) {
        ask(request.toString(), call);
    }

    @Override
    public ExitStatus exec(ExecRequest request, Streams streams) {
        asked.add(request.toString());
        fail();
        if (ve(request.ctid()).state() != VeInfo.State.RUNNING) {
            throw new VezereException(FailureKind.NOT_RUNNING);
        }
        copy(streams);
        return exit;
    }

    @Override
    public ExitStatus runScript(Ctid ctid, Path script, Streams streams, Call call) {
        ask("runscript " + ctid + " " + script, call);
        return exit;
    }

    @Override
    public void console(Ctid ctid, int tty, Streams streams) {
        asked.add("console " + ctid + " " + tty);
        copy(streams);
    }

    private void copy(Streams streams) {
        if (!echo) {
            return;
        }
        try {
            byte[] buffer = new byte[4];
            for (int count = streams.in().read(buffer);
                    count >= 0;
                    count = streams.in().read(buffer)) {
                streams.out().write(buffer, 0, count);
            }
            streams.err().write("end of input\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void secureAttention(Ctid ctid, int tty) {
        asked.add("attention " + ctid + " " + tty);
    }

    @Override
    public List<TemplateInfo> templates() {
        return List.copyOf(templates);
    }

    @Override
    public void buildTemplate(TemplateBuild build, Call call) {
        builds.add(build);
        ask("build " + build.name(), call);
    }

    @Override
    public void importTemplate(Path archive, String name, Call call) {
        ask("import " + archive + " " + name, call);
    }

    @Override
    public void removeTemplate(String name, Call call) {
        ask("remove " + name, call);
    }

    @Override
    public List<DeclaredNetwork> networks() {
        return List.copyOf(networks);
    }

    @Override
    public void createNetwork(DeclaredNetwork network, Call call) {
        ask("network create " + network, call);
        networks.add(network);
    }

    @Override
    public void setNetwork(DeclaredNetwork network, Call call) {
        ask("network set " + network, call);
    }

    @Override
    public void deleteNetwork(String name, Call call) {
        ask("network delete " + name, call);
    }

    @Override
    public void applyNetworks(Call call) {
        ask("network apply", call);
    }

    @Override
    public List<NetworkLeaf> networkTree() {
        return List.copyOf(tree);
    }

    @Override
    public List<ServiceInfo> services() {
        return List.copyOf(services);
    }

    @Override
    public void createService(DeclaredService service, Call call) {
        ask("service create " + service, call);
    }

    @Override
    public void setService(DeclaredService service, Call call) {
        ask("service set " + service, call);
    }

    @Override
    public void deleteService(String name, Call call) {
        ask("service delete " + name, call);
    }

    @Override
    public AutoCloseable events(EventSink sink) {
        events.forEach(sink::accept);
        return () -> asked.add("events closed");
    }

    @Override
    public List<String> traceStart(Ctid ctid) {
        return List.of("mount", "exec /sbin/init of " + ctid);
    }

    @Override
    public List<Finding> doctor() {
        return List.copyOf(findings);
    }

    @Override
    public void startAll(Call call) {
        ask("start all", call);
    }

    @Override
    public void stopAll(Call call) {
        ask("stop all", call);
    }

    @Override
    public void setup(int count, boolean undo, Call call) {
        ask("setup " + count + " " + undo, call);
    }
}
