package org.vezere.engine.lifecycle;

import java.util.List;
import org.vezere.linux.Fd;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.cgroup.CgroupHierarchies;
import org.vezere.linux.cgroup.CgroupTree;

/// Where keepers live: in a cgroup of their own, so that whatever ends the group that vzd was started in (a
/// restart of its service, a log-out) ends no keeper and thus no console.
///
/// On machines with v1 hierarchies nothing of that kind happens to a group, and keepers stay where vzd is.
final class KeeperHome implements AutoCloseable {
    /// The group's name; no VE can have it, as VEs are numbers.
    static final String NAME = "keepers";

    private final List<Fd> entries;

    KeeperHome(CgroupHierarchies hierarchies, CgroupTree tree) {
        if (hierarchies.fashion() == CgroupHierarchies.Fashion.UNIFIED) {
            try (Cgroup.Entries opened = tree.make(NAME).openExecEntries()) {
                entries = opened.birthplace().stream()
                        .map(group -> OpenFile.below(group, "cgroup.procs", OpenFlag.WRONLY))
                        .toList();
            }
        } else {
            entries = List.of();
        }
    }

    /// Open `cgroup.procs` files that a keeper enters.
    List<Fd> entries() {
        return entries;
    }

    @Override
    public void close() {
        entries.forEach(Fd::close);
    }
}
