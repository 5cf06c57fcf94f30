package org.vezere.api;

import static org.vezere.api.JsonTypes.BOOLEAN;
import static org.vezere.api.JsonTypes.CTID;
import static org.vezere.api.JsonTypes.INTEGER;
import static org.vezere.api.JsonTypes.LIMIT;
import static org.vezere.api.JsonTypes.LONG;
import static org.vezere.api.JsonTypes.NUMBER;
import static org.vezere.api.JsonTypes.SECONDS;
import static org.vezere.api.JsonTypes.STRING;
import static org.vezere.api.JsonTypes.enumeration;
import static org.vezere.api.JsonTypes.list;
import static org.vezere.api.JsonTypes.map;
import static org.vezere.api.JsonTypes.optional;
import static org.vezere.api.JsonTypes.orElse;

import java.util.List;
import java.util.Map;
import org.vezere.model.CreateRequest;
import org.vezere.model.ExecRequest;
import org.vezere.model.ParameterChange;
import org.vezere.model.SetRequest;
import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;
import org.vezere.model.VeInfo;
import org.vezere.model.VeStatus;

/// One codec for each record about a VE.
public final class VeCodecs {
    /// [VeStatus].
    public static final JsonCodec<VeStatus> STATUS = status();

    /// [VeInfo].
    public static final JsonCodec<VeInfo> INFO = info();

    /// Lists of [VeInfo].
    public static final JsonCodec<List<VeInfo>> INFOS = list(INFO);

    /// [CreateRequest].
    public static final JsonCodec<CreateRequest> CREATE = create();

    /// [StartOptions].
    public static final JsonCodec<StartOptions> START = start();

    /// [StopOptions].
    public static final JsonCodec<StopOptions> STOP = stop();

    /// [RestartRequest].
    public static final JsonCodec<RestartRequest> RESTART = restart();

    /// [ChangeRequest].
    public static final JsonCodec<ChangeRequest> CHANGE = change();

    /// [CommandRequest].
    public static final JsonCodec<CommandRequest> COMMAND = command();

    /// [ScriptRequest].
    public static final JsonCodec<ScriptRequest> SCRIPT = script();

    private VeCodecs() {}

    private static JsonCodec<VeStatus> status() {
        var row = RecordCodec.<VeStatus>of("VeStatus", "what vzctl status tells");
        var ctid = row.field("ctid", CTID, VeStatus::ctid, "");
        var exists = row.field("exists", BOOLEAN, VeStatus::exists, "config and private area are there");
        var mounted = row.field("mounted", BOOLEAN, VeStatus::mounted, "its files are mounted");
        var running = row.field("running", BOOLEAN, VeStatus::running, "its init lives");
        var suspended = row.field("suspended", BOOLEAN, VeStatus::suspended, "a dump waits to be restored");
        return row.build(
                in -> new VeStatus(in.get(ctid), in.get(exists), in.get(mounted), in.get(running), in.get(suspended)));
    }

    private static JsonCodec<VeInfo> info() {
        var row = RecordCodec.<VeInfo>of("Ve", "what is known of a VE");
        var ctid = row.field("ctid", CTID, VeInfo::ctid, "");
        var state = row.field("state", enumeration(VeInfo.State.class), VeInfo::state, "");
        var config = row.field("config", map(STRING), VeInfo::config, "values by key, defaults included");
        var addresses = row.field("addresses", list(STRING), VeInfo::addresses, "real ones while it runs");
        var counters = row.field(
                "counters", orElse(map(counter()), Map.of()), VeInfo::counters, "beancounters by lower-case name");
        var space = row.field("diskSpace", optional(diskUsage()), VeInfo::diskSpace, "in KiB");
        var inodes = row.field("diskInodes", optional(diskUsage()), VeInfo::diskInodes, "");
        var load = row.field("loadAverage", optional(list(NUMBER)), VeInfo::loadAverage, "of 1, 5 and 15 minutes");
        var uptime = row.field("uptime", optional(SECONDS), VeInfo::uptime, "seconds");
        var init = row.field("initPid", optional(INTEGER), VeInfo::initPid, "of its init, on VE0");
        var traffic = row.field(
                "traffic", orElse(map(traffic()), Map.of()), VeInfo::traffic, "since its start, by interface inside");
        return row.build(in -> new VeInfo(
                in.get(ctid),
                in.get(state),
                in.get(config),
                in.get(addresses),
                in.get(counters),
                in.get(space),
                in.get(inodes),
                in.get(load),
                in.get(uptime),
                in.get(init),
                in.get(traffic)));
    }

    private static JsonCodec<VeInfo.Counter> counter() {
        var row = RecordCodec.<VeInfo.Counter>of("Counter", "a beancounter");
        var held = row.field("held", LONG, VeInfo.Counter::held, "");
        var max = row.field("maxHeld", LONG, VeInfo.Counter::maxHeld, "");
        var barrier = row.field("barrier", LIMIT, VeInfo.Counter::barrier, "");
        var limit = row.field("limit", LIMIT, VeInfo.Counter::limit, "");
        var failures = row.field("failures", LONG, VeInfo.Counter::failures, "refused requests");
        return row.build(
                in -> new VeInfo.Counter(in.get(held), in.get(max), in.get(barrier), in.get(limit), in.get(failures)));
    }

    private static JsonCodec<VeInfo.Traffic> traffic() {
        var row = RecordCodec.<VeInfo.Traffic>of("Traffic", "what has passed an interface, as the VE sees it");
        var bytesIn = row.field("bytesIn", LONG, VeInfo.Traffic::bytesIn, "");
        var packetsIn = row.field("packetsIn", LONG, VeInfo.Traffic::packetsIn, "");
        var bytesOut = row.field("bytesOut", LONG, VeInfo.Traffic::bytesOut, "");
        var packetsOut = row.field("packetsOut", LONG, VeInfo.Traffic::packetsOut, "");
        return row.build(
                in -> new VeInfo.Traffic(in.get(bytesIn), in.get(packetsIn), in.get(bytesOut), in.get(packetsOut)));
    }

    private static JsonCodec<VeInfo.DiskUsage> diskUsage() {
        var row = RecordCodec.<VeInfo.DiskUsage>of("DiskUsage", "use of a disk");
        var used = row.field("used", LONG, VeInfo.DiskUsage::used, "");
        var soft = row.field("soft", LIMIT, VeInfo.DiskUsage::soft, "");
        var hard = row.field("hard", LIMIT, VeInfo.DiskUsage::hard, "");
        return row.build(in -> new VeInfo.DiskUsage(in.get(used), in.get(soft), in.get(hard)));
    }

    private static JsonCodec<ParameterChange> parameter() {
        var row = RecordCodec.<ParameterChange>of("ParameterChange", "one option of set or create");
        var option = row.field("option", STRING, ParameterChange::option, "the long option, without dashes");
        var value = row.field("value", STRING, ParameterChange::value, "as vzctl takes it");
        return row.build(in -> new ParameterChange(in.get(option), in.get(value)));
    }

    private static JsonCodec<CreateRequest> create() {
        var row = RecordCodec.<CreateRequest>of("CreateRequest", "a VE to be made");
        var ctid = row.field("ctid", CTID, CreateRequest::ctid, "");
        var template = row.field(
                "template", optional(STRING), CreateRequest::template, "OS template; without one DEF_OSTEMPLATE");
        var sample =
                row.field("sample", optional(STRING), CreateRequest::sample, "config sample; without one CONFIGFILE");
        var changes = row.field("changes", orElse(list(parameter()), List.of()), CreateRequest::changes, "");
        return row.build(in -> new CreateRequest(in.get(ctid), in.get(template), in.get(sample), in.get(changes)));
    }

    private static JsonCodec<StartOptions> start() {
        var row = RecordCodec.<StartOptions>of("StartOptions", "options of start");
        var force = row.field("force", orElse(BOOLEAN, false), StartOptions::force, "in spite of DISABLED=yes");
        var await = row.field("await", orElse(BOOLEAN, false), StartOptions::await, "until it has booted");
        var skip = row.field(
                "skipSetup", orElse(BOOLEAN, false), StartOptions::skipSetup, "without the distribution's files");
        return row.build(in -> new StartOptions(in.get(force), in.get(await), in.get(skip)));
    }

    private static JsonCodec<StopOptions> stop() {
        var row = RecordCodec.<StopOptions>of("StopOptions", "options of stop");
        var fast = row.field("fast", orElse(BOOLEAN, false), StopOptions::fast, "kill at once");
        var skip = row.field("skipUnmount", orElse(BOOLEAN, false), StopOptions::skipUnmount, "leave it mounted");
        return row.build(in -> new StopOptions(in.get(fast), in.get(skip)));
    }

    private static JsonCodec<RestartRequest> restart() {
        var row = RecordCodec.<RestartRequest>of("RestartRequest", "options of restart");
        var start = row.field("start", orElse(start(), StartOptions.NONE), RestartRequest::start, "");
        var stop = row.field("stop", orElse(stop(), StopOptions.NONE), RestartRequest::stop, "");
        return row.build(in -> new RestartRequest(in.get(start), in.get(stop)));
    }

    private static JsonCodec<ChangeRequest> change() {
        var row = RecordCodec.<ChangeRequest>of("ChangeRequest", "parameters to be changed");
        var changes = row.field("changes", list(parameter()), ChangeRequest::changes, "in order; lists accumulate");
        var save = row.field("save", orElse(BOOLEAN, false), ChangeRequest::save, "also write the config");
        var force = row.field("force", orElse(BOOLEAN, false), ChangeRequest::force, "");
        var mode = row.field(
                "mode",
                orElse(enumeration(SetRequest.Mode.class), SetRequest.Mode.WARN),
                ChangeRequest::mode,
                "about parameters that a running VE can't take");
        return row.build(in -> new ChangeRequest(in.get(changes), in.get(save), in.get(force), in.get(mode)));
    }

    private static JsonCodec<CommandRequest> command() {
        var row = RecordCodec.<CommandRequest>of("CommandRequest", "a command to be executed in a VE");
        var kind = row.field("kind", enumeration(ExecRequest.Kind.class), CommandRequest::kind, "");
        var words = row.field("words", list(STRING), CommandRequest::words, "command and arguments");
        var environment = row.field("environment", orElse(map(STRING), Map.of()), CommandRequest::environment, "added");
        return row.build(in -> new CommandRequest(in.get(kind), in.get(words), in.get(environment)));
    }

    private static JsonCodec<ScriptRequest> script() {
        var row = RecordCodec.<ScriptRequest>of("ScriptRequest", "a script of VE0 to be run in a VE");
        var file = row.field("file", STRING, ScriptRequest::file, "an absolute path on the node");
        return row.build(in -> new ScriptRequest(in.get(file)));
    }
}
