package org.vezere.engine.doctor;

import org.vezere.model.Finding;
import org.vezere.model.Finding.State;

/// The abilities of a kernel that Vezere uses: what is lost without each, and how to get it. `docs/kernel.md`
/// shows the same table.
enum Ability {
    USER_NAMESPACES(
            "user namespaces",
            "no VE can be started",
            "a kernel with CONFIG_USER_NS; sysctl user.max_user_namespaces above 0"),
    NESTED_USER_NAMESPACES(
            "user namespaces inside VEs",
            "containers and sandboxes inside a VE (docker, podman, PrivateUsers= of systemd) fail",
            "sysctl kernel.unprivileged_userns_clone=1; kernel.apparmor_restrict_unprivileged_userns=0"),
    MOUNT_API("mounts by descriptor", "no VE can be started", "kernel 5.12 or later, and CAP_SYS_ADMIN for vzd"),
    IDMAPPED_MOUNTS(
            "id-mapped mounts of the private areas",
            "no VE can be started from this filesystem",
            "put the private areas on ext4, XFS (kernel 5.12), btrfs (5.15) or overlay's own ext4 images"),
    OVERLAY(
            "overlay made by a VE",
            "no VE can be started: the only layout is overlay",
            "kernel 5.11 or later with CONFIG_OVERLAY_FS"),
    CONFINED_PATHS(
            "confined paths (openat2)", "no VE can be started: files in it cannot be opened safely", "kernel 5.6"),
    PIDFD("process descriptors (pidfd)", "no VE can be started or entered", "kernel 5.8 or later"),
    CLONE_INTO_CGROUP(
            "birth in a cgroup (clone3)", "VEs enter their groups a moment after birth", "kernel 5.7 or later"),
    CGROUPS("cgroup hierarchies", "limits of any kind", "mount cgroup v2, as systemd does"),
    MEMORY(
            "memory limits",
            "RAM limits: VEs share all memory",
            "boot with cgroup_enable=memory, or mount the controller"),
    SWAP("swap limits", "SWAPPAGES: a VE may take all swap", "a kernel with swap; boot with swapaccount=1 before 6.1"),
    CPU("CPU limits", "CPULIMIT and CPUUNITS", "a kernel with CONFIG_CFS_BANDWIDTH; mount the cpu controller"),
    CPUSET("CPU sets", "CPUMASK and NODEMASK", "mount the cpuset controller"),
    PIDS("process limits", "NUMPROC: a fork bomb in a VE hits all", "mount the pids controller (CONFIG_CGROUP_PIDS)"),
    IO("I/O limits", "IOPRIO, IOLIMIT and IOPSLIMIT", "a kernel with CONFIG_BLK_DEV_THROTTLING; mount io or blkio"),
    DEVICES(
            "device policy",
            "the second wall around devices; file ownership still stands",
            "the v1 devices controller, or CONFIG_CGROUP_BPF and CAP_BPF for vzd"),
    FREEZER(
            "freezing and killing a VE at once",
            "suspend; a fork bomb is killed task by task",
            "kernel 5.2 (kill: 5.14)"),
    SECCOMP("system call filter", "the wall in front of dangerous system calls", "a kernel with CONFIG_SECCOMP_FILTER"),
    LIBSECCOMP("libseccomp", "filters cannot be compiled", "apt-get install libseccomp2"),
    MEMFD("programs in memory files", "keepers cannot be started", "sysctl vm.memfd_noexec=1 or 0"),
    LOOP("loop devices", "layouts overlay and ploop, hence hard disk quotas", "modprobe loop; kernel 5.8 or later"),
    EXT4("ext4", "layouts overlay and ploop", "modprobe ext4"),
    GROWTH("growing a mounted image", "DISKSPACE grows at the next stop", "CAP_SYS_RESOURCE for vzd"),
    QUOTA(
            "user quotas inside VEs",
            "QUOTAUGIDLIMIT in layout ploop",
            "a kernel with CONFIG_QFMT_V2; modprobe quota_v2"),
    PROJECT_QUOTA(
            "project quota of the private areas",
            "DISKSPACE of layout simfs is not enforced",
            "tune2fs -O project,quota on the unmounted filesystem, then mount it with prjquota"),
    BTRFS("btrfs", "layout btrfs: instant snapshots", "modprobe btrfs"),
    VETH("veth", "no VE has a network", "modprobe veth (CONFIG_VETH)"),
    BRIDGE("bridges", "VEs in a bridge, declared networks", "modprobe bridge (CONFIG_BRIDGE)"),
    VLAN("802.1q VLANs", "networks with a VLAN id", "modprobe 8021q (CONFIG_VLAN_8021Q)"),
    BRIDGE_VLANS(
            "bridges that tell VLANs apart",
            "networks with --vlan-aware yes, VEs with --vlan",
            "a kernel with CONFIG_BRIDGE_VLAN_FILTERING"),
    BONDING("bonding", "networks whose uplink is a bond", "modprobe bonding (CONFIG_BONDING)"),
    MACVLAN("macvlan", "VEs directly on a NIC without a bridge", "modprobe macvlan (CONFIG_MACVLAN)"),
    VXLAN("VXLAN", "networks that span nodes", "modprobe vxlan (CONFIG_VXLAN)"),
    NF_TABLES("nf_tables", "anti-spoofing and NAT", "modprobe nf_tables (CONFIG_NF_TABLES, CONFIG_NF_TABLES_INET)"),
    NF_BRIDGE("nf_tables for bridges", "anti-spoofing inside a bridge", "a kernel with CONFIG_NF_TABLES_BRIDGE"),
    NF_FIB("nf_tables fib", "fib rules in the firewalls of VEs", "a kernel with CONFIG_NFT_FIB_INET"),
    LIBNFTABLES("libnftables", "anti-spoofing and NAT", "apt-get install libnftables1"),
    FORWARD_IPV4("IPv4 forwarding", "VEs reach VE0 only", "vz setup"),
    FORWARD_IPV6("IPv6 forwarding", "VEs reach VE0 only, in IPv6", "vz setup"),
    FORWARD_POLICY(
            "VE0's firewall lets VEs through", "routed VEs are cut off from the network", "accept what VEs send"),
    BRIDGE_NETFILTER(
            "bridged frames bypass VE0's firewall",
            "a FORWARD drop policy also cuts VEs off from each other in bridges",
            "sysctl net.bridge.bridge-nf-call-iptables=0, if nothing else on VE0 needs it (Docker does)"),
    IPVS(
            "IPVS",
            "vz service spreads by nftables, which counts no connections: no lc, wlc, sed, nq",
            "modprobe ip_vs (CONFIG_IP_VS)"),
    KEEPALIVED("keepalived", "vz service has no VRRP, and does not use IPVS", "apt-get install keepalived"),
    DNSMASQ("dnsmasq", "networks without DHCP and DNS for VEs (vz network --dhcp)", "apt-get install dnsmasq-base"),
    FUSE("FUSE", "a VE's own /proc figures (lxcfs) and FUSE inside VEs", "modprobe fuse (CONFIG_FUSE_FS)"),
    TUN("tun", "VPNs inside VEs (--devnodes net/tun:rw)", "modprobe tun (CONFIG_TUN)"),
    CRIU("CRIU", "suspend, restore and live migration", "apt-get install criu, of a version that knows this kernel");

    private final String title;
    private final String loss;
    private final String remedy;

    Ability(String title, String loss, String remedy) {
        this.title = title;
        this.loss = loss;
        this.remedy = remedy;
    }

    String title() {
        return title;
    }

    String loss() {
        return loss;
    }

    Finding present(String detail) {
        return new Finding(title, State.PRESENT, detail, loss, "");
    }

    Finding partial(String detail) {
        return partial(detail, remedy);
    }

    Finding partial(String detail, String remedyHere) {
        return new Finding(title, State.PARTIAL, detail, loss, remedyHere);
    }

    Finding missing(String detail) {
        return new Finding(title, State.MISSING, detail, loss, remedy);
    }
}
