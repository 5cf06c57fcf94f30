package org.vezere.cli.vz;

import java.util.List;
import org.vezere.cli.option.Option;

/// A command of vz.
interface Verb {
    /// Its words: `template build`.
    String words();

    /// The words that must follow it, for help texts: `NAME`.
    List<String> operands();

    /// One line about it.
    String summary();

    /// Its options besides `--json`, which all commands have.
    default List<Option> options() {
        return List.of();
    }

    /// Does it and returns the exit code.
    int run(Errand errand);
}
