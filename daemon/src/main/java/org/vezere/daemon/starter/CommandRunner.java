package org.vezere.daemon.starter;

import org.vezere.model.Streams;

/// Executes command lines; called from many threads at once.
@FunctionalInterface
public interface CommandRunner {
    /// Executes one command line and returns when it is done.
    ///
    /// @param streams the caller's; writing to them fails once the caller went away
    /// @return the exit code
    int run(Invocation invocation, Streams streams);
}
