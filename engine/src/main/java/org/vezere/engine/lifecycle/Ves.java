package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vezere.engine.config.ConfigFile;
import org.vezere.engine.config.ConfigText;
import org.vezere.engine.config.EditedConfig;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.config.VeNames;
import org.vezere.model.Call;
import org.vezere.model.CreateRequest;
import org.vezere.model.Ctid;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.SetRequest;
import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;
import org.vezere.model.Streams;
import org.vezere.model.VeInfo;
import org.vezere.model.VeStatus;
import org.vezere.model.VezereException;

/// The VEs of a node: every verb under the lock of its VE. Made by [NodeAssembly].
public final class Ves {
    private static final System.Logger LOG = System.getLogger(Ves.class.getName());
    private static final int SIGINT = 2;

    private final NodeServices node;
    private final UnderLock underLock;
    private final VeNames names;
    private final Verbs verbs;
    private final Editing editing;
    private final NodeBoot boot;
    private final Resumption resumption;

    /// The verbs, one class each.
    record Verbs(
            CreateVe create,
            DestroyVe destroy,
            StartVe start,
            StopVe stop,
            SetVe set,
            ListVes list,
            ConsoleOfVe console,
            IdleVe idle) {}

    Ves(
            NodeServices node,
            UnderLock underLock,
            VeNames names,
            Verbs verbs,
            Editing editing,
            NodeBoot boot,
            Resumption resumption) {
        this.node = node;
        this.underLock = underLock;
        this.names = names;
        this.verbs = verbs;
        this.editing = editing;
        this.boot = boot;
        this.resumption = resumption;
    }

    /// The VE that a word on a command line means.
    public Ctid resolve(String word) {
        return names.resolve(word);
    }

    /// What `vzctl status` tells.
    public VeStatus status(Ctid ctid) {
        return verbs.list.status(ctid);
    }

    /// The VEs that exist.
    public List<VeInfo> list(Set<VeInfo.Part> wanted) {
        return verbs.list.all(wanted);
    }

    /// One VE, when it exists.
    public Optional<VeInfo> find(Ctid ctid, Set<VeInfo.Part> wanted) {
        return verbs.list.find(ctid, wanted);
    }

    /// How many VEs run.
    public int running() {
        return (int) node.supervisor().all().stream().filter(RunningVe::isAlive).count();
    }

    /// Makes a VE.
    public void create(CreateRequest request, Call call) {
        underLock.get(request.ctid(), call, () -> {
            verbs.create.run(request, call);
            return true;
        });
    }

    /// Takes a VE away.
    public void destroy(Ctid ctid, Call call) {
        underLock.change(ctid, call, config -> verbs.destroy.run(config, call));
    }

    /// Mounts the files of a stopped VE for VE0.
    public void mount(Ctid ctid, Call call) {
        underLock.change(ctid, call, config -> {
            if (isRunning(ctid) || node.hostView().isMounted(config)) {
                call.notice(Notice.of(NoticeKind.ALREADY_MOUNTED));
                return;
            }
            if (!Files.isDirectory(config.privateArea())) {
                throw new VezereException(
                        FailureKind.NO_PRIVATE, config.privateArea().toString());
            }
            node.hostView().mount(config, call::notice);
            call.notice(Notice.of(NoticeKind.MOUNTED));
        });
    }

    /// The reverse of [#mount].
    public void unmount(Ctid ctid, Call call) {
        underLock.change(ctid, call, config -> {
            if (isRunning(ctid)) {
                throw new VezereException(FailureKind.RUNNING, "Container is running -- stop it first");
            }
            if (!node.hostView().isMounted(config)) {
                throw new VezereException(FailureKind.NOT_MOUNTED);
            }
            node.hostView().unmount(config);
            call.notice(Notice.of(NoticeKind.UNMOUNTED));
        });
    }

    /// Starts a VE.
    public void start(Ctid ctid, StartOptions options, Call call) {
        underLock.change(ctid, call, config -> start(config, options, call));
    }

    private void start(VeConfig config, StartOptions options, Call call) {
        verbs.start.run(config, options, call);
        if (options.await()) {
            Boot.await(node, config, call);
        }
    }

    /// Stops a VE.
    public void stop(Ctid ctid, StopOptions options, Call call) {
        underLock.change(ctid, call, config -> {
            resumption.dropStart(ctid);
            Optional<RunningVe> ve = node.supervisor().alive(ctid);
            if (ve.isEmpty()) {
                call.notice(Notice.of(NoticeKind.NOT_RUNNING_TO_STOP));
                return;
            }
            verbs.stop.run(ve.get(), config, options, call);
        });
    }

    /// Stops and starts a VE, or starts it.
    public void restart(Ctid ctid, StartOptions start, StopOptions stop, Call call) {
        underLock.change(ctid, call, config -> restart(config, start, stop, call));
    }

    private void restart(VeConfig config, StartOptions start, StopOptions stop, Call call) {
        call.notice(Notice.of(NoticeKind.RESTARTING));
        Ctid ctid = config.ctid();
        Optional<RunningVe> ve = node.supervisor().alive(ctid);
        if (ve.isEmpty()) {
            start(config, start, call);
            return;
        }
        node.unfinished()
                .begin(new Unfinished.Entry(
                        ctid, Unfinished.Work.RESTART, config.privateArea(), config.name(), Optional.empty()));
        try {
            verbs.stop.run(ve.get(), config, stop, call);
            start(config, start, call);
        } finally {
            node.unfinished().end(ctid);
        }
    }

    /// Starts the VEs that run when VE0 does.
    public void startAll(Call call) {
        boot.startAll(this::runningCtids, call, ctid -> start(ctid, StartOptions.NONE, OwnCall.of(ctid)));
    }

    /// Stops all VEs, to be started again by the next boot.
    public void stopAll(Call call) {
        boot.stopAll(this::runningCtids, call, ctid -> stop(ctid, StopOptions.NONE, OwnCall.of(ctid)));
    }

    /// [#startAll], when VE0 was booted since the last vzd; nobody waits for it.
    void startAfterBoot() {
        if (!boot.isNew()) {
            return;
        }
        Thread.ofVirtual().name("boot").start(() -> {
            try {
                startAll(OwnCall.ofNode());
            } catch (VezereException failure) {
                LOG.log(System.Logger.Level.ERROR, failure.getMessage());
            }
        });
    }

    private Set<Ctid> runningCtids() {
        return node.supervisor().all().stream()
                .filter(RunningVe::isAlive)
                .map(RunningVe::ctid)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Changes parameters of a VE, or of VE0 when the number is 0.
    public void set(SetRequest request, Call call) {
        if (request.ctid() == 0) {
            setNode(request, call);
            return;
        }
        Ctid ctid = new Ctid(request.ctid());
        underLock.get(ctid, call, () -> {
            if (verbs.set.run(request, call)) {
                restart(node.registry().config(ctid), StartOptions.NONE, StopOptions.NONE, call);
            }
            return true;
        });
    }

    private void setNode(SetRequest request, Call call) {
        Path file = node.paths().nodeConfig();
        ConfigText before = ConfigFile.read(file).orElse(ConfigText.EMPTY);
        EditedConfig edited = editing.ofNode(before).edit(request.changes());
        if (request.save()) {
            ConfigFile.save(file, edited.text());
            call.notice(Notice.of(NoticeKind.CONFIG_SAVED, file));
        } else {
            call.notice(Notice.of(NoticeKind.NOT_SAVED_STOPPED));
        }
    }

    /// Executes something in a running VE.
    public ExitStatus exec(ExecRequest request, Streams streams) {
        VeConfig config = node.registry().config(request.ctid());
        RunningVe ve =
                node.supervisor().alive(request.ctid()).orElseThrow(() -> new VezereException(FailureKind.NOT_RUNNING));
        return node.exec().run(ve, config, request, streams);
    }

    /// Feeds a script of VE0 to a shell in the VE, which is entered without its init when it does not run.
    public ExitStatus runScript(Ctid ctid, Path script, Streams streams, Call call) {
        byte[] text;
        try {
            text = Files.readAllBytes(script);
        } catch (IOException unreadable) {
            throw new VezereException(FailureKind.NO_SCRIPT, script.toString(), unreadable);
        }
        ExecRequest request = new ExecRequest(ctid, ExecRequest.Kind.SCRIPT, List.of(), Map.of());
        Streams fed = new ScriptStreams(text, streams);
        return underLock.get(ctid, call, () -> {
            VeConfig config = node.registry().config(ctid);
            Optional<RunningVe> running = node.supervisor().alive(ctid);
            if (running.isPresent()) {
                return node.exec().run(running.get(), config, request, fed);
            }
            return verbs.idle.with(config, call, ve -> node.exec().run(ve, config, request, fed));
        });
    }

    /// Connects somebody to the VE's console.
    public void console(Ctid ctid, int tty, Streams streams) {
        node.registry().config(ctid);
        verbs.console.run(ctid, tty, streams);
    }

    /// What Ctrl-Alt-Del is to a machine: init gets SIGINT.
    public void secureAttention(Ctid ctid) {
        node.supervisor().find(ctid).ifPresent(ve -> ve.init().send(SIGINT));
    }

    /// The operations of a start, one line each.
    public List<String> traceStart(Ctid ctid) {
        return verbs.start.trace(node.registry().config(ctid));
    }

    private boolean isRunning(Ctid ctid) {
        return node.supervisor().alive(ctid).isPresent();
    }
}
