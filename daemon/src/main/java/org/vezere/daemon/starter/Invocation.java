package org.vezere.daemon.starter;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A command line as somebody typed it, with where and in what environment.
///
/// @param pid the process that asked, as VE0 sees it
/// @param workingDirectory against which relative paths in the arguments are meant
/// @param arguments the first is the command's name without directory
/// @param environment of the process that asked
public record Invocation(int pid, Path workingDirectory, List<String> arguments, Map<String, String> environment) {
    public Invocation {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command line has at least a command");
        }
    }

    /// The name under which the command was called.
    public String command() {
        return arguments.getFirst();
    }
}
