package org.vezere.daemon.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.vezere.api.ApiError;
import org.vezere.api.Codecs;
import org.vezere.api.Report;
import org.vezere.api.ReportLine;
import org.vezere.model.Call;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

/// Answers with what work told: all of it at its end, or line by line for a client who asks for lines.
final class WorkReport {
    private WorkReport() {}

    /// Does the work and answers.
    static void answer(Exchange exchange, Work work) throws IOException {
        if (exchange.accepts(Exchange.JSON_LINES)) {
            lineByLine(exchange, work);
            return;
        }
        List<Notice> notices = Collections.synchronizedList(new ArrayList<>());
        work.run(new HttpCall(notices::add));
        exchange.json(Exchange.OK, Codecs.REPORT, new Report(notices));
    }

    private static void lineByLine(Exchange exchange, Work work) throws IOException {
        try (Lines lines = exchange.lines(Exchange.JSON_LINES)) {
            lines.begin();
            ReportLine end;
            try {
                work.run(new HttpCall(notice -> told(lines, notice)));
                end = ReportLine.end();
            } catch (VezereException failure) {
                end = ReportLine.failure(ApiError.of(failure));
            }
            lines.write(Codecs.REPORT_LINE, end);
        }
    }

    private static boolean told(Lines lines, Notice notice) {
        try {
            lines.write(Codecs.REPORT_LINE, ReportLine.of(notice));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// The work of a client; one who does not take a notice any more went away, which cancels it.
    private static final class HttpCall implements Call {
        private final Predicate<Notice> listener;
        private volatile boolean cancelled;

        HttpCall(Predicate<Notice> listener) {
            this.listener = listener;
        }

        /// A client on a socket is no process that a lock file could name; vzd works for it.
        @Override
        public int pid() {
            return Math.toIntExact(ProcessHandle.current().pid());
        }

        @Override
        public boolean skipLock() {
            return false;
        }

        @Override
        public void notice(Notice notice) {
            if (!cancelled && !listener.test(notice)) {
                cancelled = true;
            }
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }
    }
}
