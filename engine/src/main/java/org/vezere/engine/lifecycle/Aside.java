package org.vezere.engine.lifecycle;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vezere.model.Notice;

/// Work of an operation that goes on beside its next steps, until one of them needs what comes of it.
///
/// What it wants to tell the user is kept back until then, so that the order of messages does not depend on who is
/// quicker.
final class Aside<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final List<Notice> notices = new CopyOnWriteArrayList<>();

    private Aside() {}

    /// Begins it, in a thread of its own.
    ///
    /// @param work is given whom to tell notices
    static <T> Aside<T> begin(String name, Function<Consumer<Notice>, T> work) {
        Aside<T> aside = new Aside<>();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                aside.result.complete(work.apply(aside.notices::add));
            } catch (Throwable failure) {
                aside.result.completeExceptionally(failure);
            }
        });
        return aside;
    }

    /// Waits for its end.
    ///
    /// @param told hears what it had to tell
    /// @throws RuntimeException what it threw
    T join(Consumer<Notice> told) {
        try {
            T value = result.join();
            notices.forEach(told);
            return value;
        } catch (CompletionException failure) {
            switch (failure.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw failure;
            }
        }
    }

    /// Waits for its end; what it made, when it made anything.
    Optional<T> outcome() {
        return result.handle((value, failure) -> Optional.ofNullable(value)).join();
    }
}
