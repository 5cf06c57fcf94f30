package org.vezere.engine.lifecycle;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vezere.engine.config.VeConfig;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;
import org.vezere.model.VezereException;

/// What nobody waits for: VEs that start again by themselves, and what an earlier vzd had begun and not ended, which is
/// gone on with or taken back.
final class Resumption {
    private static final System.Logger LOG = System.getLogger(Resumption.class.getName());

    private final NodeServices node;
    private final UnderLock underLock;
    private final Ves.Verbs verbs;
    private final Set<Ctid> toStartAgain = ConcurrentHashMap.newKeySet();

    Resumption(NodeServices node, UnderLock underLock, Ves.Verbs verbs) {
        this.node = node;
        this.underLock = underLock;
        this.verbs = verbs;
    }

    /// Starts a VE that asked for a reboot or whose restart broke off, when nobody stops it meanwhile.
    void startAgain(Ctid ctid) {
        toStartAgain.add(ctid);
        Thread.ofVirtual().name("reboot of CT " + ctid).start(() -> {
            Call call = OwnCall.of(ctid);
            try {
                underLock.patiently(ctid, call, config -> startWanted(config, call));
            } catch (VezereException failure) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "CT " + ctid + " : cannot be started again: " + failure.getMessage());
                node.events().add("ve.failed", ctid, Map.of("reason", failure.getMessage() + ""));
            }
        });
    }

    /// Somebody wants the VE to be down; the caller holds its lock.
    void dropStart(Ctid ctid) {
        toStartAgain.remove(ctid);
    }

    private void startWanted(VeConfig config, Call call) {
        Ctid ctid = config.ctid();
        try {
            if (toStartAgain.remove(ctid) && node.supervisor().alive(ctid).isEmpty()) {
                verbs.start().run(config, StartOptions.NONE, call);
            }
        } finally {
            node.unfinished().end(ctid);
        }
    }

    /// Goes on with a stop that an earlier vzd had begun, and with the start after it when that was to be a restart.
    void stopAgain(RunningVe ve) {
        Call call = OwnCall.of(ve.ctid());
        StopOptions options = new StopOptions(ve.state().phase() == RunState.Phase.KILLING, false);
        try {
            underLock.patiently(ve.ctid(), call, config -> {
                if (ve.isAlive()) {
                    verbs.stop().run(ve, config, options, call);
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
            underLock.patiently(ve.ctid(), call, config -> {
                if (ve.isAlive()) {
                    verbs.set().takeBack(ve, config, call);
                }
            });
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "CT " + ve.ctid() + " : change not taken back: " + failure.getMessage());
        }
    }

    /// Takes back or finishes what an earlier vzd has written down.
    void finish() {
        underLock.locks().removeStale();
        for (Unfinished.Entry entry : node.unfinished().all()) {
            Call call = OwnCall.of(entry.ctid());
            switch (entry.work()) {
                case CREATE -> finish(entry, call, () -> verbs.create().takeBack(entry));
                case DESTROY -> finish(entry, call, () -> verbs.destroy().finish(entry, call));
                case RESTART -> goOnRestarting(entry.ctid());
                case SET, SET_DISK -> settle(entry, call);
            }
        }
    }

    /// Nobody waits for a disk that gets another size.
    private void settle(Unfinished.Entry entry, Call call) {
        Thread.ofVirtual().name("change of CT " + entry.ctid()).start(() -> {
            try {
                underLock.patiently(entry.ctid(), call, () -> verbs.set().settle(entry, call));
            } catch (RuntimeException failure) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "CT " + entry.ctid() + " : change not taken back: " + failure.getMessage());
            }
        });
    }

    private void finish(Unfinished.Entry entry, Call call, Runnable action) {
        try {
            underLock.get(entry.ctid(), call, () -> {
                action.run();
                return true;
            });
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "CT " + entry.ctid() + " : " + failure.getMessage());
        }
    }

    /// One that is being stopped is started by [#stopAgain].
    private void goOnRestarting(Ctid ctid) {
        Optional<RunningVe> ve = node.supervisor().alive(ctid);
        if (ve.isEmpty()) {
            startAgain(ctid);
        } else if (!ve.get().state().phase().isEnding()) {
            node.unfinished().end(ctid);
        }
    }
}
