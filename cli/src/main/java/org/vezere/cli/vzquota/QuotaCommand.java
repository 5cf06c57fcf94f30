package org.vezere.cli.vzquota;

import java.util.List;
import org.vezere.cli.option.Option;

/// A command of vzquota.
interface QuotaCommand {
    String name();

    /// One line about it.
    String summary();

    /// Its options, which stand behind the quota's id.
    List<Option> options();

    /// Does it and returns the exit code.
    int run(QuotaRequest request);
}
