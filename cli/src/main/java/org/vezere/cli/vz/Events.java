package org.vezere.cli.vz;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.vezere.api.Codecs;
import org.vezere.api.Json;
import org.vezere.model.Event;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// `vz events`: what happens on the node, as it happens, until the caller has seen enough.
///
/// A caller who reads too slowly loses events, and is told how many, rather than holding up what they tell of.
final class Events implements Verb {
    private static final int BACKLOG = 4_096;
    private static final long LOOK_AGAIN_MILLIS = 500;

    @Override
    public String words() {
        return "events";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public String summary() {
        return "print events as they happen";
    }

    @Override
    public int run(Errand errand) {
        BlockingQueue<Event> backlog = new ArrayBlockingQueue<>(BACKLOG);
        AtomicInteger lost = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        errand.invocation().streams().onSignal(signal -> ended.set(true));
        try (AutoCloseable _ = errand.node().events(event -> {
            if (!backlog.offer(event)) {
                lost.incrementAndGet();
            }
            return !ended.get();
        })) {
            while (!ended.get() && !errand.printer().broken()) {
                Event event = backlog.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    print(errand, event);
                }
                int missed = lost.getAndSet(0);
                if (missed > 0) {
                    errand.printer()
                            .error("vz events: " + missed + " events lost, they came faster than they were read");
                }
            }
            ended.set(true);
            for (Event event = backlog.poll(); event != null; event = backlog.poll()) {
                print(errand, event);
            }
            return 0;
        } catch (VezereException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FailureKind.SYSTEM.exitCode();
        } catch (Exception e) {
            throw new VezereException(FailureKind.SYSTEM, "events can't be read: " + e.getMessage(), e);
        }
    }

    private static void print(Errand errand, Event event) {
        errand.printer().line(errand.json() ? Json.write(Codecs.EVENT, event) : line(event));
    }

    static String line(Event event) {
        StringBuilder line = new StringBuilder(
                        event.time().truncatedTo(ChronoUnit.SECONDS).toString())
                .append("  ")
                .append(event.ctid() == 0 ? "node" : "CT " + event.ctid())
                .append("  ")
                .append(event.name());
        new TreeMap<>(event.details())
                .forEach((name, value) ->
                        line.append("  ").append(name).append('=').append(value));
        return line.toString();
    }
}
