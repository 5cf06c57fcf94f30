package org.vezere.engine.setup;

import java.util.List;
import org.vezere.engine.setup.Demand.Each;
import org.vezere.engine.setup.Demand.Shared;
import org.vezere.engine.setup.Demand.Switch;
import org.vezere.engine.setup.Demand.Threshold;

/// The table of what VEs ask of the machine's sysctls. Doctor and setup read the same rows.
///
/// An ordinary VE is a Debian with systemd, sshd, cron and one service: some 30 tasks, 4 terminals, 500 open
/// files.
public final class Demands {
    /// Rows in the order in which they are applied.
    public static final List<Demand> ALL = List.of(
            // proc_sys_kernel(5): at most 2^22 (PID_MAX_LIMIT). Beside its own tasks a VE costs VE0 a keeper, and
            // a loop
            // device's and a journal's thread.
            new Shared("kernel/pid_max", "process ids", 2_048, 35, 4_194_304),
            // devpts gives VEs what kernel.pty.reserve (1024) leaves; at most 2^20 (NR_UNIX98_PTY_MAX).
            new Shared("kernel/pty/max", "terminals", 1_024, 4, 1_048_576),
            new Shared("fs/file-max", "open files", 65_536, 512, Long.MAX_VALUE),
            // Database servers take 2,000 each; one VE in thirty is one.
            new Shared("fs/aio-max-nr", "asynchronous I/O requests", 16_384, 64, 1 << 30),
            // One table for all network namespaces. arp(7): above thresh3 the kernel collects by force, and
            // refuses.
            new Shared("net/ipv4/neigh/default/gc_thresh3", "IPv4 neighbours", 256, 4, Integer.MAX_VALUE),
            new Threshold("net/ipv4/neigh/default/gc_thresh2", "IPv4 neighbours kept over 5 s", 128, 2),
            new Threshold("net/ipv4/neigh/default/gc_thresh1", "IPv4 neighbours never collected", 32, 1),
            // IPv6 keeps entries for multicast groups too.
            new Shared("net/ipv6/neigh/default/gc_thresh3", "IPv6 neighbours", 256, 8, Integer.MAX_VALUE),
            new Threshold("net/ipv6/neigh/default/gc_thresh2", "IPv6 neighbours kept over 5 s", 128, 4),
            new Threshold("net/ipv6/neigh/default/gc_thresh1", "IPv6 neighbours never collected", 32, 1),
            // inotify(7), namespaces(7), keyrings(7): counted per owner of the user namespace, so per VE.
            new Each("fs/inotify/max_user_instances", "inotify instances of a VE", 64, 1_024),
            new Each("fs/inotify/max_user_watches", "inotify watches of a VE", 8_192, 524_288),
            new Each("user/max_user_namespaces", "user namespaces of a VE", 64, 4_096),
            new Each("user/max_mnt_namespaces", "mount namespaces of a VE", 64, 4_096),
            new Each("user/max_pid_namespaces", "pid namespaces of a VE", 64, 4_096),
            new Each("user/max_net_namespaces", "network namespaces of a VE", 64, 4_096),
            new Each("user/max_uts_namespaces", "UTS namespaces of a VE", 64, 4_096),
            new Each("user/max_ipc_namespaces", "IPC namespaces of a VE", 64, 4_096),
            new Each("user/max_cgroup_namespaces", "cgroup namespaces of a VE", 64, 4_096),
            new Each("kernel/keys/maxkeys", "keys of a user", 200, 2_000),
            new Each("kernel/keys/maxbytes", "bytes in keys of a user", 20_000, 2_000_000),
            new Each("vm/max_map_count", "mappings of a process", 65_530, 262_144),
            // Packets that wait for a CPU between the two ends of a VE's link; the others are lost.
            new Each("net/core/netdev_max_backlog", "packets waiting for a CPU", 1_000, 16_384),
            new Switch("net/ipv4/ip_forward", "IPv4 forwarding"),
            new Switch("net/ipv6/conf/all/forwarding", "IPv6 forwarding"),
            // Answering for the IPv6 addresses of VEs on VE0's networks (ip-sysctl.rst); IPv4 needs no switch.
            new Switch("net/ipv6/conf/all/proxy_ndp", "IPv6 proxy answers"));

    private Demands() {}
}
