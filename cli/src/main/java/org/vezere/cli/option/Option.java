package org.vezere.cli.option;

import java.util.List;

/// An option of a command: one row of the table that parsing, help, completion and man pages are printed from.
///
/// @param name long name without dashes; empty for an option that has only a letter
/// @param letter short name, 0 for none
/// @param aliases further long names
/// @param value what stands for the value in help texts; empty for an option without value
/// @param words values that are known beforehand, for completion
/// @param help a phrase
public record Option(String name, char letter, List<String> aliases, String value, List<String> words, String help) {
    public Option {
        aliases = List.copyOf(aliases);
        words = List.copyOf(words);
        if (name.isEmpty() && letter == 0) {
            throw new IllegalArgumentException("an option has a name or a letter");
        }
    }

    /// An option without value.
    public static Option flag(String name, String help) {
        return flag(name, (char) 0, help);
    }

    /// An option without value that also has a letter.
    public static Option flag(String name, char letter, String help) {
        return new Option(name, letter, List.of(), "", List.of(), help);
    }

    /// An option with a value.
    public static Option of(String name, String value, String help) {
        return of(name, (char) 0, value, help);
    }

    /// An option with a value that also has a letter.
    public static Option of(String name, char letter, String value, String help) {
        return new Option(name, letter, List.of(), value, List.of(), help);
    }

    /// The same option, known by further long names too.
    public Option alias(String... names) {
        return new Option(name, letter, List.of(names), value, words, help);
    }

    /// The same option with values that are known beforehand.
    public Option among(String... known) {
        return new Option(name, letter, aliases, value, List.of(known), help);
    }

    /// Whether a value follows.
    public boolean takesValue() {
        return !value.isEmpty();
    }

    /// What the option is looked up by: its long name, or its letter if that is all it has.
    public String key() {
        return name.isEmpty() ? String.valueOf(letter) : name;
    }

    /// All long names.
    public List<String> names() {
        if (aliases.isEmpty()) {
            return name.isEmpty() ? List.of() : List.of(name);
        }
        List<String> names = new java.util.ArrayList<>();
        names.add(name);
        names.addAll(aliases);
        return names;
    }

    /// How it is written in help texts: `-o, --output FIELD`.
    public String usage() {
        StringBuilder usage = new StringBuilder();
        if (letter != 0) {
            usage.append('-').append(letter).append(name.isEmpty() ? "" : ", ");
        }
        if (!name.isEmpty()) {
            usage.append("--").append(name);
        }
        return takesValue() ? usage + " " + value : usage.toString();
    }
}
