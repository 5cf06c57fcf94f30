package org.vezere.engine.lifecycle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vezere.model.Ctid;

/// One operation as a list of steps, each with its undo: all of it happens, or nothing stays.
///
/// Undo steps are pushed as the steps succeed. Closing an operation that was not [#complete] takes the steps
/// back in reverse order; an undo that fails is logged and does not keep the others from running.
public final class Steps implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Steps.class.getName());

    private final String operation;
    private final Ctid ctid;
    private final StepWatch watch;
    private final Deque<Undo> undos = new ArrayDeque<>();
    private final List<Timing> timings = new ArrayList<>();
    private boolean completed;

    /// @param operation the verb, for the log
    public Steps(String operation, Ctid ctid, StepWatch watch) {
        this.operation = operation;
        this.ctid = ctid;
        this.watch = watch;
    }

    /// Does a step that leaves nothing to be taken back.
    public void run(String name, Runnable action) {
        get(name, () -> {
            action.run();
            return name;
        });
    }

    /// Does a step and remembers how to take it back.
    public void run(String name, Runnable action, Runnable undo) {
        run(name, action);
        undos.push(new Undo(name, undo));
    }

    /// Does a step that yields something and leaves nothing to be taken back.
    public <T> T get(String name, Supplier<T> action) {
        long before = System.nanoTime();
        T result = action.get();
        timings.add(new Timing(name, System.nanoTime() - before));
        watch.done(operation, ctid, timings.size(), name);
        return result;
    }

    /// Does a step that yields something which must be taken back.
    public <T> T get(String name, Supplier<T> action, Consumer<T> undo) {
        T result = get(name, action);
        undos.push(new Undo(name, () -> undo.accept(result)));
        return result;
    }

    /// From now on nothing is taken back.
    public void complete() {
        completed = true;
        undos.clear();
    }

    /// How long each step took, in order.
    public List<Timing> timings() {
        return List.copyOf(timings);
    }

    @Override
    public void close() {
        if (completed) {
            return;
        }
        while (!undos.isEmpty()) {
            Undo undo = undos.pop();
            try {
                undo.action.run();
            } catch (RuntimeException failure) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "CT " + ctid + " : " + operation + ": taking back \"" + undo.name + "\" failed",
                        failure);
            }
        }
    }

    /// A step's name and duration.
    public record Timing(String name, long nanoseconds) {
        /// Name and milliseconds, as the verbose start prints them.
        public String text() {
            return String.format("%-28s %8.3f ms", name, nanoseconds / 1e6);
        }
    }

    private record Undo(String name, Runnable action) {}

    /// Closes something where a checked exception or null has no place.
    static void closeQuietly(@Nullable AutoCloseable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.WARNING, "closing " + resource + " failed", failure);
        }
    }
}
