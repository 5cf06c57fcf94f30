package org.vezere.engine.lifecycle;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vezere.engine.limit.OomKills;
import org.vezere.linux.KernelException;
import org.vezere.linux.cgroup.CgroupTree;
import org.vezere.linux.process.KeeperDoor;
import org.vezere.linux.process.NamespaceIds;
import org.vezere.linux.process.PidFd;
import org.vezere.linux.process.ProcessStat;
import org.vezere.model.Ctid;

/// What a new vzd does about the VEs that it finds: those that live are taken over, what is left of the others
/// goes.
final class Adoption {
    private static final System.Logger LOG = System.getLogger(Adoption.class.getName());
    private static final int SIGKILL = 9;

    private final RunFiles runFiles;
    private final CgroupTree cgroups;
    private final IdRanges ranges;
    private final Supervisor supervisor;
    private final Leftovers leftovers;
    private final RanBefore ran;
    private final EventLog events;

    Adoption(
            RunFiles runFiles,
            CgroupTree cgroups,
            IdRanges ranges,
            Supervisor supervisor,
            Leftovers leftovers,
            RanBefore ran,
            EventLog events) {
        this.runFiles = runFiles;
        this.cgroups = cgroups;
        this.ranges = ranges;
        this.supervisor = supervisor;
        this.leftovers = leftovers;
        this.ran = ran;
        this.events = events;
    }

    /// Looks at everything that this node has left on the machine.
    ///
    /// @param restart starts a VE that asked for a reboot while nobody listened
    /// @param stop goes on with a stop that was under way
    /// @param change takes back a change that was under way
    void run(Consumer<Ctid> restart, Consumer<RunningVe> stop, Consumer<RunningVe> change) {
        Set<Ctid> alive = new HashSet<>();
        Set<Ctid> rebooting = new HashSet<>();
        for (Ctid ctid : runFiles.all()) {
            Optional<RunState> state = runFiles.read(ctid);
            Optional<PidFd> init = state.flatMap(Adoption::living);
            if (init.isPresent() && state.get().phase() != RunState.Phase.STARTING) {
                alive.add(ctid);
                adopt(state.get(), init.get(), stop, change);
            } else {
                init.ifPresent(half -> half.send(SIGKILL));
                init.ifPresent(PidFd::close);
                VeEnd end = VeEnd.of(runFiles.exit(ctid).orElse(""));
                if (end == VeEnd.REBOOT) {
                    rebooting.add(ctid);
                }
                ran.ended(
                        ctid, end, state.filter(last -> last.phase().isEnding()).isPresent());
                LOG.log(System.Logger.Level.INFO, "CT " + ctid + " : ended while no vzd was there");
                events.add("ve.stopped", ctid, Map.of("reason", "unseen"));
            }
        }
        removeLeftovers(alive);
        rebooting.forEach(restart);
    }

    private void adopt(RunState state, PidFd init, Consumer<RunningVe> stop, Consumer<RunningVe> change) {
        RunningVe ve = new RunningVe(state, init, cgroups.group(state.ctid().toString()));
        try (var directory = runFiles.open(state.ctid())) {
            new KeeperDoor(directory, RunFiles.KEEPER_SOCKET).master().ifPresent(ve::keepConsole);
        } catch (KernelException unreachable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "CT " + state.ctid() + " : its keeper can't be reached, so it has no console: "
                            + unreachable.getMessage());
        }
        // Kept in mind from now on.
        runFiles.readConfig(state.ctid());
        // An earlier vzd has told of those.
        ve.killsTold(OomKills.of(ve.cgroup()));
        supervisor.watch(ve);
        LOG.log(System.Logger.Level.INFO, "CT " + state.ctid() + " : adopted, init is process " + state.initPid());
        if (state.phase().isEnding()) {
            Thread.ofVirtual().name("stop of CT " + state.ctid()).start(() -> stop.accept(ve));
        } else if (runFiles.isChanging(state.ctid())) {
            Thread.ofVirtual().name("change of CT " + state.ctid()).start(() -> change.accept(ve));
        }
    }

    /// A process id may have come to mean another process: the start time and the user namespace tell.
    private static Optional<PidFd> living(RunState state) {
        if (state.initPid() <= 0) {
            return Optional.empty();
        }
        PidFd init;
        try {
            init = PidFd.open(state.initPid());
        } catch (KernelException gone) {
            return Optional.empty();
        }
        try {
            boolean same = ProcessStat.of(state.initPid())
                            .filter(stat -> stat.startTime() == state.initStart() && stat.state() != 'Z')
                            .isPresent()
                    && NamespaceIds.of(state.initPid()).user() == state.userNamespace()
                    && !init.hasEnded();
            if (same) {
                return Optional.of(init);
            }
        } catch (KernelException gone) {
            LOG.log(System.Logger.Level.DEBUG, gone);
        }
        init.close();
        return Optional.empty();
    }

    private void removeLeftovers(Set<Ctid> alive) {
        Set<Ctid> dead = new HashSet<>(runFiles.all());
        for (String name : cgroups.names()) {
            if (name.matches("[0-9]{1,10}")) {
                dead.add(new Ctid(Integer.parseInt(name)));
            }
        }
        ranges.ours().forEach(taken -> dead.add(taken.ctid()));
        dead.addAll(leftovers.withLinks());
        dead.removeAll(alive);
        dead.forEach(this::removeLeftovers);
    }

    /// What resists in one VE must not keep vzd from serving the others; the next start of that VE says more.
    private void removeLeftovers(Ctid ctid) {
        try {
            leftovers.remove(ctid);
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "CT " + ctid + " : what it left can't be removed", failure);
        }
    }
}
