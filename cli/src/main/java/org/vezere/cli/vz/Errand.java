package org.vezere.cli.vz;

import java.util.function.Consumer;
import org.vezere.api.ApiError;
import org.vezere.api.Codecs;
import org.vezere.api.Json;
import org.vezere.api.JsonCodec;
import org.vezere.api.Node;
import org.vezere.api.ReportLine;
import org.vezere.cli.Invocation;
import org.vezere.cli.NoticeCall;
import org.vezere.cli.Printer;
import org.vezere.cli.option.CommandLine;
import org.vezere.model.Call;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

/// One call of a command of vz.
record Errand(Node node, Invocation invocation, Printer printer, CommandLine line) {
    boolean json() {
        return line.has("json");
    }

    String operand(int index) {
        return line.operands().get(index);
    }

    /// Prints a record as JSON, or as what the human face makes of it.
    <T> int print(JsonCodec<T> codec, T value, java.util.function.Function<T, String> human) {
        if (json()) {
            printer.line(Json.write(codec, value));
        } else {
            printer.text(human.apply(value));
        }
        return 0;
    }

    /// Does work that tells of itself: as lines, or as JSON lines the last of which says how it ended.
    int work(Consumer<Call> work) {
        NoticeCall call = new NoticeCall(invocation, printer, 0, false);
        if (!json()) {
            try {
                work.accept(call);
                return 0;
            } finally {
                call.endProgress();
            }
        }
        try {
            work.accept(new JsonCall(call, printer));
            printer.line(Json.write(Codecs.REPORT_LINE, ReportLine.end()));
            return 0;
        } catch (VezereException e) {
            printer.line(Json.write(Codecs.REPORT_LINE, ReportLine.failure(ApiError.of(e))));
            return e.kind().exitCode();
        }
    }

    /// A call whose notices are JSON lines.
    private record JsonCall(NoticeCall caller, Printer printer) implements Call {
        @Override
        public int pid() {
            return caller.pid();
        }

        @Override
        public boolean skipLock() {
            return caller.skipLock();
        }

        @Override
        public void notice(Notice notice) {
            printer.line(Json.write(Codecs.REPORT_LINE, ReportLine.of(notice)));
        }

        @Override
        public boolean cancelled() {
            return caller.cancelled();
        }
    }
}
