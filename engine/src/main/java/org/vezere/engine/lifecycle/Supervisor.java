package org.vezere.engine.lifecycle;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.vezere.linux.process.Poller;
import org.vezere.linux.process.Watcher;
import org.vezere.model.Ctid;

/// Knows the VEs that run and sees to it that nothing is left of one that ended, whoever or whatever ended it.
public final class Supervisor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Supervisor.class.getName());
    private static final Duration KEEPER_NEEDS = Duration.ofSeconds(2);

    private final Map<Ctid, RunningVe> running = new ConcurrentHashMap<>();
    private final Watcher watcher;
    private final RunFiles runFiles;
    private final Leftovers leftovers;
    private final RanBefore ran;
    private final EventLog events;
    private final OomWatch oom;
    private final RunGuard guard;
    private Consumer<Ctid> restart = ctid -> {};

    Supervisor(Watcher watcher, RunFiles runFiles, Leftovers leftovers, RanBefore ran, EventLog events) {
        this.watcher = watcher;
        this.runFiles = runFiles;
        this.leftovers = leftovers;
        this.ran = ran;
        this.events = events;
        oom = new OomWatch(running::values, events);
        guard = new RunGuard(running::values, runFiles);
    }

    /// What is to be done with a VE that asked for a reboot, once nothing of its old life is left.
    void onReboot(Consumer<Ctid> action) {
        restart = action;
    }

    /// The VE, when its init lives or something of it has still to be cleaned up.
    public Optional<RunningVe> find(Ctid ctid) {
        return Optional.ofNullable(running.get(ctid));
    }

    /// The VE, when its init lives.
    Optional<RunningVe> alive(Ctid ctid) {
        return find(ctid).filter(RunningVe::isAlive);
    }

    /// All of them.
    public Collection<RunningVe> all() {
        return List.copyOf(running.values());
    }

    /// From now on watches a VE's init.
    void watch(RunningVe ve) {
        running.put(ve.ctid(), ve);
        watcher.once(
                ve.init().descriptor(),
                Poller.READABLE,
                () -> Thread.ofVirtual().name("end of CT " + ve.ctid()).start(() -> ended(ve)));
    }

    private void ended(RunningVe ve) {
        VeEnd end = VeEnd.of(awaitWords(ve));
        LOG.log(System.Logger.Level.INFO, "CT " + ve.ctid() + " : init ended: " + end.word());
        oom.look(ve);
        try {
            ve.exclusively(() -> leftovers.remove(ve));
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "CT " + ve.ctid() + " : cleaning up failed", failure);
        }
        ran.ended(ve.ctid(), end, ve.stopAsked());
        running.remove(ve.ctid(), ve);
        ve.gone(end);
        events.add("ve.stopped", ve.ctid(), Map.of("reason", end.word()));
        if (end == VeEnd.REBOOT && !ve.stopAsked()) {
            restart.accept(ve.ctid());
        }
    }

    /// The keeper learns of init's end at the same time as we do, and may need a moment to write it down.
    private String awaitWords(RunningVe ve) {
        long deadline = System.nanoTime() + KEEPER_NEEDS.toNanos();
        while (true) {
            Optional<String> words = runFiles.exit(ve.ctid());
            if (words.isPresent()) {
                return words.get();
            }
            if (System.nanoTime() > deadline
                    || !ProcessHandle.of(ve.state().keeperPid()).isPresent()) {
                return runFiles.exit(ve.ctid()).orElse("");
            }
            try {
                Thread.sleep(Duration.ofMillis(1));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return "";
            }
        }
    }

    /// Stops watching what VEs use; the VEs go on.
    @Override
    public void close() {
        oom.close();
        guard.close();
    }
}
