package org.vezere.model;

/// One command under way: who asked, and where its lines go.
public interface Call {
    /// The process that asked, as others may read it in a lock file.
    int pid();

    /// Whether the VE's lock is held by the caller already (`--skiplock`).
    boolean skipLock();

    /// Tells the user something.
    void notice(Notice notice);

    /// Whether the user asked to give up (SIGINT, SIGTERM); work that can be undone then stops and unwinds.
    boolean cancelled();
}
