package org.vezere.engine.lifecycle;

import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.Notice;

/// A call that vzd makes for itself; what others would read goes to the log.
///
/// @param about what it is about, in front of each line
record OwnCall(String about) implements Call {
    private static final System.Logger LOG = System.getLogger(OwnCall.class.getName());

    /// About one VE.
    static OwnCall of(Ctid ctid) {
        return new OwnCall("CT " + ctid + " : ");
    }

    /// About all of them.
    static OwnCall ofNode() {
        return new OwnCall("");
    }

    @Override
    public int pid() {
        return (int) ProcessHandle.current().pid();
    }

    @Override
    public boolean skipLock() {
        return false;
    }

    @Override
    public void notice(Notice notice) {
        LOG.log(System.Logger.Level.INFO, about + notice.text());
    }

    @Override
    public boolean cancelled() {
        return false;
    }
}
