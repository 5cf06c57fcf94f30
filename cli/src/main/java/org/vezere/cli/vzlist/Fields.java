package org.vezere.cli.vzlist;

import static org.vezere.cli.vzlist.Field.Align.LEFT;
import static org.vezere.cli.vzlist.Field.Align.RIGHT;
import static org.vezere.cli.vzlist.Field.Align.WORDS;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.vezere.model.VeInfo;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.DiskLimit;
import org.vezere.model.value.Limit;

/// The table of vzlist's fields, in the order of `vzlist -L` and of its JSON.
public final class Fields {
    private static final List<Field> ALL = new Fields().all;
    private static final Map<String, Field> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Field::name, Function.identity()));

    private final List<Field> all = new ArrayList<>();

    private Fields() {
        identity();
        beancounters();
        disks();
        rates();
        switches();
    }

    /// All fields.
    public static List<Field> all() {
        return ALL;
    }

    /// The field of a name.
    static Optional<Field> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private void identity() {
        for (String name : List.of("ctid", "veid", "vpsid")) {
            add(name, "CTID", 10, RIGHT, ve -> new Cell.Count(ve.ctid().value()));
        }
        add("private", "PRIVATE", 32, LEFT, Config.text(Parameter.VE_PRIVATE));
        add("root", "ROOT", 32, LEFT, Config.text(Parameter.VE_ROOT));
        add("mount_opts", "MOUNT_OPTS", 16, LEFT, Config.text(Parameter.MOUNT_OPTS));
        add("origin_sample", "ORIGIN_SAMPLE", 32, RIGHT, Config.text(Parameter.ORIGIN_SAMPLE));
        add("hostname", "HOSTNAME", 32, LEFT, Config.text(Parameter.HOSTNAME));
        add("name", "NAME", 32, LEFT, Config.text(Parameter.NAME));
        add("smart_name", "SMARTNAME", 10, RIGHT, Fields::smartName);
        add("description", "DESCRIPTION", 32, LEFT, Config.text(Parameter.DESCRIPTION));
        add("ostemplate", "OSTEMPLATE", 32, LEFT, Config.text(Parameter.OSTEMPLATE));
        add("ip", "IP_ADDR", 15, WORDS, ve -> new Cell.Words(ve.addresses()));
        add("nameserver", "NAMESERVER", 15, WORDS, Config.words(Parameter.NAMESERVER));
        add("searchdomain", "SEARCHDOMAIN", 15, WORDS, Config.words(Parameter.SEARCHDOMAIN));
        add("status", "STATUS", 9, LEFT, ve -> new Cell.Text(ve.state().name().toLowerCase(Locale.ROOT)));
    }

    private void beancounters() {
        counter(Parameter.KMEMSIZE, "KMEMSIZE");
        counter(Parameter.LOCKEDPAGES, "LOCKEDP");
        counter(Parameter.PRIVVMPAGES, "PRIVVMP");
        counter(Parameter.SHMPAGES, "SHMP");
        counter(Parameter.NUMPROC, "NPROC");
        counter(Parameter.PHYSPAGES, "PHYSP");
        counter(Parameter.VMGUARPAGES, "VMGUARP");
        counter(Parameter.OOMGUARPAGES, "OOMGUARP");
        counter(Parameter.NUMTCPSOCK, "NTCPSOCK");
        counter(Parameter.NUMFLOCK, "NFLOCK");
        counter(Parameter.NUMPTY, "NPTY");
        counter(Parameter.NUMSIGINFO, "NSIGINFO");
        counter(Parameter.TCPSNDBUF, "TCPSNDB");
        counter(Parameter.TCPRCVBUF, "TCPRCVB");
        counter(Parameter.OTHERSOCKBUF, "OTHSOCKB");
        counter(Parameter.DGRAMRCVBUF, "DGRAMRB");
        counter(Parameter.NUMOTHERSOCK, "NOTHSOCK");
        counter(Parameter.DCACHESIZE, "DCACHESZ");
        counter(Parameter.NUMFILE, "NFILE");
        counter(Parameter.NUMIPTENT, "NIPTENT");
        counter(Parameter.SWAPPAGES, "SWAPP");
    }

    /// A beancounter's five columns; JSON has one object of all.
    private void counter(Parameter key, String header) {
        String name = key.name().toLowerCase(Locale.ROOT);
        VeInfo.Part cost = key == Parameter.NUMPROC ? VeInfo.Part.PROCESSES : VeInfo.Part.COUNTERS;
        all.add(column(cost, name, header, used(name, VeInfo.Counter::held)).json(ve -> object(ve, key, name)));
        all.add(column(cost, name + ".m", header + ".M", used(name, VeInfo.Counter::maxHeld))
                .tableOnly());
        all.add(column(cost, name + ".b", header + ".B", bound(key, name, VeInfo.Counter::barrier, Limit::barrier))
                .tableOnly());
        all.add(column(cost, name + ".l", header + ".L", bound(key, name, VeInfo.Counter::limit, Limit::limit))
                .tableOnly());
        all.add(column(cost, name + ".f", header + ".F", used(name, VeInfo.Counter::failures))
                .tableOnly());
    }

    private static Field column(VeInfo.Part cost, String name, String header, Function<VeInfo, Cell> cell) {
        return Field.of(name, header, 10, RIGHT, cell).needs(cost);
    }

    /// What a running VE holds.
    private static Function<VeInfo, Cell> used(String name, ToLongFunction<VeInfo.Counter> value) {
        return ve -> live(ve, name)
                .<Cell>map(counter -> new Cell.Count(value.applyAsLong(counter)))
                .orElse(Cell.None.NONE);
    }

    /// What holds for a running VE, or what its config says.
    private static Function<VeInfo, Cell> bound(
            Parameter key, String name, ToLongFunction<VeInfo.Counter> live, ToLongFunction<Limit> saved) {
        return ve -> live(ve, name)
                .map(live::applyAsLong)
                .or(() -> Config.limit(ve, key).map(saved::applyAsLong))
                .<Cell>map(Cell.Count::new)
                .orElse(Cell.None.NONE);
    }

    private static Cell object(VeInfo ve, Parameter key, String name) {
        Optional<VeInfo.Counter> counter = live(ve, name)
                .or(() -> Config.limit(ve, key)
                        .map(limit -> new VeInfo.Counter(0, 0, limit.barrier(), limit.limit(), 0)));
        return counter.<Cell>map(values -> new Cell.Numbers(List.of(
                        Map.entry("held", values.held()),
                        Map.entry("maxheld", values.maxHeld()),
                        Map.entry("barrier", values.barrier()),
                        Map.entry("limit", values.limit()),
                        Map.entry("failcnt", values.failures()))))
                .orElse(Cell.None.NONE);
    }

    private static Optional<VeInfo.Counter> live(VeInfo ve, String name) {
        return ve.state() == VeInfo.State.RUNNING
                ? Optional.ofNullable(ve.counters().get(name))
                : Optional.empty();
    }

    private void disks() {
        disk(Parameter.DISKSPACE, "DSPACE", VeInfo::diskSpace);
        disk(Parameter.DISKINODES, "DINODES", VeInfo::diskInodes);
    }

    /// The three columns of a disk's use; JSON has one object of all.
    private void disk(Parameter key, String header, Function<VeInfo, Optional<VeInfo.DiskUsage>> usage) {
        String name = key.name().toLowerCase(Locale.ROOT);
        Function<VeInfo, Cell> used = ve ->
                usage.apply(ve).<Cell>map(disk -> new Cell.Count(disk.used())).orElse(Cell.None.NONE);
        Function<VeInfo, Cell> object = ve -> usage.apply(ve)
                .<Cell>map(disk -> new Cell.Numbers(List.of(
                        Map.entry("usage", disk.used()),
                        Map.entry("softlimit", disk.soft()),
                        Map.entry("hardlimit", disk.hard()))))
                .orElse(Cell.None.NONE);
        all.add(Field.of(name, header, 10, RIGHT, used).needs(VeInfo.Part.DISK).json(object));
        all.add(Field.of(name + ".s", header + ".S", 10, RIGHT, diskLimit(key, DiskLimit::soft))
                .tableOnly());
        all.add(Field.of(name + ".h", header + ".H", 10, RIGHT, diskLimit(key, DiskLimit::hard))
                .tableOnly());
    }

    private static Function<VeInfo, Cell> diskLimit(Parameter key, ToLongFunction<DiskLimit> side) {
        return ve -> Config.disk(ve, key)
                .<Cell>map(limit -> new Cell.Count(side.applyAsLong(limit)))
                .orElse(Cell.None.NONE);
    }

    /// Of all interfaces together.
    private void traffic(String name, String header, ToLongFunction<VeInfo.Traffic> value) {
        all.add(Field.of(
                        name,
                        header,
                        14,
                        RIGHT,
                        ve -> ve.traffic().values().stream()
                                .reduce(VeInfo.Traffic::plus)
                                .<Cell>map(sum -> new Cell.Count(value.applyAsLong(sum)))
                                .orElse(Cell.None.NONE))
                .needs(VeInfo.Part.TRAFFIC));
    }

    private void rates() {
        all.add(Field.of(
                        "laverage",
                        "LAVERAGE",
                        14,
                        RIGHT,
                        ve -> ve.loadAverage()
                                .filter(loads -> !loads.isEmpty())
                                .<Cell>map(Cell.Loads::new)
                                .orElse(Cell.None.NONE))
                .needs(VeInfo.Part.LOAD));
        all.add(Field.of(
                        "uptime",
                        "UPTIME",
                        15,
                        RIGHT,
                        ve -> ve.uptime().<Cell>map(Cell.Uptime::new).orElse(Cell.None.NONE))
                .needs(VeInfo.Part.UPTIME));
        traffic("netin", "NET_IN", VeInfo.Traffic::bytesIn);
        traffic("netout", "NET_OUT", VeInfo.Traffic::bytesOut);
        traffic("pktin", "PKT_IN", VeInfo.Traffic::packetsIn);
        traffic("pktout", "PKT_OUT", VeInfo.Traffic::packetsOut);
        add("cpulimit", "CPULIM", 7, RIGHT, Config.count(Parameter.CPULIMIT));
        add("cpuunits", "CPUUNI", 7, RIGHT, Config.count(Parameter.CPUUNITS));
        add("cpus", "CPUS", 5, RIGHT, Config.count(Parameter.CPUS));
        add("ioprio", "IOP", 3, RIGHT, Config.count(Parameter.IOPRIO));
        add("iolimit", "IOLIMIT", 10, RIGHT, Config.count(Parameter.IOLIMIT));
        add("iopslimit", "IOPS", 4, RIGHT, Config.count(Parameter.IOPSLIMIT));
    }

    private void switches() {
        add("onboot", "ONBOOT", 6, RIGHT, Config.truth(Parameter.ONBOOT));
        add("bootorder", "BOOTORDER", 10, RIGHT, Config.count(Parameter.BOOTORDER));
        add("layout", "LAYOUT", 6, RIGHT, Fields::layout);
        add("features", "FEATURES", 15, LEFT, Config.switches(Parameter.FEATURES));
        add(
                "vswap",
                "VSWAP",
                5,
                RIGHT,
                ve -> new Cell.Truth(Config.limit(ve, Parameter.PHYSPAGES)
                        .filter(limit -> !limit.unlimited())
                        .isPresent()));
        add(
                "disabled",
                "DISABL",
                6,
                RIGHT,
                ve -> new Cell.Truth(Config.value(ve, Parameter.DISABLED).equals("yes")));
        add("vm_overcommit", "VM_OVC", 6, RIGHT, Config.decimal(Parameter.VM_OVERCOMMIT));
        add("netfilter", "NETFILTER", 9, LEFT, Config.text(Parameter.NETFILTER));
        add("capability", "CAPABILITY", 15, LEFT, Config.switches(Parameter.CAPABILITY));
    }

    private static Cell smartName(VeInfo ve) {
        String name = Config.value(ve, Parameter.NAME);
        return name.isEmpty() ? new Cell.Text(ve.ctid().toString()) : new Cell.Text(name);
    }

    /// The layout without its mode: `ploop` of `ploop:expanded`.
    private static Cell layout(VeInfo ve) {
        String layout = Config.value(ve, Parameter.VE_LAYOUT);
        int colon = layout.indexOf(':');
        return Cell.Text.of(colon < 0 ? layout : layout.substring(0, colon));
    }

    private void add(String name, String header, int width, Field.Align align, Function<VeInfo, Cell> cell) {
        all.add(Field.of(name, header, width, align, cell));
    }
}
