package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.vezere.engine.config.ActionScripts;
import org.vezere.engine.config.FirstRun;
import org.vezere.engine.config.GlobalConfig;
import org.vezere.engine.config.ProcProcesses;
import org.vezere.engine.config.Samples;
import org.vezere.engine.config.VeLocks;
import org.vezere.engine.config.VeNames;
import org.vezere.engine.config.VeRegistry;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.files.StagedFile;
import org.vezere.engine.layout.Layout;
import org.vezere.engine.layout.OverlayLayout;
import org.vezere.engine.limit.Beancounters;
import org.vezere.engine.limit.Limits;
import org.vezere.engine.limit.NodeCpus;
import org.vezere.engine.network.AntiSpoof;
import org.vezere.engine.network.FilterSettings;
import org.vezere.engine.network.LinkRates;
import org.vezere.engine.network.NeighbourDevices;
import org.vezere.engine.network.NetDevices;
import org.vezere.engine.network.Networks;
import org.vezere.engine.network.Placements;
import org.vezere.engine.network.Venet;
import org.vezere.engine.network.VenetSettings;
import org.vezere.engine.network.Veth;
import org.vezere.engine.node.NodePaths;
import org.vezere.engine.service.Services;
import org.vezere.linux.KernelException;
import org.vezere.linux.cgroup.CgroupHierarchies;
import org.vezere.linux.cgroup.CgroupTree;
import org.vezere.linux.process.KeeperLauncher;
import org.vezere.linux.process.Reaper;
import org.vezere.linux.process.Watcher;
import org.vezere.linux.seccomp.SeccompCompiler;
import org.vezere.linux.seccomp.SeccompPolicy;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.Netif;

/// Puts the parts of a node together and takes over what an earlier vzd left running. Closing it lets go of
/// everything but the VEs.
public final class NodeAssembly implements AutoCloseable {
    private static final Path ID_RANGES = Path.of("/run/vezere-ids");
    private static final List<Path> SUBORDINATE_IDS = List.of(Path.of("/etc/subuid"), Path.of("/etc/subgid"));
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");

    private static final System.Logger LOG = System.getLogger(NodeAssembly.class.getName());

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Ves ves;
    private final VeRegistry registry;
    private final OverlayLayout layout;
    private final Editing editing;
    private final Networks networks;
    private final Services services;

    /// Opens a node.
    ///
    /// @param keeper the file of the program `vz-keeper`
    /// @param stepWatch is told of every step of every operation
    /// @throws VezereException [FailureKind#NO_NODE] when this machine can't be one, or the keeper is missing
    public static NodeAssembly open(NodePaths paths, Path keeper, EventLog events, StepWatch stepWatch) {
        try {
            return new NodeAssembly(paths, Files.readAllBytes(keeper), events, stepWatch);
        } catch (IOException missing) {
            throw new VezereException(
                    FailureKind.NO_NODE, "the keeper " + keeper + " cannot be read; run ./build", missing);
        } catch (KernelException refused) {
            throw new VezereException(
                    FailureKind.NO_NODE, "this machine can't be a node: " + refused.getMessage(), refused);
        }
    }

    private NodeAssembly(NodePaths paths, byte[] keeper, EventLog events, StepWatch stepWatch) {
        new FirstRun(paths).install();
        sweep(paths.configs());
        sweep(paths.networks());
        sweep(paths.services());
        registry = new VeRegistry(paths);
        GlobalConfig global = registry.global();
        Watcher watcher = keep(new Watcher("VEs"));
        KeeperLauncher launcher = keep(new KeeperLauncher(keeper, new Reaper(watcher)));
        CgroupHierarchies hierarchies = CgroupHierarchies.find();
        CgroupTree cgroups = CgroupTree.open(hierarchies, paths.cgroup());
        KeeperHome home = keep(new KeeperHome(hierarchies, cgroups));
        AntiSpoof filter = keep(AntiSpoof.install(FilterSettings.standard()));
        Venet venet = keep(Venet.open(settings(global), filter));
        networks = keep(Networks.open(paths, identity(), venet));
        applyNetworks();
        SeccompCompiler seccomp = new SeccompCompiler();
        seccomp.compile(SeccompPolicy.standard());
        TraitsOfVe traits = new TraitsOfVe(seccomp::compile);
        RunFiles runFiles = new RunFiles(paths.runOfVes());
        Veth veth = keep(Veth.open(venet, ctid -> netifs(runFiles, ctid)));
        LinkRates rates = keep(LinkRates.open(venet));
        NetDevices netDevices = keep(new NetDevices(paths.run().resolve("netdev")));
        IdRanges ranges = new IdRanges(ID_RANGES, SUBORDINATE_IDS, paths.hash());
        Leftovers leftovers = new Leftovers(venet, veth, rates, netDevices, cgroups, ranges, runFiles, stepWatch);
        RanBefore ran = new RanBefore(paths.state().resolve("running"));
        Supervisor supervisor = keep(new Supervisor(watcher, runFiles, leftovers, ran, events));
        Samples samples = new Samples(paths.configs());
        NodeCpus cpus = NodeCpus.find();
        editing = new Editing(samples, identity(), cpus.cpus().size());
        layout = new OverlayLayout(editing.layers(global), FreeSpace.usual());
        ActionScripts actions = new ActionScripts(paths.configs());
        HostScripts hostScripts = new HostScripts(actions);
        ExecInVe exec = new ExecInVe(launcher, traits, home, stepWatch);
        NodeServices node = new NodeServices(
                paths,
                identity(),
                registry,
                layout,
                new HostView(layout, hostScripts),
                hostScripts,
                new InnerScripts(actions, exec),
                new SettingsOfVe(paths.state().resolve("settings"), identity()),
                new LimitsOfVe(new Limits(cpus)),
                traits,
                ranges,
                cgroups,
                venet,
                veth,
                rates,
                netDevices,
                launcher,
                home,
                runFiles,
                supervisor,
                ran,
                new Unfinished(paths.state().resolve("unfinished")),
                exec,
                events,
                stepWatch);
        VeNames names = new VeNames(paths);
        VeLocks locks = new VeLocks(() -> registry.global().lockDirectory(), new ProcProcesses(Path.of("/proc")));
        UnderLock underLock = new UnderLock(registry, locks);
        Ves.Verbs verbs = verbs(node, names, samples, actions);
        Resumption resumption = new Resumption(node, underLock, verbs);
        NodeBoot boot = new NodeBoot(registry, ran, paths.state(), cpus.cpus().size());
        ves = new Ves(node, underLock, names, verbs, editing, boot, resumption);
        supervisor.onReboot(resumption::startAgain);
        // Closed first: without VEs the node leaves nothing on the machine.
        keep(() -> leaveNothing(venet, veth, filter, cgroups));
        new Adoption(runFiles, cgroups, ranges, supervisor, leftovers, ran, events)
                .run(resumption::startAgain, resumption::stopAgain, resumption::takeBackChange);
        services = keep(Services.open(
                paths, keep(new Placements(venet, veth)), filter, ctid -> registry.exists(new Ctid(ctid))));
        resumption.finish();
        ves.startAfterBoot();
    }

    /// Takes away what an earlier vzd was killed over; one node has one vzd.
    private static void sweep(Path configs) {
        try {
            StagedFile.sweep(configs, ".conf");
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", configs, failure.getMessage());
        }
    }

    /// VEs are to find their bridges; a network that can't be made must not keep the node from running.
    private void applyNetworks() {
        try {
            networks.apply(notice -> LOG.log(System.Logger.Level.WARNING, notice.text()));
        } catch (VezereException refused) {
            LOG.log(System.Logger.Level.WARNING, refused.getMessage());
        }
    }

    /// What a VE's config says of its interfaces, with what was set without being saved; nothing when it can't be
    /// read.
    private List<Netif> netifs(RunFiles runFiles, Ctid ctid) {
        try {
            return runFiles.inForce(registry.config(ctid)).netifs(identity());
        } catch (VezereException unreadable) {
            return List.of();
        }
    }

    private Ves.Verbs verbs(NodeServices node, VeNames names, Samples samples, ActionScripts actions) {
        StartVe start = new StartVe(node);
        IdleVe idle = new IdleVe(start);
        LiveChanges live = new LiveChanges(
                node.limits(),
                node.settings(),
                new LiveNetwork(node),
                layout,
                new HostNames(node.exec(), registry),
                new Passwords(node.exec(), idle));
        return new Ves.Verbs(
                new CreateVe(node, samples, names, editing),
                new DestroyVe(node, names, actions),
                start,
                new StopVe(node.runFiles(), node.innerScripts(), node.hostView(), node.stepWatch()),
                new SetVe(node, names, editing, live),
                new ListVes(node, new Beancounters(), keep(new LoadAverages())),
                new ConsoleOfVe(node.supervisor(), node.runFiles()),
                idle);
    }

    /// The VEs of the node.
    public Ves ves() {
        return ves;
    }

    /// The networks that are declared.
    public Networks networks() {
        return networks;
    }

    /// The services that are declared.
    public Services services() {
        return services;
    }

    /// The configs of the node.
    public VeRegistry registry() {
        return registry;
    }

    /// How private areas are stored.
    public Layout layout() {
        return layout;
    }

    private static VenetSettings settings(GlobalConfig global) {
        return new VenetSettings(
                NeighbourDevices.parse(global.value(Parameter.NEIGHBOUR_DEVS).orElse("all")),
                global.value(Parameter.VE_ROUTE_SRC_DEV).filter(device -> !device.isEmpty()),
                global.ipv6());
    }

    /// The filter is shared by all nodes of a network namespace.
    private void leaveNothing(Venet venet, Veth veth, AntiSpoof filter, CgroupTree cgroups) {
        if (veth.connected().isEmpty()) {
            veth.uninstall();
        }
        if (venet.connected().isEmpty() && veth.connected().isEmpty()) {
            filter.uninstall();
        }
        if (ves.running() == 0) {
            cgroups.group(KeeperHome.NAME).remove(Duration.ZERO);
            cgroups.remove(Duration.ZERO);
        }
    }

    /// What tells this machine from others: hardware addresses that are made up depend on it.
    private static String identity() {
        try {
            return Files.readString(MACHINE_ID).strip();
        } catch (IOException none) {
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("node");
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        parts.forEach(Steps::closeQuietly);
        parts.clear();
    }
}
