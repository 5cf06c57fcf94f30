package org.vezere.cli;

import org.vezere.api.Node;

/// One of the commands that the starter is linked to.
public interface Program {
    /// Its name, as in `argv[0]`.
    String name();

    /// Does what was asked for and returns the exit code.
    ///
    /// @throws org.vezere.model.VezereException a failure that the program has no words of its own for
    int run(Node node, Invocation invocation);
}
