package org.vezere.linux.mount;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.vezere.linux.KernelException;

/// Where mounts are attached for as long as they must be copied from, on kernels that copy only what is attached in
/// the caller's mount namespace (before Linux 6.15: `open_tree(2)` with OPEN_TREE_CLONE answers EINVAL for a
/// detached mount).
///
/// It is one thread with a mount namespace of its own, which nobody else can see; everything that concerns the
/// attached mounts happens there, and it ends with this process.
final class MountStage {
    private static final String PLACE = "/dev";

    private final LinkedBlockingQueue<Runnable> errands = new LinkedBlockingQueue<>();
    private long attached;

    private MountStage() {
        Thread.ofPlatform().name("mount-stage").daemon().start(this::serve);
        run(() -> {
            MountNamespace.leave();
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
        MountErrand<T> one = new MountErrand<>(errand);
        errands.add(one);
        return one.await();
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
