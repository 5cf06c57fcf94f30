package org.vezere.model.parameter;

import static org.vezere.model.parameter.Applies.IGNORED;
import static org.vezere.model.parameter.Applies.LIVE;
import static org.vezere.model.parameter.Applies.NEEDS_SAVE;
import static org.vezere.model.parameter.Applies.NEVER_SAVED;
import static org.vezere.model.parameter.Applies.SAVED;
import static org.vezere.model.parameter.Applies.STOPPED;
import static org.vezere.model.parameter.Group.CPU;
import static org.vezere.model.parameter.Group.DISK;
import static org.vezere.model.parameter.Group.IDENTITY;
import static org.vezere.model.parameter.Group.IO;
import static org.vezere.model.parameter.Group.MEMORY;
import static org.vezere.model.parameter.Group.NETWORK;
import static org.vezere.model.parameter.Group.SECURITY;
import static org.vezere.model.parameter.Group.START;
import static org.vezere.model.parameter.Option.Spec.set;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vezere.model.Ctid;

/// Everything that a VE and a node can be told: one row each, from which command lines, configs, API, documentation and
/// completion are read and printed.
///
/// A row's name is its key in config files. The order is that of help and documentation.
@SuppressWarnings("ImmutableEnumChecker") // kinds and options are immutable, only not marked so
public enum Parameter {
    ONBOOT(
            START,
            SAVED,
            Kinds.YES_NO,
            set("onboot", "start the VE with the node; unset: if it ran when the node went down")),
    BOOTORDER(START, SAVED, Kinds.COUNT, set("bootorder", "place in the order of starting, higher first, unset last")),
    DISABLED(START, SAVED, Kinds.YES_NO, "no", set("disabled", "refuse to start the VE")),
    STOP_TIMEOUT(
            START,
            NEEDS_SAVE,
            Kinds.SECONDS,
            "120",
            set("stop-timeout", "seconds that a stop waits before it kills; 0: the default of 120")),

    NAME(
            IDENTITY,
            NEEDS_SAVE,
            Kinds.VE_NAME,
            set("name", "name of the VE, usable in place of its number").inCreate()),
    DESCRIPTION(
            IDENTITY,
            SAVED,
            Kinds.TEXT,
            set("description", "free text about the VE").inCreate()),
    OSTEMPLATE(
            IDENTITY,
            NEEDS_SAVE,
            Kinds.FILE_NAME,
            set("ostemplate", "OS template that the VE is made from").inCreate()),
    ORIGIN_SAMPLE(IDENTITY, SAVED, Kinds.TEXT, "", "the config sample that the VE was made with"),
    CONFIGFILE(
            IDENTITY,
            SAVED,
            Kinds.FILE_NAME,
            set("config", "config sample that the VE starts with").by(Edit.NONE).onlyInCreate()),
    VEID(IDENTITY, SAVED, new ValueKind.Whole(0, Ctid.MAX), "", "the VE that the config belongs to"),
    CONFIG_CUSTOMIZED(IDENTITY, IGNORED, Kinds.TEXT, "", "whether the config was changed by hand; not used"),
    USERPASSWD(
            IDENTITY,
            NEVER_SAVED,
            Kinds.USER_PASSWORD,
            set("userpasswd", "set a user's password inside, making the user if missing")
                    .by(Edit.COLLECT)),

    IP_ADDRESS(
            NETWORK,
            LIVE,
            Kinds.ADDRESSES,
            set("ipadd", "add an IP address").also("ip").by(Edit.ADD).inCreate(),
            set("ipdel", Kinds.ADDRESSES_OR_ALL, "take an IP address away, or all")
                    .by(Edit.REMOVE)),
    SKIP_ARPDETECT(
            Group.NODE,
            Applies.NODE,
            Kinds.YES_NO,
            "no",
            set("skip_arpdetect", Kinds.FLAG, "do not look for other owners of an address")
                    .by(Edit.NONE)),
    HOSTNAME(
            NETWORK,
            LIVE,
            Kinds.HOST_NAME,
            set("hostname", "host name inside the VE").inCreate()),
    NAMESERVER(
            NETWORK,
            LIVE,
            Kinds.NAME_SERVERS,
            set("nameserver", "name server; inherit: the node's").by(Edit.COLLECT)),
    SEARCHDOMAIN(
            NETWORK,
            LIVE,
            Kinds.DOMAINS,
            set("searchdomain", "domain to search names in; inherit: the node's")
                    .by(Edit.COLLECT)),
    NETIF(
            NETWORK,
            LIVE,
            Kinds.NETIFS,
            set("netif_add", Kinds.NETIF_OPTION, "add an Ethernet interface, or replace the one of that name")
                    .by(Edit.ADD),
            set("netif_del", Kinds.INTERFACE_OR_ALL, "take an Ethernet interface away, or all")
                    .by(Edit.REMOVE),
            set("ifname", Kinds.INTERFACE, "the interface that the options below change")
                    .by(Edit.ADJUST),
            set("mac", Kinds.MAC, "its MAC address inside").by(Edit.ADJUST),
            set("host_ifname", Kinds.INTERFACE, "its name on the node").by(Edit.ADJUST),
            set("host_mac", Kinds.MAC, "its MAC address on the node").by(Edit.ADJUST),
            set("bridge", Kinds.INTERFACE_OR_NONE, "the bridge it belongs to; empty: none")
                    .by(Edit.ADJUST),
            set("mac_filter", Kinds.ON_OFF, "drop frames with other source addresses")
                    .by(Edit.ADJUST),
            set("vlan", Kinds.VLAN_OR_NONE, "the VLAN of its bridge that it is in; 0: none")
                    .by(Edit.ADJUST),
            set("gw", Kinds.GATEWAY, "its IPv4 router; empty: none").by(Edit.ADJUST),
            set("gw6", Kinds.GATEWAY6, "its IPv6 router; empty: none").by(Edit.ADJUST)),
    VETH(NETWORK, IGNORED, Kinds.TEXT, "", "Ethernet interfaces in an old form; not used"),
    NETDEV(
            NETWORK,
            LIVE,
            Kinds.NET_DEVICES,
            set("netdev_add", "move an interface of the node into the VE").by(Edit.ADD),
            set("netdev_del", "move it back").by(Edit.REMOVE)),
    RATE(
            NETWORK,
            LIVE,
            Kinds.RATES,
            set(
                            "rate",
                            "what an interface of the VE (*: each) may send, and get, in kbit/s; limits with --ratebound yes")
                    .by(Edit.COLLECT)),
    RATEBOUND(NETWORK, LIVE, Kinds.YES_NO, "no", set("ratebound", "whether RATE is a limit")),

    PHYSPAGES(
            MEMORY,
            LIVE,
            Kinds.PAGES,
            set("ram", Kinds.MEMORY, "RAM of the VE"),
            set("physpages", "RAM in pages; the limit counts")),
    SWAPPAGES(
            MEMORY,
            LIVE,
            Kinds.PAGES,
            set("swap", Kinds.MEMORY, "swap of the VE"),
            set("swappages", "swap in pages; the limit counts")),
    VM_OVERCOMMIT(
            MEMORY,
            LIVE,
            new ValueKind.Factor(1_000_000),
            set("vm_overcommit", "what may be allocated, as a factor of RAM and swap; 0: no limit")),
    MEMINFO(
            MEMORY,
            LIVE,
            Kinds.MEMINFO,
            "privvmpages:1",
            set("meminfo", "total memory shown inside a VE without --ram")),

    KMEMSIZE(Kinds.BYTES, "kernel memory", 'k'),
    LOCKEDPAGES(Kinds.PAGES, "memory locked into RAM", 'l'),
    PRIVVMPAGES(Kinds.PAGES, "private memory that may be allocated"),
    SHMPAGES(Kinds.PAGES, "shared memory and tmpfs"),
    NUMPROC(Kinds.ITEMS, "processes and threads", 'p'),
    VMGUARPAGES(Kinds.PAGES, "memory that may always be allocated (barrier)"),
    OOMGUARPAGES(Kinds.PAGES, "memory below which the VE is not killed for want of memory (barrier)"),
    NUMTCPSOCK(Kinds.ITEMS, "TCP sockets"),
    NUMFLOCK(Kinds.ITEMS, "file locks", 'f'),
    NUMPTY(Kinds.ITEMS, "pseudo-terminals", 't'),
    NUMSIGINFO(Kinds.ITEMS, "queued signals", 'i'),
    TCPSNDBUF(Kinds.BYTES, "send buffers of TCP sockets"),
    TCPRCVBUF(Kinds.BYTES, "receive buffers of TCP sockets", 'b'),
    OTHERSOCKBUF(Kinds.BYTES, "buffers of other sockets"),
    DGRAMRCVBUF(Kinds.BYTES, "receive buffers of datagram sockets"),
    NUMOTHERSOCK(Kinds.ITEMS, "sockets other than TCP"),
    DCACHESIZE(Kinds.BYTES, "cached names and inodes that are in use", 'x'),
    NUMFILE(Kinds.ITEMS, "open files", 'n'),
    NUMIPTENT(Kinds.ITEMS, "firewall rules", 'e'),
    AVNUMPROC(Kinds.ITEMS, "processes to be expected; for vzcfgvalidate only"),

    CPUUNITS(
            CPU,
            LIVE,
            new ValueKind.Whole(8, 500_000),
            "1000",
            set("cpuunits", "share of CPU time, relative to other VEs")),
    CPUUWEIGHT(CPU, LIVE, Kinds.COUNT, set("cpuweight", "old form of --cpuunits, kept and without effect")),
    CPULIMIT(
            CPU,
            LIVE,
            Kinds.CPU_LIMIT,
            "0",
            set("cpulimit", "most CPU time, in percent of one CPU, with % of all; 0: no limit")),
    CPUS(CPU, LIVE, new ValueKind.Whole(0, 4096), "0", set("cpus", "number of CPUs of the VE; 0: all")),
    CPUMASK(CPU, LIVE, Kinds.CPU_MASK, set("cpumask", "CPUs that the VE may use; auto: those of --nodemask")),
    NODEMASK(CPU, LIVE, Kinds.NODE_MASK, set("nodemask", "memory nodes that the VE may use; together with --cpumask")),

    VE_ROOT(
            DISK,
            STOPPED,
            Kinds.PATH,
            set("root", "where the VE's files are mounted; may hold $VEID").inCreate()),
    VE_PRIVATE(
            DISK,
            STOPPED,
            Kinds.PATH,
            set("private", "where the VE's files are kept; may hold $VEID").inCreate()),
    VE_LAYOUT(
            DISK,
            SAVED,
            Kinds.LAYOUT,
            set("layout", "how the VE's files are kept")
                    .also("ve_layout", "velayout")
                    .onlyInCreate()),
    MOUNT_OPTS(DISK, STOPPED, Kinds.TEXT, set("mount_opts", "further mount options of the VE's image")),
    DISK_QUOTA(DISK, STOPPED, Kinds.YES_NO, "yes", set("diskquota", "limit disk space and inodes")),
    DISKSPACE(
            DISK,
            LIVE,
            Kinds.DISK_SPACE,
            set("diskspace", "disk space in KiB").inCreate(),
            set("offline-resize", Kinds.FLAG, "shrink an image while it is not mounted")
                    .also("offline")
                    .by(Edit.NONE)),
    DISKINODES(DISK, LIVE, Kinds.DISK_INODES, set("diskinodes", "inodes").inCreate()),
    QUOTATIME(DISK, LIVE, Kinds.COUNT, "259200", set("quotatime", "seconds above the soft disk limits")),
    QUOTAUGIDLIMIT(
            DISK,
            LIVE,
            Kinds.COUNT,
            "0",
            set("quotaugidlimit", "users and groups with quotas inside; 0: no such quotas")),

    IOPRIO(IO, LIVE, new ValueKind.Whole(0, 7), "4", set("ioprio", "priority of disk access, 7 the highest")),
    IOLIMIT(
            IO,
            LIVE,
            new ValueKind.Rate(1),
            "0",
            set("iolimit", new ValueKind.Rate(1 << 20), "disk bytes per second; a plain number: MiB; 0: no limit")),
    IOPSLIMIT(
            IO,
            LIVE,
            new ValueKind.Whole(0, Integer.MAX_VALUE),
            "0",
            set("iopslimit", "disk operations per second; 0: no limit")),

    DEVICES(
            Group.DEVICES,
            LIVE,
            Kinds.DEVICES,
            set("devices", "what the VE may do with a device, by number").by(Edit.MERGE)),
    DEVNODES(
            Group.DEVICES,
            LIVE,
            Kinds.DEVICE_NODES,
            set("devnodes", "a device of the node that the VE gets, by name").by(Edit.MERGE)),
    PCI(
            Group.DEVICES,
            LIVE,
            Kinds.PCI,
            set("pci_add", "give a PCI device to the VE").by(Edit.ADD),
            set("pci_del", "take a PCI device away").by(Edit.REMOVE)),

    CAPABILITY(
            SECURITY,
            STOPPED,
            Kinds.CAPABILITIES,
            set("capability", "privileges of the VE's root").by(Edit.MERGE)),
    FEATURES(
            SECURITY,
            STOPPED,
            Kinds.FEATURES,
            set("features", "kernel features that the VE may use").by(Edit.MERGE)),
    NETFILTER(
            SECURITY,
            STOPPED,
            Kinds.oneOf("disabled", "stateless", "stateful", "full"),
            "stateless",
            set("netfilter", "firewall functions inside the VE")),
    IPTABLES(
            SECURITY,
            STOPPED,
            Kinds.WORDS,
            set("iptables", "firewall modules; obsolete, use --netfilter").by(Edit.COLLECT)),
    LOCAL_UID(
            SECURITY,
            SAVED,
            Kinds.ID,
            set("local_uid", "first user id of the VE on the node; unset: chosen at start")
                    .onlyInCreate()),
    LOCAL_GID(
            SECURITY,
            SAVED,
            Kinds.ID,
            set("local_gid", "first group id of the VE on the node").onlyInCreate()),
    UIDCOUNT(SECURITY, SAVED, new ValueKind.Whole(65_536, 16_777_216), "65536", "user ids of the VE"),

    SAVE(Group.COMMAND, set("save", Kinds.FLAG, "keep the changes in the VE's config")),
    FORCE(Group.COMMAND, set("force", Kinds.FLAG, "save also what this kernel can't do")),
    SETMODE(
            Group.COMMAND,
            set(
                    "setmode",
                    Kinds.oneOf("restart", "ignore"),
                    "what to do about parameters that a running VE can't take")),
    RESET_UB(Group.COMMAND, set("reset_ub", Kinds.FLAG, "apply the saved beancounters to the running VE")),
    APPLYCONFIG(Group.COMMAND, set("applyconfig", Kinds.FILE_NAME, "take over the values of a config sample")),
    APPLYCONFIG_MAP(Group.COMMAND, set("applyconfig_map", Kinds.oneOf("name"), "make the link of the VE's name again")),

    VIRTUOZZO(Kinds.YES_NO, "yes", "let the node start and stop its VEs"),
    LOCKDIR(Kinds.PATH, "", "directory of lock files"),
    DUMPDIR(Kinds.PATH, "/vz/dump", "directory of dumps of suspended VEs"),
    TEMPLATE(Kinds.PATH, "", "directory of OS templates"),
    DEF_OSTEMPLATE(Kinds.FILE_NAME, "", "OS template of VEs that name none"),
    VE0CPUUNITS(new ValueKind.Whole(8, 500_000), "1000", "share of CPU time of the node itself"),
    VE_STOP_MODE(Kinds.oneOf("suspend", "stop"), "suspend", "what happens to running VEs when the node goes down"),
    VE_PARALLEL(new ValueKind.Whole(1, 4096), "", "VEs started or stopped at once; unset: four per CPU"),
    LOGGING(Kinds.YES_NO, "yes", "write a log file"),
    LOGFILE(Kinds.PATH, "/var/log/vzctl.log", "the log file"),
    LOG_LEVEL(new ValueKind.Whole(0, 10), "0", "how much the log file holds"),
    VERBOSE(new ValueKind.Whole(0, 10), "0", "how much commands print"),
    IPV6(Kinds.YES_NO, "no", "allow IPv6 addresses"),
    ERROR_ON_ARPFAIL(Kinds.YES_NO, "no", "refuse an address that another machine has"),
    NEIGHBOUR_DEVS(Kinds.TEXT, "all", "interfaces on which addresses are announced: all, detect or list: and names"),
    VE_ROUTE_SRC_DEV(Kinds.INTERFACE_OR_NONE, "", "interface whose address the routes to VEs have as source"),
    FORCE_ROUTE(Kinds.TEXT, "", "change a route that exists already"),
    UIDBASE(Kinds.ID, "", "first user id of the node that VEs are given"),
    VZFASTBOOT(Kinds.YES_NO, "no", "start VEs before their quotas are counted"),
    MODULES_DISABLED(Kinds.YES_NO, "no", "do not load kernel modules"),
    IPTABLES_MODULES(Kinds.TEXT, "", "kernel modules of the firewall to load"),
    IP6TABLES(Kinds.TEXT, "", "kernel modules of the IPv6 firewall to load; obsolete"),
    VZWDOG(Kinds.YES_NO, "no", "write a log of the machine's state"),
    SKIP_SYSCTL_SETUP(Kinds.YES_NO, "no", "leave the kernel's settings alone");

    private final Group group;
    private final Applies applies;
    private final ValueKind<?> kind;
    private final String defaultText;
    private final String help;
    private final List<Option> options;

    Parameter(Group group, Applies applies, ValueKind<?> kind, String defaultText, Option.Spec... options) {
        this.group = group;
        this.applies = applies;
        this.kind = kind;
        this.defaultText = defaultText;
        this.help = options[0].help();
        this.options = Arrays.stream(options).map(spec -> spec.of(this)).toList();
    }

    Parameter(Group group, Applies applies, ValueKind<?> kind, Option.Spec... options) {
        this(group, applies, kind, "", options);
    }

    /// A key that has no option.
    Parameter(Group group, Applies applies, ValueKind<?> kind, String defaultText, String help) {
        this.group = group;
        this.applies = applies;
        this.kind = kind;
        this.defaultText = defaultText;
        this.help = help;
        this.options = List.of();
    }

    /// An option that steers `set` itself.
    Parameter(Group group, Option.Spec option) {
        this(group, Applies.COMMAND, option.kindOr(Kinds.FLAG), option.by(Edit.NONE));
    }

    /// A key of vz.conf that has no option.
    Parameter(ValueKind<?> kind, String defaultText, String help) {
        this(Group.NODE, Applies.NODE, kind, defaultText, help);
    }

    /// A beancounter, whose option has its name.
    Parameter(ValueKind.Ubc kind, String help, char... letter) {
        this.group = Group.BEANCOUNTERS;
        this.applies = Applies.LIVE;
        this.kind = kind;
        this.defaultText = "";
        this.help = help;
        Option.Spec spec = set(name().toLowerCase(Locale.ROOT), help);
        this.options = List.of((letter.length == 0 ? spec : spec.letter(letter[0])).of(this));
    }

    /// The heading it stands under.
    public Group group() {
        return group;
    }

    /// When it takes effect, and whether it is kept.
    public Applies applies() {
        return applies;
    }

    /// The kind of its value in config files.
    public ValueKind<?> kind() {
        return kind;
    }

    /// What holds when neither the VE's config nor vz.conf says anything; none where that itself means something.
    public Optional<String> defaultText() {
        return defaultText.isEmpty() ? Optional.empty() : Optional.of(defaultText);
    }

    /// The options that change it.
    public List<Option> options() {
        return options;
    }

    /// Its key in config files; none when it is never kept.
    public Optional<String> key() {
        return switch (applies) {
            case LIVE, STOPPED, SAVED, NEEDS_SAVE, NODE, IGNORED -> Optional.of(name());
            case NEVER_SAVED, COMMAND -> Optional.empty();
        };
    }

    /// Older names of its key, still read.
    public List<String> keyAliases() {
        return switch (this) {
            case DCACHESIZE -> List.of("DCACHE");
            case NUMIPTENT -> List.of("IPTENTRIES");
            default -> List.of();
        };
    }

    /// Whether only vz.conf may hold it. Every other key may stand there too, as a default for all VEs.
    public boolean nodeOnly() {
        return group == Group.NODE;
    }

    /// Whether it counts something with barrier and limit.
    public boolean beancounter() {
        return kind instanceof ValueKind.Ubc;
    }

    /// Whether its value is a path, in which a literal `$VEID` stands for the VE's number.
    public boolean isPath() {
        return kind.equals(Kinds.PATH);
    }

    /// One line about it, for people.
    public String help() {
        return help;
    }
}
