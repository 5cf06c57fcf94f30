package org.vezere.api;

import java.util.List;
import org.vezere.model.Event;
import org.vezere.model.Finding;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.TemplateInfo;

/// One codec for each record of the contract, but those of [VeCodecs].
public final class Codecs {
    /// [Nothing]: an empty object.
    public static final JsonCodec<Nothing> NOTHING =
            RecordCodec.<Nothing>of("Nothing", "nothing").build(in -> Nothing.NOTHING);

    /// [Notice].
    public static final JsonCodec<Notice> NOTICE = notice();

    /// [Report].
    public static final JsonCodec<Report> REPORT = report();

    /// [ApiError].
    public static final JsonCodec<ApiError> ERROR = error();

    /// [ReportLine].
    public static final JsonCodec<ReportLine> REPORT_LINE = reportLine();

    /// [Event].
    public static final JsonCodec<Event> EVENT = event();

    /// [TemplateInfo].
    public static final JsonCodec<TemplateInfo> TEMPLATE = template();

    /// Lists of [TemplateInfo].
    public static final JsonCodec<List<TemplateInfo>> TEMPLATES = JsonTypes.list(TEMPLATE);

    /// [TemplateRequest].
    public static final JsonCodec<TemplateRequest> TEMPLATE_REQUEST = templateRequest();

    /// [Finding].
    public static final JsonCodec<Finding> FINDING = finding();

    /// Lists of [Finding].
    public static final JsonCodec<List<Finding>> FINDINGS = JsonTypes.list(FINDING);

    /// [NodeInfo].
    public static final JsonCodec<NodeInfo> NODE = node();

    /// [SetupRequest].
    public static final JsonCodec<SetupRequest> SETUP = setup();

    /// Lines of text.
    public static final JsonCodec<List<String>> LINES = JsonTypes.list(JsonTypes.STRING);

    private Codecs() {}

    private static JsonCodec<Notice> notice() {
        var row = RecordCodec.<Notice>of("Notice", "something told while work is done");
        var kind = row.field("kind", JsonTypes.enumeration(NoticeKind.class), Notice::kind, "what is told");
        var arguments = row.field(
                "arguments", JsonTypes.list(JsonTypes.STRING), Notice::arguments, "what the text has places for");
        return row.derived("text", JsonTypes.STRING, Notice::text, "the line as vzctl prints it")
                .derived(
                        "level",
                        JsonTypes.INTEGER,
                        notice -> notice.kind().level(),
                        "below 0: a complaint; above 0: seen with --verbose only")
                .build(in -> new Notice(in.get(kind), in.get(arguments)));
    }

    private static JsonCodec<Report> report() {
        var row = RecordCodec.<Report>of("Report", "what work told while it was done");
        var notices = row.field("notices", JsonTypes.list(notice()), Report::notices, "in order");
        return row.build(in -> new Report(in.get(notices)));
    }

    private static JsonCodec<ApiError> error() {
        var row = RecordCodec.<ApiError>of("Error", "why something failed");
        var code = row.field("code", JsonTypes.STRING, ApiError::code, "name of the failure, for programs");
        var exit = row.field("exitCode", JsonTypes.INTEGER, ApiError::exitCode, "exit code of vzctl for it");
        var message = row.field("message", JsonTypes.STRING, ApiError::message, "one line, for people");
        return row.build(in -> new ApiError(in.get(code), in.get(exit), in.get(message)));
    }

    private static JsonCodec<ReportLine> reportLine() {
        var row = RecordCodec.<ReportLine>of("ReportLine", "one line of a report read while the work goes on");
        var notice = row.field("notice", JsonTypes.optional(notice()), ReportLine::notice, "told now");
        var done = row.field("done", JsonTypes.orElse(JsonTypes.BOOLEAN, false), ReportLine::done, "last line: good");
        var error = row.field("error", JsonTypes.optional(error()), ReportLine::error, "last line: bad");
        return row.build(in -> new ReportLine(in.get(notice), in.get(done), in.get(error)));
    }

    private static JsonCodec<Event> event() {
        var row = RecordCodec.<Event>of("Event", "something that happened on the node");
        var sequence = row.field("sequence", JsonTypes.LONG, Event::sequence, "counts up from 1 while vzd runs");
        var time = row.field("time", JsonTypes.INSTANT, Event::time, "");
        var name = row.field("name", JsonTypes.STRING, Event::name, "such as ve.started");
        var ctid = row.field("ctid", JsonTypes.INTEGER, Event::ctid, "the VE; 0 is the node itself");
        var details = row.field("details", JsonTypes.map(JsonTypes.STRING), Event::details, "further facts by name");
        return row.build(in -> new Event(in.get(sequence), in.get(time), in.get(name), in.get(ctid), in.get(details)));
    }

    private static JsonCodec<TemplateInfo> template() {
        var row = RecordCodec.<TemplateInfo>of("Template", "an OS template in the cache");
        var name = row.field("name", JsonTypes.STRING, TemplateInfo::name, "as --ostemplate takes it");
        var file = row.field("file", JsonTypes.STRING, TemplateInfo::file, "where it lies");
        var bytes = row.field("bytes", JsonTypes.LONG, TemplateInfo::bytes, "size of the file");
        var modified = row.field("modified", JsonTypes.INSTANT, TemplateInfo::modified, "");
        var ves = row.field("ves", JsonTypes.INTEGER, TemplateInfo::ves, "number of VEs that stand on it");
        return row.build(
                in -> new TemplateInfo(in.get(name), in.get(file), in.get(bytes), in.get(modified), in.get(ves)));
    }

    private static JsonCodec<TemplateRequest> templateRequest() {
        var row = RecordCodec.<TemplateRequest>of("TemplateRequest", "where a template comes from");
        var base = row.field(
                "base",
                JsonTypes.optional(JsonTypes.STRING),
                TemplateRequest::base,
                "recipe to build by; without one the recipe called as the template");
        var packages = row.field(
                "packages",
                JsonTypes.orElse(JsonTypes.list(JsonTypes.STRING), List.of()),
                TemplateRequest::packages,
                "further packages, in addition to those of the recipe");
        var mirror = row.field(
                "mirror",
                JsonTypes.optional(JsonTypes.STRING),
                TemplateRequest::mirror,
                "mirror to build from; without one the mirror that the node itself uses");
        var archive = row.field(
                "archive",
                JsonTypes.optional(JsonTypes.STRING),
                TemplateRequest::archive,
                "file on the node to import instead of building");
        return row.build(in -> new TemplateRequest(in.get(base), in.get(packages), in.get(mirror), in.get(archive)));
    }

    private static JsonCodec<Finding> finding() {
        var row = RecordCodec.<Finding>of("Finding", "something of the kernel that Vezere uses");
        var name = row.field("name", JsonTypes.STRING, Finding::name, "");
        var state = row.field("state", JsonTypes.enumeration(Finding.State.class), Finding::state, "");
        var detail = row.field("detail", JsonTypes.STRING, Finding::detail, "what was found");
        var loss = row.field("loss", JsonTypes.STRING, Finding::loss, "what is lost without it");
        var remedy = row.field("remedy", JsonTypes.STRING, Finding::remedy, "how to get it");
        return row.build(in -> new Finding(in.get(name), in.get(state), in.get(detail), in.get(loss), in.get(remedy)));
    }

    private static JsonCodec<NodeInfo> node() {
        var row = RecordCodec.<NodeInfo>of("Node", "the hardware node itself");
        var version = row.field("version", JsonTypes.STRING, NodeInfo::version, "of Vezere");
        var host = row.field("host", JsonTypes.STRING, NodeInfo::host, "the node's name");
        var kernel = row.field("kernel", JsonTypes.STRING, NodeInfo::kernel, "release of the running kernel");
        var pid = row.field("pid", JsonTypes.INTEGER, NodeInfo::pid, "process id of vzd");
        var started = row.field("started", JsonTypes.INSTANT, NodeInfo::started, "when this vzd started");
        var ves = row.field("ves", JsonTypes.INTEGER, NodeInfo::ves, "VEs that exist");
        var running = row.field("running", JsonTypes.INTEGER, NodeInfo::running, "VEs that run");
        return row.build(in -> new NodeInfo(
                in.get(version),
                in.get(host),
                in.get(kernel),
                in.get(pid),
                in.get(started),
                in.get(ves),
                in.get(running)));
    }

    private static JsonCodec<SetupRequest> setup() {
        var row = RecordCodec.<SetupRequest>of("SetupRequest", "how the machine is prepared");
        var ves = row.field("ves", JsonTypes.INTEGER, SetupRequest::ves, "number of VEs to prepare for, 1 to 100000");
        var undo = row.field(
                "undo", JsonTypes.orElse(JsonTypes.BOOLEAN, false), SetupRequest::undo, "take an earlier setup back");
        return row.build(in -> new SetupRequest(in.get(ves), in.get(undo)));
    }
}
