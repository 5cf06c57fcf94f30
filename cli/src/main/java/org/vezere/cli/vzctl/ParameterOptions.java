package org.vezere.cli.vzctl;

import java.util.List;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.model.ParameterChange;
import org.vezere.model.parameter.Command;
import org.vezere.model.parameter.Parameters;

/// The options of `create` and `set`, which come from the table of parameters.
final class ParameterOptions {
    private ParameterOptions() {}

    /// The options of a command.
    static List<Option> of(Command command) {
        return Parameters.options(command).stream()
                .map(ParameterOptions::option)
                .toList();
    }

    /// What was given, in order, but for the options that the command itself reads.
    static List<ParameterChange> changes(CommandLine line, List<String> own) {
        return line.given().stream()
                .filter(given -> !own.contains(given.option().key()))
                .map(given -> new ParameterChange(given.option().key(), given.value()))
                .toList();
    }

    private static Option option(org.vezere.model.parameter.Option option) {
        return new Option(
                option.name(),
                option.shortName().orElse((char) 0),
                option.aliases(),
                option.argument().syntax(),
                option.argument().words(),
                option.help());
    }
}
