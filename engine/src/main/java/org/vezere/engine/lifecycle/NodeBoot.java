package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vezere.engine.config.GlobalConfig;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.config.VeRegistry;
import org.vezere.engine.files.StagedFile;
import org.vezere.linux.KernelFile;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;

/// What `/etc/init.d/vz` did: starts VEs when VE0 has booted, and stops them before it goes down.
///
/// Started are the VEs with ONBOOT=yes, and without ONBOOT those that ran before, highest BOOTORDER first;
/// stopped is in the reverse order. VE_PARALLEL of them at once.
final class NodeBoot {
    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";

    private final VeRegistry registry;
    private final RanBefore ran;
    private final Path lastBoot;
    private final int cpus;

    /// @param state where what outlives reboots is kept
    NodeBoot(VeRegistry registry, RanBefore ran, Path state, int cpus) {
        this.registry = registry;
        this.ran = ran;
        this.lastBoot = state.resolve("boot-id");
        this.cpus = cpus;
    }

    /// Whether VE0 was booted since this was asked for the last time. A vzd that merely comes back must start nothing
    /// that the administrator stopped.
    boolean isNew() {
        String now = KernelFile.read(BOOT_ID).strip();
        try {
            if (Files.exists(lastBoot) && Files.readString(lastBoot).strip().equals(now)) {
                return false;
            }
            try (StagedFile staged = StagedFile.of(lastBoot)) {
                Files.writeString(staged.path(), now + "\n");
                staged.commit();
            }
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(lastBoot.toString(), failure);
        }
    }

    /// Starts what is to run and does not.
    ///
    /// @param runs asked when nobody else is starting or stopping all: what runs by then
    /// @param start starts one VE
    /// @throws VezereException [FailureKind#START_FAILED] when some could not be started; the others were
    synchronized void startAll(Supplier<Set<Ctid>> runs, Call call, Consumer<Ctid> start) {
        GlobalConfig global = registry.global();
        if (!global.managesVes()) {
            call.notice(Notice.of(NoticeKind.PROGRESS, "VIRTUOZZO in vz.conf is not yes: nothing is started"));
            return;
        }
        Set<Ctid> running = runs.get();
        Set<Ctid> before = ran.all();
        List<VeConfig> wanted = registry.existing().stream()
                .filter(config -> !running.contains(config.ctid()))
                .filter(config -> isWanted(config, before.contains(config.ctid())))
                .sorted(ORDER)
                .toList();
        List<String> failed = inParallel(wanted, global.parallel(cpus), start);
        call.notice(Notice.of(NoticeKind.PROGRESS, "Containers started: " + (wanted.size() - failed.size())));
        report(FailureKind.START_FAILED, failed);
    }

    /// Stops what runs, to be started again by the next boot.
    ///
    /// @param runs asked when nobody else is starting or stopping all: what runs by then
    /// @param stop stops one VE
    /// @throws VezereException [FailureKind#CANNOT_STOP] when some could not be stopped; the others were
    synchronized void stopAll(Supplier<Set<Ctid>> runs, Call call, Consumer<Ctid> stop) {
        List<VeConfig> all = runs.get().stream()
                .map(registry::config)
                .sorted(ORDER.reversed())
                .toList();
        List<String> failed =
                inParallel(all, registry.global().parallel(cpus), ctid -> ran.keep(ctid, () -> stop.accept(ctid)));
        call.notice(Notice.of(NoticeKind.PROGRESS, "Containers stopped: " + (all.size() - failed.size())));
        report(FailureKind.CANNOT_STOP, failed);
    }

    private static final Comparator<VeConfig> ORDER = Comparator.comparingLong(NodeBoot::order)
            .reversed()
            .thenComparingInt(config -> config.ctid().value());

    /// Unset comes after zero.
    private static long order(VeConfig config) {
        return config.value(Parameter.BOOTORDER).map(Long::parseLong).orElse(-1L);
    }

    private static boolean isWanted(VeConfig config, boolean ranBefore) {
        return !config.isYes(Parameter.DISABLED)
                && config.value(Parameter.ONBOOT)
                        .map(word -> word.equals("yes"))
                        .orElse(ranBefore);
    }

    /// Begins in the order of the list; a failure of one is no reason to leave out the others.
    private static List<String> inParallel(List<VeConfig> configs, int atOnce, Consumer<Ctid> action) {
        ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
        Semaphore places = new Semaphore(atOnce);
        List<Thread> threads = new ArrayList<>();
        for (VeConfig config : configs) {
            places.acquireUninterruptibly();
            threads.add(Thread.ofVirtual().name("boot of CT " + config.ctid()).start(() -> {
                try {
                    action.accept(config.ctid());
                } catch (RuntimeException failure) {
                    failed.add("CT " + config.ctid() + ": " + failure.getMessage());
                } finally {
                    places.release();
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return List.copyOf(failed);
    }

    private static void report(FailureKind kind, List<String> failed) {
        if (!failed.isEmpty()) {
            throw new VezereException(
                    kind, failed.stream().map(line -> line.replace('\n', ' ')).collect(Collectors.joining("; ")));
        }
    }
}
