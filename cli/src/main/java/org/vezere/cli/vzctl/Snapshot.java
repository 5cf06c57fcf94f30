package org.vezere.cli.vzctl;

import java.util.List;
import org.vezere.cli.option.Option;
import org.vezere.model.FailureKind;

/// The snapshot commands, which this version answers with the reference's refusal and the code of each.
final class Snapshot implements Command {
    private static final Option ID =
            Option.of("id", 'u', "UUID", "the snapshot").alias("uuid");
    private static final Option SKIP_CONFIG = Option.flag("skip-config", "leave the config as it is");

    private final Usage usage;
    private final boolean needsId;
    private final int code;

    private Snapshot(int code, boolean needsId, String name, String summary, Option... options) {
        this.usage = Usage.of(name, summary + " (not in this version)", options);
        this.needsId = needsId;
        this.code = code;
    }

    static List<Command> all() {
        return List.of(
                new Snapshot(
                        156,
                        false,
                        "snapshot",
                        "take a snapshot",
                        ID,
                        Option.of("name", "NAME", "its name"),
                        Option.of("description", "TEXT", "about it"),
                        Option.flag("skip-suspend", "do not suspend a running VE"),
                        SKIP_CONFIG),
                new Snapshot(
                        159,
                        true,
                        "snapshot-switch",
                        "go back to a snapshot",
                        ID,
                        Option.flag("skip-resume", "do not resume"),
                        Option.flag("must-resume", "fail unless resumed"),
                        SKIP_CONFIG),
                new Snapshot(158, true, "snapshot-delete", "delete a snapshot", ID),
                new Snapshot(
                        160,
                        true,
                        "snapshot-mount",
                        "mount a snapshot",
                        ID,
                        Option.of("target", "DIR", "where it is mounted")),
                new Snapshot(161, true, "snapshot-umount", "unmount a snapshot", ID),
                new Snapshot(
                        167,
                        false,
                        "snapshot-list",
                        "list snapshots",
                        ID,
                        Option.flag("no-header", 'H', "without header"),
                        Option.of("output", 'o', "FIELD[,FIELD]", "columns"),
                        Option.flag("list", 'L', "list the columns")));
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int run(Request request) {
        if (needsId && !request.line().has("id")) {
            request.printer().error("Invalid syntax: snapshot id is missing");
            return FailureKind.USAGE.exitCode();
        }
        request.complain(
                request.layout().equals("ploop")
                        ? "Snapshots of ploop containers are not available in this version of Vezere"
                        : "Snapshot feature is only available for ploop-based CTs");
        return code;
    }
}
