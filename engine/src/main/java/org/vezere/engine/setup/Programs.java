package org.vezere.engine.setup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Programs of VE0, called for a short errand.
public interface Programs {
    /// Runs a program without input and waits for its end.
    ///
    /// @param limit after which it is killed
    /// @return empty when there is no such program; [Result#TOO_LATE] as exit code when it was killed
    Optional<Result> run(Duration limit, List<String> command);

    /// How a program ended.
    ///
    /// @param exitCode 0 for success
    /// @param output what it wrote, standard output and error together
    record Result(int exitCode, String output) {
        /// The exit code of a program that did not end in time, as `timeout(1)` has it.
        public static final int TOO_LATE = 124;

        /// Whether the program says that it worked.
        public boolean success() {
            return exitCode == 0;
        }
    }
}
