package org.vezere.daemon.starter;

import org.vezere.cli.Invocation;

/// Executes command lines; called from many threads at once.
@FunctionalInterface
public interface CommandRunner {
    /// Executes one command line and returns when it is done. Writing to the caller's streams fails once the caller
    /// went
    /// away.
    ///
    /// @return the exit code
    int run(Invocation invocation);
}
