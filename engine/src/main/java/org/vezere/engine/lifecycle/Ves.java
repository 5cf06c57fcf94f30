package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vezere.engine.config.ConfigFile;
import org.vezere.engine.config.ConfigText;
import org.vezere.engine.config.EditedConfig;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.config.VeLocks;
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
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final NodeServices node;
    private final VeLocks locks;
    private final VeNames names;
    private final Verbs verbs;
    private final Editing editing;
    private final NodeBoot boot;
    private final Set<Ctid> toStartAgain = ConcurrentHashMap.newKeySet();

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

    Ves(NodeServices node, VeLocks locks, VeNames names, Verbs verbs, Editing editing, NodeBoot boot) {
        this.node = node;
        this.locks = locks;
        this.names = names;
        this.verbs = verbs;
        this.editing = editing;
        this.boot = boot;
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
        locked(request.ctid(), call, () -> {
            verbs.create.run(request, call);
            return true;
        });
    }

    /// Takes a VE away.
    public void destroy(Ctid ctid, Call call) {
        change(ctid, call, config -> verbs.destroy.run(config, call));
    }

    /// Mounts the files of a stopped VE for VE0.
    public void mount(Ctid ctid, Call call) {
        change(ctid, call, config -> {
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
        change(ctid, call, config -> {
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
        change(ctid, call, config -> start(config, options, call));
    }

    private void start(VeConfig config, StartOptions options, Call call) {
        awaitCleaned(config.ctid());
        verbs.start.run(config, options, call);
        if (options.await()) {
            Boot.await(node, config, call);
        }
    }

    /// Stops a VE.
    public void stop(Ctid ctid, StopOptions options, Call call) {
        change(ctid, call, config -> {
            toStartAgain.remove(ctid);
            Optional<RunningVe> ve = node.supervisor().find(ctid).filter(RunningVe::isAlive);
            if (ve.isEmpty()) {
                call.notice(Notice.of(NoticeKind.NOT_RUNNING_TO_STOP));
                return;
            }
            verbs.stop.run(ve.get(), config, options, call);
        });
    }

    /// Stops and starts a VE, or starts it.
    public void restart(Ctid ctid, StartOptions start, StopOptions stop, Call call) {
        change(ctid, call, config -> restart(config, start, stop, call));
    }

    private void restart(VeConfig config, StartOptions start, StopOptions stop, Call call) {
        call.notice(Notice.of(NoticeKind.RESTARTING));
        Ctid ctid = config.ctid();
        Optional<RunningVe> ve = node.supervisor().find(ctid).filter(RunningVe::isAlive);
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
        locked(ctid, call, () -> {
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
        RunningVe ve = node.supervisor()
                .find(request.ctid())
                .filter(RunningVe::isAlive)
                .orElseThrow(() -> new VezereException(FailureKind.NOT_RUNNING));
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
        return locked(ctid, call, () -> {
            VeConfig config = node.registry().config(ctid);
            Optional<RunningVe> running = node.supervisor().find(ctid).filter(RunningVe::isAlive);
            if (running.isPresent()) {
                return node.exec().run(running.get(), config, request, fed);
            }
            awaitCleaned(ctid);
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

    /// Starts a VE that asked for a reboot or whose restart broke off, when nobody stops it meanwhile.
    void startAgain(Ctid ctid) {
        toStartAgain.add(ctid);
        Thread.ofVirtual().name("reboot of CT " + ctid).start(() -> {
            Call call = OwnCall.of(ctid);
            try {
                patiently(ctid, call, config -> startWanted(config, call));
            } catch (VezereException failure) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "CT " + ctid + " : cannot be started again: " + failure.getMessage());
                node.events().add("ve.failed", ctid, Map.of("reason", failure.getMessage() + ""));
            }
        });
    }

    private void startWanted(VeConfig config, Call call) {
        Ctid ctid = config.ctid();
        try {
            if (toStartAgain.remove(ctid) && !isRunning(ctid)) {
                start(config, StartOptions.NONE, call);
            }
        } finally {
            node.unfinished().end(ctid);
        }
    }

    /// Goes on with a stop that an earlier vzd had begun, and with the start after it when that was to be a restart.
    void stopAgain(RunningVe ve) {
        Call call = OwnCall.of(ve.ctid());
        boolean fast = ve.state().phase() == RunState.Phase.KILLING;
        StopOptions options = new StopOptions(fast, StopOptions.NONE.skipUnmount());
        try {
            patiently(ve.ctid(), call, config -> {
                if (ve.isAlive()) {
                    verbs.stop.run(ve, config, options, call);
                }
            });
            if (node.unfinished().isRestarting(ve.ctid())) {
                startAgain(ve.ctid());
            }
        } catch (VezereException failure) {
            LOG.log(System.Logger.Level.ERROR, "CT " + ve.ctid() + " : cannot be stopped: " + failure.getMessage());
        }
    }

    /// Takes back a change of a running VE that an earlier vzd had begun.
    void takeBackChange(RunningVe ve) {
        Call call = OwnCall.of(ve.ctid());
        try {
            patiently(ve.ctid(), call, config -> {
                if (ve.isAlive()) {
                    verbs.set.takeBack(ve, config, call);
                }
            });
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "CT " + ve.ctid() + " : change not taken back: " + failure.getMessage());
        }
    }

    /// Takes back or finishes what an earlier vzd was doing to VEs at rest.
    void finish() {
        locks.removeStale();
        for (Unfinished.Entry entry : node.unfinished().all()) {
            if (entry.work() == Unfinished.Work.RESTART) {
                goOnRestarting(entry.ctid());
                continue;
            }
            Call call = OwnCall.of(entry.ctid());
            try {
                locked(entry.ctid(), call, () -> {
                    switch (entry.work()) {
                        case CREATE -> verbs.create.takeBack(entry);
                        case DESTROY -> verbs.destroy.finish(entry, call);
                        case RESTART -> throw new AssertionError(entry);
                    }
                    return true;
                });
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.ERROR, "CT " + entry.ctid() + " : " + failure.getMessage());
            }
        }
    }

    /// One that is being stopped is started by [#stopAgain].
    private void goOnRestarting(Ctid ctid) {
        Optional<RunningVe> ve = node.supervisor().find(ctid).filter(RunningVe::isAlive);
        if (ve.isEmpty()) {
            startAgain(ctid);
        } else if (!ve.get().state().phase().isEnding()) {
            node.unfinished().end(ctid);
        }
    }

    private boolean isRunning(Ctid ctid) {
        return node.supervisor().find(ctid).filter(RunningVe::isAlive).isPresent();
    }

    /// An init may have ended a moment ago, and its VE is still being cleaned up.
    private void awaitCleaned(Ctid ctid) {
        node.supervisor().find(ctid).filter(ve -> !ve.isAlive()).ifPresent(ve -> ve.awaitGone(StopVe.CLEANING_UP));
    }

    private void change(Ctid ctid, Call call, java.util.function.Consumer<VeConfig> action) {
        node.registry().config(ctid);
        locked(ctid, call, () -> {
            action.accept(node.registry().config(ctid));
            return true;
        });
    }

    /// As [#change], but waits for whoever holds the lock now.
    private void patiently(Ctid ctid, Call call, java.util.function.Consumer<VeConfig> action) {
        long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (true) {
            try {
                change(ctid, call, action);
                return;
            } catch (VezereException failure) {
                if (failure.kind() != FailureKind.LOCKED || System.nanoTime() > deadline) {
                    throw failure;
                }
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private <T> T locked(Ctid ctid, Call call, Supplier<T> action) {
        try (VeLocks.Held _ = locks.acquire(ctid, call.pid(), call.skipLock(), call::notice)) {
            return action.get();
        }
    }
}
