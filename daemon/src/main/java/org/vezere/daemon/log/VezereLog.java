package org.vezere.daemon.log;

import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

/// The log of what commands do to VEs, as deep as `LOG_LEVEL` of vz.conf wants it.
///
/// What vzd says about itself comes through [System.Logger] and lands in the same file ([LogBinding]).
public final class VezereLog {
    /// Who the reference's log says it is.
    private static final String PROGRAM = "vzctl";

    private final LogFile file;
    private volatile int level;

    /// @param level `LOG_LEVEL`: notices of this level and below are written; failures always are
    public VezereLog(LogFile file, int level) {
        this.file = file;
        this.level = level;
    }

    /// Takes another `LOG_LEVEL`, from the next notice on.
    public void level(int changed) {
        level = changed;
    }

    /// A call that tells its user what the given one would, and writes the same to the log as about a VE.
    public Call of(Ctid ctid, Call call) {
        return new LoggedCall(ctid, call);
    }

    /// Writes why a command about a VE failed.
    public void failed(Ctid ctid, VezereException failure) {
        file.line(PROGRAM, ctid.value(), String.valueOf(failure.getMessage()));
    }

    private final class LoggedCall implements Call {
        private final Ctid ctid;
        private final Call call;

        LoggedCall(Ctid ctid, Call call) {
            this.ctid = ctid;
            this.call = call;
        }

        @Override
        public int pid() {
            return call.pid();
        }

        @Override
        public boolean skipLock() {
            return call.skipLock();
        }

        @Override
        public void notice(Notice notice) {
            if (notice.kind().level() <= level) {
                file.line(PROGRAM, ctid.value(), notice.text());
            }
            call.notice(notice);
        }

        @Override
        public boolean cancelled() {
            return call.cancelled();
        }
    }
}
