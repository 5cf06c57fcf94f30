package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.vezere.engine.network.LinkRates;
import org.vezere.engine.network.NetDevices;
import org.vezere.engine.network.Venet;
import org.vezere.engine.network.Veth;
import org.vezere.linux.Fd;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.CgroupTree;
import org.vezere.model.Ctid;

/// Takes away what a VE leaves on VE0 when its init has ended and what does not go with its last process: host
/// ends of its links, cgroups, range of host ids, run directory. Safe to repeat.
final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final Duration CGROUP_PATIENCE = Duration.ofSeconds(10);

    private final Venet venet;
    private final Veth veth;
    private final LinkRates rates;
    private final NetDevices netDevices;
    private final CgroupTree cgroups;
    private final IdRanges ranges;
    private final RunFiles runFiles;

    private final StepWatch watch;

    Leftovers(
            Venet venet,
            Veth veth,
            LinkRates rates,
            NetDevices netDevices,
            CgroupTree cgroups,
            IdRanges ranges,
            RunFiles runFiles,
            StepWatch watch) {
        this.watch = watch;
        this.venet = venet;
        this.veth = veth;
        this.rates = rates;
        this.netDevices = netDevices;
        this.cgroups = cgroups;
        this.ranges = ranges;
        this.runFiles = runFiles;
    }

    /// Takes away everything of a VE that this vzd knew running.
    void remove(RunningVe ve) {
        try (Steps steps = new Steps("end", ve.ctid(), watch)) {
            steps.run("network", () -> disconnect(ve.ctid()));
            steps.run("cgroups", () -> removeGroup(ve.cgroup()));
            steps.run("host ids", () -> ranges.release(ve.state().range()));
            Fd console = ve.console();
            if (console != null) {
                console.close();
            }
            ve.init().release();
            steps.run("run directory", () -> runFiles.remove(ve.ctid()));
            steps.complete();
        }
    }

    /// Takes away everything that can be found of a VE that does not run.
    void remove(Ctid ctid) {
        disconnect(ctid);
        removeGroup(cgroups.group(ctid.toString()));
        ranges.ours().stream()
                .filter(taken -> taken.ctid().equals(ctid))
                .forEach(taken -> ranges.release(taken.range()));
        runFiles.remove(ctid);
    }

    /// The VEs of which VE0 has a link, or which have one of VE0's.
    Set<Ctid> withLinks() {
        Set<Ctid> all = new HashSet<>(venet.connected());
        all.addAll(veth.connected());
        all.addAll(netDevices.known());
        return all;
    }

    private void disconnect(Ctid ctid) {
        venet.remove(ctid);
        veth.remove(ctid);
        rates.remove(ctid);
        netDevices.takeBack(ctid);
    }

    private static void removeGroup(Cgroup group) {
        // Commands that were executed from VE0 are not children of init, but die with its pid namespace.
        group.kill();
        if (!group.remove(CGROUP_PATIENCE)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cgroup " + group.name() + " still holds processes " + group.pids() + " and stays");
        }
    }
}
