package org.vezere.engine.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A machine made of files in a directory.
public final class MachineCopy {
    private final Path root;

    /// An empty machine.
    public MachineCopy(Path root) {
        this.root = root;
    }

    /// Makes a file say something.
    public MachineCopy with(String path, String text) {
        try {
            Path file = root.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text + "\n");
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Makes a sysctl.
    public MachineCopy sysctl(String key, long value) {
        return with("/proc/sys/" + key, Long.toString(value));
    }

    /// The values of a Debian 12 as it comes, with 24 GB of memory.
    public MachineCopy debian() {
        sysctl("kernel/pid_max", 32_768).sysctl("kernel/pty/max", 4_096).sysctl("fs/aio-max-nr", 65_536);
        sysctl("fs/file-max", Long.MAX_VALUE);
        for (String family : new String[] {"ipv4", "ipv6"}) {
            sysctl("net/" + family + "/neigh/default/gc_thresh1", 128);
            sysctl("net/" + family + "/neigh/default/gc_thresh2", 512);
            sysctl("net/" + family + "/neigh/default/gc_thresh3", 1_024);
        }
        sysctl("fs/inotify/max_user_instances", 128).sysctl("fs/inotify/max_user_watches", 192_536);
        for (String kind : new String[] {"user", "mnt", "pid", "net", "uts", "ipc", "cgroup"}) {
            sysctl("user/max_" + kind + "_namespaces", 96_364);
        }
        sysctl("kernel/keys/maxkeys", 200).sysctl("kernel/keys/maxbytes", 20_000);
        sysctl("vm/max_map_count", 65_530).sysctl("net/core/netdev_max_backlog", 1_000);
        return sysctl("net/ipv4/ip_forward", 0).sysctl("net/ipv6/conf/all/forwarding", 0);
    }

    /// What the files say.
    public Machine machine() {
        return new Machine(root);
    }
}
