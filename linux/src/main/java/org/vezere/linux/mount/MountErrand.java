package org.vezere.linux.mount;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Something to be done on a thread whose mount namespace is another; who asks waits for what comes of it.
final class MountErrand<T> implements Runnable {
    private final Callable<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    MountErrand(Callable<T> work) {
        this.work = work;
    }

    @Override
    public void run() {
        try {
            result.complete(work.call());
        } catch (Exception failure) {
            result.completeExceptionally(failure);
        }
    }

    /// Waits for the end. Throws what the work threw.
    T await() {
        try {
            return result.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
