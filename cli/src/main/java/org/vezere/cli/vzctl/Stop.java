package org.vezere.cli.vzctl;

import java.util.List;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.model.StopOptions;

/// `vzctl stop`.
final class Stop implements Command {
    static final List<Option> OPTIONS =
            List.of(Option.flag("fast", "kill at once"), Option.flag("skip-umount", "leave the VE's files mounted"));

    @Override
    public Usage usage() {
        return Usage.of("stop", "stop the VE", OPTIONS.toArray(Option[]::new));
    }

    @Override
    public int run(Request request) {
        request.node().stop(request.ctid(), options(request.line()), request.call());
        return 0;
    }

    static StopOptions options(CommandLine line) {
        return new StopOptions(line.has("fast"), line.has("skip-umount"));
    }
}
