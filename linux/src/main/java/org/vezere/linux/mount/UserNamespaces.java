package org.vezere.linux.mount;

import java.time.Duration;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.plan.Plan;
import org.vezere.linux.plan.PlanBuilder;
import org.vezere.linux.process.KeeperLauncher;
import org.vezere.linux.process.KeeperLink;
import org.vezere.linux.process.KeeperMessage;
import org.vezere.linux.process.PidFd;

/// Makes user namespaces without a program in them, for idmapped mounts outside of a running VE.
///
/// A JVM has many threads and so can't make one itself: a keeper clones a child into it that waits for a word
/// which never
/// comes, and both leave as soon as the namespace is held by a descriptor here.
public final class UserNamespaces {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KeeperLauncher launcher;

    /// @param launcher starts the keeper
    public UserNamespaces(KeeperLauncher launcher) {
        this.launcher = launcher;
    }

    /// Makes one.
    ///
    /// @return the namespace; it lives until this and all mounts that use it are closed
    /// @throws KernelException when the map is refused
    public Fd make(IdMap map) {
        PlanBuilder builder = PlanBuilder.join().cloneFlags(CloneFlag.NEWUSER);
        builder.child().go();
        Plan plan = builder.build();
        KeeperLauncher.Launched launched = launcher.join(plan, "[vz ids]");
        try (KeeperLink link = launched.link()) {
            return switch (link.receive(PATIENCE)) {
                case KeeperMessage.Born(PidFd child) -> {
                    try (child) {
                        map.write(child.pid());
                        yield OpenFile.at("/proc/" + child.pid() + "/ns/user");
                    }
                }
                case KeeperMessage.Failed failed ->
                    throw new KernelException(
                            "clone3", plan.explain(failed.phase(), failed.index(), failed.errno()), failed.errno());
                case KeeperMessage.Executed _, KeeperMessage.Ended _, KeeperMessage.Sent _, KeeperMessage.Gone _ ->
                    throw new IllegalStateException("the keeper left before it had made a user namespace");
            };
        } finally {
            launched.end().join();
        }
    }
}
