package org.vezere.engine.lifecycle;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vezere.engine.config.ActionScripts.Moment;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.layout.OverlayFiles;
import org.vezere.engine.layout.PlainDirectory;
import org.vezere.engine.network.DefaultRoutes;
import org.vezere.engine.network.InnerNetwork;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelFile;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.mount.IdMap;
import org.vezere.linux.mount.MountTree;
import org.vezere.linux.plan.Plan;
import org.vezere.linux.process.KeeperDoor;
import org.vezere.linux.process.NamespaceIds;
import org.vezere.linux.process.PidFd;
import org.vezere.linux.process.ProcessStat;
import org.vezere.linux.process.UnixSockets;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.StartOptions;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Netif;

/// `start`: from a config to an executed init, step by step, each with its undo.
final class StartVe {
    /// What is tried as the VE's first process, in this order; the argument is what sysvinit's relatives expect.
    static final List<String> INITS = List.of("/sbin/init", "/etc/init", "/bin/init");

    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// The host name of a VE without one: it must not show VE0's.
    private static final String NAMELESS = "localhost";

    private static final Duration CGROUP_PATIENCE = Duration.ofSeconds(2);
    private static final Duration ABANDON_PATIENCE = Duration.ofSeconds(10);
    private static final int SIGKILL = 9;
    private static final int MOST_PTYS = 4096;

    private final NodeServices node;

    StartVe(NodeServices node) {
        this.node = node;
    }

    /// Starts a VE; the caller holds its lock.
    ///
    /// @throws VezereException with the reason; nothing of the start is left then
    void run(VeConfig config, StartOptions options, Call call) {
        run(config, options, init(config), RunState.Phase.RUNNING, call);
        call.notice(Notice.of(options.await() ? NoticeKind.START_WAITING : NoticeKind.START_IN_PROGRESS));
        node.events().add("ve.started", config.ctid(), Map.of());
    }

    /// Starts a VE with another first process than its init.
    ///
    /// @param phase how it is known from then on: where its end is wanted already, the next vzd ends it
    RunningVe run(VeConfig config, StartOptions options, StartPlan.Program program, RunState.Phase phase, Call call) {
        Ctid ctid = config.ctid();
        // An init may have ended a moment ago, and its VE is still being cleaned up.
        node.supervisor().find(ctid).filter(ve -> !ve.isAlive()).ifPresent(ve -> ve.awaitGone(StopVe.CLEANING_UP));
        config.warnings().forEach(line -> call.notice(Notice.of(NoticeKind.CONFIG_WARNING, line)));
        check(config, options);
        call.notice(Notice.of(NoticeKind.STARTING));
        if (node.hostView().isMounted(config)) {
            node.hostView().unmount(config);
            call.notice(Notice.of(NoticeKind.UNMOUNTED));
        }
        try (Steps steps = new Steps("start", ctid, node.stepWatch())) {
            steps.run("scripts before mounting", () -> node.hostScripts().run(config, Moment.BEFORE_MOUNT));
            ScriptMounts bound = steps.get("mount scripts", () -> scriptMounts(config, call), ScriptMounts::close);
            steps.run(
                    "run directory",
                    () -> node.runFiles().prepare(ctid),
                    () -> node.runFiles().remove(ctid));
            // Mounting the image takes the kernel as long as cloning takes; neither needs the other.
            Aside<OverlayFiles> disk = steps.get(
                    "disk begun",
                    () -> Aside.begin("disk of CT " + ctid, notices -> prepare(config, notices)),
                    begun -> begun.outcome().ifPresent(OverlayFiles::close));
            IdRange range = steps.get(
                    "host ids",
                    () -> node.ranges().take(ctid),
                    taken -> node.ranges().release(taken));
            Cgroup cgroup = steps.get(
                    "cgroups", () -> node.cgroups().make(ctid.toString()), group -> group.remove(CGROUP_PATIENCE));
            RunningVe ve = bear(new Start(config, options, program, phase, disk, bound, range, cgroup), steps, call);
            steps.complete();
            disk.outcome().ifPresent(OverlayFiles::close);
            bound.close();
            node.supervisor().watch(ve);
            steps.timings().forEach(timing -> call.notice(Notice.of(NoticeKind.DETAIL, timing.text())));
            if (!config.isYes(Parameter.SKIP_ARPDETECT)) {
                lookForOtherOwners(ctid, config.addresses());
            }
            node.innerScripts().run(ve, config, Moment.START);
            return ve;
        }
    }

    /// Beside the start, which a second per address would make a hundred times as long; who finds that a VE has
    /// another machine's address tells it as an event and in the log.
    private void lookForOtherOwners(Ctid ctid, List<IpAddress> addresses) {
        for (IpAddress address : addresses) {
            Thread.ofVirtual()
                    .name("other owners of " + address.host())
                    .start(() -> node.venet().elsewhere(address).ifPresent(owner -> {
                        System.getLogger(StartVe.class.getName())
                                .log(System.Logger.Level.WARNING, "CT " + ctid + " : " + owner);
                        node.events().add("ve.conflict", ctid, Map.of("address", address.host(), "reason", owner));
                    }));
        }
    }

    private static StartPlan.Program init(VeConfig config) {
        return new StartPlan.Program(INITS, List.of("init", "-z"), environment(config), true);
    }

    /// What a start has prepared when its first process is about to be born.
    private record Start(
            VeConfig config,
            StartOptions options,
            StartPlan.Program program,
            RunState.Phase phase,
            Aside<OverlayFiles> disk,
            ScriptMounts bound,
            IdRange range,
            Cgroup cgroup) {
        List<String> directories() {
            return Stream.concat(
                            PlainDirectory.ALL.stream().map(PlainDirectory::target),
                            bound.all().stream().map(ScriptMounts.Bound::path))
                    .toList();
        }
    }

    private OverlayFiles prepare(VeConfig config, Consumer<Notice> notices) {
        return switch (node.layout().prepare(config.privateArea(), notices)) {
            case OverlayFiles files -> files;
        };
    }

    private ScriptMounts scriptMounts(VeConfig config, Call call) {
        return node.hostScripts().has(config, Moment.MOUNT)
                ? ScriptMounts.collect(config, node.layout(), node.hostScripts(), call::notice)
                : ScriptMounts.none();
    }

    private void writeSettings(VeConfig config, OverlayFiles files, Call call) {
        if (node.settings().areNew(config)) {
            try (MountTree view = node.layout().view(config.privateArea(), files)) {
                node.settings().write(config, view, call::notice);
            }
        }
    }

    private RunningVe bear(Start start, Steps steps, Call call) {
        VeConfig config = start.config();
        IdRange range = start.range();
        Cgroup cgroup = start.cgroup();
        Ctid ctid = config.ctid();
        Birth birth = steps.get("keeper and clone", () -> spawn(start), StartVe::abandon);
        PidFd init = birth.init();
        steps.run("id maps", () -> {
            IdMap.from(range.base(), IdRange.MAPPED).write(init.pid());
            cgroup.delegate(range.base(), range.base());
            // Whatever vzd itself was given must not be the VE's.
            KernelFile.write("/proc/" + init.pid() + "/oom_score_adj", "0");
        });
        List<IpAddress> addresses = config.addresses();
        RunState state = new RunState(
                ctid,
                RunState.Phase.STARTING,
                init.pid(),
                ProcessStat.of(init.pid()).orElseThrow().startTime(),
                NamespaceIds.of(init.pid()).user(),
                birth.keeperPid(),
                range,
                addresses.stream().map(IpAddress::host).toList());
        steps.run("state", () -> node.runFiles().write(state));
        // The kernel takes as long for it as for the disk and the mounts.
        Aside<Ctid> network = steps.get(
                "network begun",
                () -> Aside.begin("network of CT " + ctid, notices -> connect(config, init, notices)),
                begun -> {
                    begun.outcome();
                    node.venet().remove(ctid);
                    node.veth().remove(ctid);
                    node.rates().remove(ctid);
                    node.netDevices().takeBack(ctid);
                });
        OverlayFiles files = steps.get("layers and disk", () -> start.disk().join(call::notice));
        if (!start.options().skipSetup()) {
            steps.run("files inside", () -> writeSettings(config, files, call));
        }
        call.notice(Notice.of(NoticeKind.MOUNTED));
        steps.run("limits", () -> node.limits().apply(config, cgroup));
        if (!addresses.isEmpty()) {
            call.notice(Notice.of(
                    NoticeKind.ADDING_ADDRESSES,
                    addresses.stream().map(IpAddress::host).collect(Collectors.joining(" "))));
        }
        List<MountTree> mounts =
                steps.get("mounts", () -> mounts(birth, files, start.bound()), all -> all.forEach(MountTree::close));
        steps.run("mounting begun", () -> {
            birth.mount(mounts.stream().map(MountTree::descriptor).toList());
            mounts.forEach(MountTree::close);
        });
        steps.run("network", () -> network.join(call::notice));
        node.limits().notices(config).forEach(call::notice);
        List<Netif> netifs = config.netifs(node.identity());
        if (!netifs.isEmpty()) {
            call.notice(LiveNetwork.configuring(netifs));
        }
        steps.run("init", birth::execute);
        RunningVe ve = new RunningVe(state.in(start.phase()), init, cgroup);
        steps.run("running", () -> {
            node.runFiles().write(ve.state());
            if (start.phase().isEnding()) {
                ve.askToStop();
            } else {
                node.ran().add(ctid);
            }
            try (Fd directory = node.runFiles().open(ctid)) {
                new KeeperDoor(directory, RunFiles.KEEPER_SOCKET).master().ifPresent(ve::keepConsole);
            }
        });
        birth.close();
        return ve;
    }

    private Birth spawn(Start start) {
        VeConfig config = start.config();
        try (Cgroup.Entries entries = start.cgroup().openEntries();
                Fd directory = node.runFiles().open(config.ctid());
                Fd listener = UnixSockets.listen(directory, RunFiles.KEEPER_SOCKET)) {
            Plan plan = plan(config, start.program(), start.range(), start.directories(), entries);
            return Birth.await(
                    plan, node.launcher().start(plan, "[vz " + config.ctid() + "]", listener, directory), INITS);
        }
    }

    /// The operations of a start, one line each, with descriptors that stand for those of a real one.
    List<String> trace(VeConfig config) {
        IdRange range = new IdRange(IdRanges.FIRST);
        Cgroup.Entries none = new Cgroup.Entries(Optional.empty(), List.of());
        List<String> directories =
                PlainDirectory.ALL.stream().map(PlainDirectory::target).toList();
        return plan(config, init(config), range, directories, none).describe();
    }

    private Plan plan(
            VeConfig config,
            StartPlan.Program program,
            IdRange range,
            List<String> directories,
            Cgroup.Entries entries) {
        return StartPlan.of(new StartPlan.Request(
                range,
                config.value(Parameter.HOSTNAME).filter(name -> !name.isEmpty()).orElse(NAMELESS),
                node.keeperHome().entries(),
                entries,
                directories,
                DeviceNode.COMMON,
                ptys(config),
                node.traits().of(config),
                program));
    }

    private static List<String> environment(VeConfig config) {
        UUID id = UUID.nameUUIDFromBytes(
                (config.global().paths().prefix() + " " + config.ctid()).getBytes(StandardCharsets.UTF_8));
        return List.of("HOME=/", "TERM=linux", PATH, "container=vezere", "container_uuid=" + id);
    }

    private static int ptys(VeConfig config) {
        return config.limit(Parameter.NUMPTY)
                .filter(limit -> !limit.unlimited())
                .map(limit -> (int) Math.min(limit.limit(), MOST_PTYS))
                .orElse(0);
    }

    private Ctid connect(VeConfig config, PidFd init, Consumer<Notice> notices) {
        Ctid ctid = config.ctid();
        List<Netif> netifs = config.netifs(node.identity());
        try (Fd namespace = OpenFile.at("/proc/" + init.pid() + "/ns/net");
                InnerNetwork network = new InnerNetwork(namespace)) {
            List<InetAddress> claimed = node.venet().claim(ctid, config.addresses(), notices);
            // Both know who holds the default routes, so neither has to come first.
            Aside<Ctid> ethernet = Aside.begin("Ethernet of CT " + ctid, told -> {
                node.veth().agree(ctid, network, netifs, told);
                return ctid;
            });
            try {
                node.venet().connect(ctid, network, claimed, DefaultRoutes.of(claimed, netifs), notices);
            } finally {
                ethernet.outcome();
            }
            ethernet.join(notices);
            LiveNetwork.limit(node, config, notices);
            node.netDevices().agree(ctid, namespace, LiveNetwork.netDevices(config));
        }
        return ctid;
    }

    /// The VE's files with the VE's ids, as its first process wants them.
    private static List<MountTree> mounts(Birth birth, OverlayFiles files, ScriptMounts scripts) {
        List<MountTree> mounts = new ArrayList<>();
        try (Fd userNamespace = OpenFile.at("/proc/" + birth.init().pid() + "/ns/user")) {
            mounts.add(files.lower().copy());
            mounts.add(files.upper().copy());
            for (PlainDirectory plain : files.plain()) {
                try (Fd directory =
                        OpenFile.below(files.upper().descriptor(), plain.source(), OpenFlag.PATH, OpenFlag.NOFOLLOW)) {
                    mounts.add(files.upper()
                            .copyOf(directory)
                            .setAttributes(List.of(), List.of(MountAttribute.NOSUID), false));
                }
            }
            for (ScriptMounts.Bound bound : scripts.all()) {
                mounts.add(bound.mount().copy());
            }
            mounts.forEach(mount -> mount.idmap(userNamespace, false));
            return mounts;
        } catch (RuntimeException failure) {
            mounts.forEach(MountTree::close);
            throw failure;
        }
    }

    /// The keeper ends its child when nobody listens any more; ids and cgroup are free only when it is gone.
    private static void abandon(Birth birth) {
        birth.close();
        birth.init().send(SIGKILL);
        birth.init().awaitEnd(ABANDON_PATIENCE);
        birth.init().close();
    }

    private void check(VeConfig config, StartOptions options) {
        if (config.isYes(Parameter.DISABLED) && !options.force()) {
            throw new VezereException(FailureKind.DISABLED);
        }
        if (node.supervisor().alive(config.ctid()).isPresent()) {
            throw new VezereException(FailureKind.RUNNING, "Container is already running");
        }
        if (!Files.isDirectory(config.privateArea())) {
            throw new VezereException(
                    FailureKind.NO_PRIVATE, config.privateArea().toString());
        }
        config.missingBeancounter().ifPresent(missing -> {
            throw new VezereException(FailureKind.MISSING_UBC, missing.name().toLowerCase(Locale.ROOT));
        });
    }
}
