package org.vezere.cli.vzctl;

import java.util.Optional;
import org.vezere.api.Node;
import org.vezere.cli.Invocation;
import org.vezere.cli.NoticeCall;
import org.vezere.cli.Printer;
import org.vezere.cli.option.CommandLine;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Streams;
import org.vezere.model.VeInfo;
import org.vezere.model.VezereException;

/// One call of a command with all that it needs.
///
/// @param number the VE's number; 0, VE0 itself, reaches `set` only
/// @param line options and words that follow the CTID
record Request(
        Node node,
        Invocation invocation,
        Printer printer,
        NoticeCall call,
        boolean quiet,
        int number,
        CommandLine line) {
    Ctid ctid() {
        return new Ctid(number);
    }

    Streams streams() {
        return invocation.streams();
    }

    /// A line of level 0: standard output, unless `--quiet`.
    void say(String line) {
        if (!quiet) {
            printer.line(line);
        }
    }

    /// A complaint: standard error, unless `--quiet`.
    void complain(String line) {
        if (!quiet) {
            printer.error(line);
        }
    }

    /// What is known of the VE.
    ///
    /// @throws VezereException [FailureKind#NO_CONFIG] if it does not exist
    VeInfo info() {
        return node.find(ctid(), java.util.Set.of()).orElseThrow(() -> new VezereException(FailureKind.NO_CONFIG));
    }

    /// How the VE's files are kept: `overlay`, `simfs`, `ploop`, `btrfs`.
    String layout() {
        String layout = Optional.ofNullable(info().config().get("VE_LAYOUT")).orElse("overlay");
        int colon = layout.indexOf(':');
        return colon < 0 ? layout : layout.substring(0, colon);
    }
}
