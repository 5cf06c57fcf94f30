package org.vezere.linux.mount;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.vezere.linux.BitFlag;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Syscall;

/// Where mounts are attached for as long as they must be copied from, on kernels that copy only what is attached in
/// the caller's mount namespace (before Linux 6.15: `open_tree(2)` with OPEN_TREE_CLONE answers EINVAL for a
/// detached mount).
///
/// It is one thread with a mount namespace of its own, which nobody else can see; everything that concerns the
/// attached mounts happens there, and it ends with this process.
final class MountStage {
    private static final int CLONE_FS = 0x200;
    private static final String PLACE = "/dev";

    private final LinkedBlockingQueue<Runnable> errands = new LinkedBlockingQueue<>();
    private long attached;

    private MountStage() {
        Thread.ofPlatform().name("mount-stage").daemon().start(this::serve);
        run(() -> {
            KernelException.check(
                    Libc.call(Syscall.UNSHARE, BitFlag.of(CloneFlag.NEWNS) | CLONE_FS), "unshare", () -> "newns");
            try (MountTree root = MountTree.at("/")) {
                root.makePrivate(true);
            }
            try (NewFilesystem tmpfs = NewFilesystem.of("tmpfs");
                    MountTree place = tmpfs.option("source", "stage")
                            .option("mode", "700")
                            .mount()) {
                place.attach(PLACE);
            }
            return PLACE;
        });
    }

    private static final class Holder {
        static final MountStage STAGE = new MountStage();
    }

    /// The stage of this process, made when it is first needed.
    static MountStage get() {
        return Holder.STAGE;
    }

    /// Attaches a detached mount.
    ///
    /// @return where it is, for [#detach]
    String attach(MountTree mount) {
        return run(() -> {
            Path place = Files.createDirectory(Path.of(PLACE, Long.toString(++attached)));
            try {
                mount.attach(place.toString());
                return place.toString();
            } catch (KernelException failure) {
                Files.delete(place);
                throw failure;
            }
        });
    }

    /// Lets go of a mount; files that are open in it stay open.
    void detach(String place) {
        run(() -> {
            Mounts.detach(place);
            Files.delete(Path.of(place));
            return place;
        });
    }

    /// Runs an errand where the attached mounts are.
    <T> T run(Callable<T> errand) {
        CompletableFuture<T> result = new CompletableFuture<>();
        errands.add(() -> {
            try {
                result.complete(errand.call());
            } catch (Exception failure) {
                result.completeExceptionally(failure);
            }
        });
        try {
            return result.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }

    private void serve() {
        while (true) {
            try {
                errands.take().run();
            } catch (InterruptedException hurry) {
                return;
            }
        }
    }
}
