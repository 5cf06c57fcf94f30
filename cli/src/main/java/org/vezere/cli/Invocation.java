package org.vezere.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vezere.model.Streams;

/// One call of a command by somebody at a shell.
///
/// @param argv the words; the first is the command's name without directory, at least this one is there
/// @param environment of the caller
/// @param directory the caller's working directory, absolute
/// @param uid the caller's user id, as the kernel tells it
/// @param pid the caller's process id
public record Invocation(
        List<String> argv, Map<String, String> environment, Path directory, int uid, int pid, Streams streams) {
    public Invocation {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command has a name");
        }
    }

    /// The words after the command's name.
    public List<String> words() {
        return argv.subList(1, argv.size());
    }

    /// Whether the caller may administer the node.
    public boolean root() {
        return uid == 0;
    }
}
