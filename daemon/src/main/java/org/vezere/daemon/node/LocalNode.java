package org.vezere.daemon.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vezere.api.EventSink;
import org.vezere.api.Node;
import org.vezere.api.NodeInfo;
import org.vezere.daemon.NodeOpener.Surroundings;
import org.vezere.engine.doctor.Doctor;
import org.vezere.engine.lifecycle.NodeAssembly;
import org.vezere.engine.lifecycle.Ves;
import org.vezere.engine.setup.Change;
import org.vezere.engine.setup.Machine;
import org.vezere.engine.setup.Setup;
import org.vezere.engine.setup.SystemPrograms;
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
import org.vezere.model.Version;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;

/// The engine's node as the API's interface, with everything that is done written into the log.
final class LocalNode implements Node, AutoCloseable {
    private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
    private static final int MOST_VES = 100_000;

    private final NodeAssembly assembly;
    private final Surroundings surroundings;
    private final NodeTemplates templates;
    private final Instant started;
    private final Ves ves;

    LocalNode(NodeAssembly assembly, Surroundings surroundings, Instant started) {
        this.assembly = assembly;
        this.surroundings = surroundings;
        this.templates = new NodeTemplates(assembly.registry());
        this.started = started;
        this.ves = assembly.ves();
    }

    @Override
    public NodeInfo info() {
        return new NodeInfo(
                Version.text(),
                hostName(),
                kernel(),
                (int) ProcessHandle.current().pid(),
                started,
                assembly.registry().existing().size(),
                ves.running());
    }

    @Override
    public Ctid resolve(String word) {
        return ves.resolve(word);
    }

    @Override
    public VeStatus status(Ctid ctid) {
        return ves.status(ctid);
    }

    @Override
    public List<VeInfo> list(Set<VeInfo.Part> wanted) {
        return ves.list(wanted);
    }

    @Override
    public Optional<VeInfo> find(Ctid ctid, Set<VeInfo.Part> wanted) {
        return ves.find(ctid, wanted);
    }

    @Override
    public void create(CreateRequest request, Call call) {
        logged(request.ctid(), () -> ves.create(request, surroundings.log().of(request.ctid(), call)));
    }

    @Override
    public void destroy(Ctid ctid, Call call) {
        logged(ctid, () -> ves.destroy(ctid, surroundings.log().of(ctid, call)));
    }

    @Override
    public void mount(Ctid ctid, Call call) {
        logged(ctid, () -> ves.mount(ctid, surroundings.log().of(ctid, call)));
    }

    @Override
    public void unmount(Ctid ctid, Call call) {
        logged(ctid, () -> ves.unmount(ctid, surroundings.log().of(ctid, call)));
    }

    @Override
    public void start(Ctid ctid, StartOptions options, Call call) {
        logged(ctid, () -> ves.start(ctid, options, surroundings.log().of(ctid, call)));
    }

    @Override
    public void stop(Ctid ctid, StopOptions options, Call call) {
        logged(ctid, () -> ves.stop(ctid, options, surroundings.log().of(ctid, call)));
    }

    @Override
    public void restart(Ctid ctid, StartOptions start, StopOptions stop, Call call) {
        logged(ctid, () -> ves.restart(ctid, start, stop, surroundings.log().of(ctid, call)));
    }

    @Override
    public void startAll(Call call) {
        ves.startAll(call);
    }

    @Override
    public void stopAll(Call call) {
        ves.stopAll(call);
    }

    @Override
    public void set(SetRequest request, Call call) {
        if (request.ctid() == 0) {
            ves.set(request, call);
            return;
        }
        Ctid ctid = new Ctid(request.ctid());
        logged(ctid, () -> ves.set(request, surroundings.log().of(ctid, call)));
    }

    @Override
    public ExitStatus exec(ExecRequest request, Streams streams) {
        return ves.exec(request, streams);
    }

    @Override
    public ExitStatus runScript(Ctid ctid, Path script, Streams streams, Call call) {
        return logged(
                ctid,
                () -> ves.runScript(ctid, script, streams, surroundings.log().of(ctid, call)));
    }

    @Override
    public void console(Ctid ctid, int tty, Streams streams) {
        ves.console(ctid, tty, streams);
    }

    @Override
    public void secureAttention(Ctid ctid, int tty) {
        ves.secureAttention(ctid);
    }

    @Override
    public List<TemplateInfo> templates() {
        return templates.list();
    }

    @Override
    public void buildTemplate(TemplateBuild build, Call call) {
        templates.build(build, line -> call.notice(Notice.of(NoticeKind.PROGRESS, line)));
    }

    @Override
    public void importTemplate(Path archive, String name, Call call) {
        templates.add(archive, name);
    }

    @Override
    public void removeTemplate(String name, Call call) {
        templates.remove(name);
    }

    @Override
    public List<DeclaredNetwork> networks() {
        return assembly.networks().all();
    }

    @Override
    public void createNetwork(DeclaredNetwork network, Call call) {
        assembly.networks().create(network, call::notice);
    }

    @Override
    public void setNetwork(DeclaredNetwork network, Call call) {
        assembly.networks().set(network, call::notice);
    }

    @Override
    public void deleteNetwork(String name, Call call) {
        assembly.networks().delete(name);
    }

    @Override
    public void applyNetworks(Call call) {
        assembly.networks().apply(call::notice);
    }

    @Override
    public List<NetworkLeaf> networkTree() {
        return Stream.concat(
                        assembly.networks().tree().stream(),
                        assembly.services().all().stream().map(LocalNode::leaf))
                .toList();
    }

    private static NetworkLeaf leaf(ServiceInfo service) {
        String held = service.here() ? "here" : "elsewhere";
        List<NetworkLeaf> servers = service.servers().stream()
                .map(server -> new NetworkLeaf(
                        "VE " + server.ctid(),
                        "server",
                        server.state(),
                        server.address().map(IpAddress::host).stream().toList(),
                        List.of(),
                        List.of()))
                .toList();
        return new NetworkLeaf(
                "service " + service.declared().name(),
                service.engine(),
                held,
                List.of(service.declared().endPoint()),
                List.of(),
                servers);
    }

    @Override
    public List<ServiceInfo> services() {
        return assembly.services().all();
    }

    @Override
    public void createService(DeclaredService service, Call call) {
        assembly.services().create(service, call::notice);
    }

    @Override
    public void setService(DeclaredService service, Call call) {
        assembly.services().set(service, call::notice);
    }

    @Override
    public void deleteService(String name, Call call) {
        assembly.services().delete(name);
    }

    @Override
    public AutoCloseable events(EventSink sink) {
        return surroundings.events().subscribe(sink);
    }

    @Override
    public List<String> traceStart(Ctid ctid) {
        return ves.traceStart(ctid);
    }

    @Override
    public List<Finding> doctor() {
        return Doctor.ofRunningMachine(existingPrivateAreas())
                .examine(Math.max(1, assembly.registry().ctids().size()));
    }

    @Override
    public void setup(int ves, boolean undo, Call call) {
        if (ves < 1 || ves > MOST_VES) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER, "Bad parameter for --ves: " + ves + " (1 to " + MOST_VES + ")");
        }
        Setup setup = new Setup(Machine.running(), surroundings.paths().prefix(), images(), new SystemPrograms());
        List<Change> changes = undo ? setup.undo() : setup.prepare(ves);
        for (Change change : changes) {
            call.notice(Notice.of(NoticeKind.PROGRESS, change.text()));
        }
        if (changes.isEmpty()) {
            call.notice(Notice.of(NoticeKind.PROGRESS, "Nothing to do"));
        }
    }

    @Override
    public void close() {
        assembly.close();
    }

    /// The directory in which private areas are made, or the nearest above it that is there.
    /// Where private areas lie or will lie, without symbolic links.
    private Path images() {
        Path there = existingPrivateAreas();
        try {
            return there.toRealPath().resolve(there.relativize(privateAreas()));
        } catch (IOException unreadable) {
            return privateAreas();
        }
    }

    private Path privateAreas() {
        String template = assembly.registry().global().privateTemplate();
        return surroundings.paths().inside(template.replaceFirst("/[^/]*\\$.*$", ""));
    }

    /// The directory of private areas, or what it will be made in.
    private Path existingPrivateAreas() {
        Path directory = privateAreas();
        while (!Files.exists(directory) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        return directory;
    }

    private void logged(Ctid ctid, Runnable action) {
        logged(ctid, () -> {
            action.run();
            return true;
        });
    }

    private <T> T logged(Ctid ctid, Supplier<T> action) {
        try {
            return action.get();
        } catch (VezereException failure) {
            surroundings.log().failed(ctid, failure);
            throw failure;
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unknown) {
            return "localhost";
        }
    }

    private static String kernel() {
        try {
            return new String(Files.readAllBytes(RELEASE), java.nio.charset.StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
