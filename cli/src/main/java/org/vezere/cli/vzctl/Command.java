package org.vezere.cli.vzctl;

/// A command of vzctl.
interface Command {
    /// What it is called and takes.
    Usage usage();

    /// Does it and returns the exit code.
    ///
    /// @throws org.vezere.model.VezereException a failure that is told in its own words
    int run(Request request);
}
