package org.vezere.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A command to be executed in a VE.
///
/// @param kind how the words become a program
/// @param words command and arguments; for [Kind#ENTER] the words typed into the shell, if any
/// @param environment added to the reference's environment of the kind
public record ExecRequest(Ctid ctid, Kind kind, List<String> words, Map<String, String> environment) {
    public ExecRequest {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /// The words joined with blanks for a shell, an empty word as two quotes.
    public String commandLine() {
        return words.stream().map(word -> word.isEmpty() ? "''" : word).collect(Collectors.joining(" "));
    }

    /// How the words become a program.
    public enum Kind {
        /// Joined as [#commandLine] and given to `bash -c` (else `sh -c`).
        SHELL,
        /// A shell that reads its script from standard input.
        SCRIPT,
        /// Executed as they are.
        PROGRAM,
        /// A login shell on a terminal of the VE.
        ENTER
    }
}
