package org.vezere.cli.vzquota;

import java.util.EnumSet;
import java.util.List;
import org.vezere.api.Node;
import org.vezere.cli.Invocation;
import org.vezere.cli.NoticeCall;
import org.vezere.cli.Printer;
import org.vezere.cli.option.CommandLine;
import org.vezere.model.Ctid;
import org.vezere.model.ParameterChange;
import org.vezere.model.SetRequest;
import org.vezere.model.VeInfo;

/// One call of vzquota.
///
/// @param brief numbers only (`-b` before the command)
/// @param quiet no warnings
record QuotaRequest(
        Node node, Invocation invocation, Printer printer, boolean brief, boolean quiet, Ctid ctid, CommandLine line) {
    void warn(String words) {
        if (!quiet) {
            printer.error("vzquota : (warning) " + words);
        }
    }

    /// The VE that the quota belongs to, with what its disk holds.
    VeInfo ve() {
        return node.find(ctid, EnumSet.of(VeInfo.Part.DISK))
                .orElseThrow(() ->
                        new QuotaException(QuotaException.NO_FILE, "no quota of id " + ctid + ": there is no such VE"));
    }

    /// Whether the quota is on: with the image it is mounted.
    static boolean on(VeInfo ve) {
        return ve.state() == VeInfo.State.RUNNING || ve.state() == VeInfo.State.MOUNTED;
    }

    /// Changes the VE's limits, now and for good.
    void change(List<ParameterChange> changes) {
        NoticeCall call = new NoticeCall(invocation, printer, Integer.MIN_VALUE, false);
        node.set(SetRequest.of(ctid, changes, true), call);
    }
}
