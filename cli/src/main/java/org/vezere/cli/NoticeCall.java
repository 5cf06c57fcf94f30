package org.vezere.cli;

import org.vezere.model.Call;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.Streams;

/// A command under way whose notices are printed at its caller's, and which its caller may cancel by SIGINT or SIGTERM.
///
/// A caller who just goes away (SIGHUP) cancels nothing: work that was begun is finished.
public final class NoticeCall implements Call {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final int pid;
    private final boolean skipLock;
    private final int verbosity;
    private final Printer printer;
    private volatile boolean cancelled;
    private volatile boolean unfinished;

    /// @param verbosity the highest level that is printed; below -1 nothing is
    public NoticeCall(Invocation invocation, Printer printer, int verbosity, boolean skipLock) {
        this.pid = invocation.pid();
        this.printer = printer;
        this.verbosity = verbosity;
        this.skipLock = skipLock;
        Streams streams = invocation.streams();
        streams.onSignal(signal -> {
            if ((signal == SIGINT || signal == SIGTERM) && !cancelled) {
                cancelled = true;
                printer.error("\nCancelling...");
            }
        });
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public boolean skipLock() {
        return skipLock;
    }

    @Override
    public void notice(Notice notice) {
        int level = notice.kind().level();
        if (level > verbosity) {
            return;
        }
        if (level < 0) {
            endProgress();
            printer.error(notice.text());
        } else if (notice.kind() == NoticeKind.PROGRESS && printer.terminal()) {
            // Each progress line takes the place of the one before.
            printer.text("\r\033[K" + notice.text());
            unfinished = true;
        } else {
            endProgress();
            printer.line(notice.text());
        }
    }

    /// Ends a progress line that stands on a terminal.
    public void endProgress() {
        if (unfinished) {
            unfinished = false;
            printer.text("\n");
        }
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }
}
