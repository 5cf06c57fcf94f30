package org.vezere.engine.lifecycle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vezere.engine.config.ActionScripts.Moment;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.layout.Layout;
import org.vezere.engine.layout.PlainDirectory;
import org.vezere.linux.mount.MountEntry;
import org.vezere.linux.mount.MountTree;
import org.vezere.linux.mount.Mounts;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

/// What an administrator's mount scripts mount below `$VE_ROOT` before a start: the usual way to give a VE a
/// directory of VE0.
///
/// The VE's own root is put together inside its user namespace, where VE0 has no say. So the files are mounted
/// for VE0 first, the scripts run, and what they mounted is copied, to be attached at the same places by the
/// start.
final class ScriptMounts implements AutoCloseable {
    /// With the two layers and the plain directories, as many as one message to the keeper can carry.
    private static final int MOST = 12;

    private final List<Bound> all;

    private ScriptMounts(List<Bound> all) {
        this.all = all;
    }

    /// A mount and its place below the VE's root.
    record Bound(String path, MountTree mount) {}

    /// None.
    static ScriptMounts none() {
        return new ScriptMounts(List.of());
    }

    /// Mounts, runs the scripts, copies what they mounted, and unmounts.
    static ScriptMounts collect(
            VeConfig config, Layout layout, HostScripts scripts, java.util.function.Consumer<Notice> notices) {
        Path root = config.root();
        layout.mountForHost(config.privateArea(), root, notices);
        List<Bound> found = new ArrayList<>();
        try {
            scripts.run(config, Moment.MOUNT);
            Set<String> ours =
                    PlainDirectory.ALL.stream().map(PlainDirectory::target).collect(Collectors.toSet());
            String base = root.toString();
            for (MountEntry entry : Mounts.under(base).reversed()) {
                String path = entry.mountPoint().substring(base.length()).replaceFirst("^/", "");
                if (path.isEmpty() || ours.contains(path)) {
                    continue;
                }
                if (found.size() == MOST) {
                    throw new VezereException(
                            FailureKind.CANNOT_MOUNT, "more than " + MOST + " mounts of scripts below " + base);
                }
                found.add(new Bound(path, MountTree.copyOf(entry.mountPoint(), false)));
            }
            return new ScriptMounts(found);
        } catch (RuntimeException failure) {
            found.forEach(bound -> bound.mount.close());
            throw failure;
        } finally {
            layout.unmountForHost(root);
        }
    }

    List<Bound> all() {
        return all;
    }

    @Override
    public void close() {
        all.forEach(bound -> bound.mount.close());
    }
}
