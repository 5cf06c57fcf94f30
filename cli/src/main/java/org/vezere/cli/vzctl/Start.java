package org.vezere.cli.vzctl;

import java.util.List;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.model.StartOptions;

/// `vzctl start`.
final class Start implements Command {
    static final List<Option> OPTIONS = List.of(
            Option.flag("force", "start in spite of DISABLED=yes"),
            Option.flag("wait", "wait for the end of the boot"),
            Option.flag("skip_ve_setup", "do not write the distribution's files")
                    .alias("skip-ve-setup"),
            Option.flag("skip-fsck", "taken and without effect: image files are checked when mounted"),
            Option.flag("skip-remount", "taken and without effect: a mounted VE is started as it is"));

    @Override
    public Usage usage() {
        return Usage.of("start", "start the VE", OPTIONS.toArray(Option[]::new));
    }

    @Override
    public int run(Request request) {
        request.node().start(request.ctid(), options(request.line()), request.call());
        return 0;
    }

    static StartOptions options(CommandLine line) {
        return new StartOptions(line.has("force"), line.has("wait"), line.has("skip_ve_setup"));
    }
}
