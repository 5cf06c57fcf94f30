package org.vezere.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a user gave to a command: options in order, and the other words.
///
/// Words are read as getopt_long(3) does: options may follow other words, one-letter options run together and
/// with their values (`-ovpsid`, `-ajH`), long ones may be cut short as long as they stay unambiguous and take
/// values as `--name=value` or `--name value`, and `--` ends the options.
public record CommandLine(List<Given> given, List<String> operands) {
    public CommandLine {
        given = List.copyOf(given);
        operands = List.copyOf(operands);
    }

    /// An option that was given.
    ///
    /// @param value empty for an option without value
    public record Given(Option option, String value) {}

    /// Reads the words that follow a command's name.
    ///
    /// @param program name for messages, as getopt prints it
    public static CommandLine parse(String program, List<String> words, List<Option> options) throws OptionException {
        return new Parser(program, words, options).parse();
    }

    /// Whether an option was given.
    public boolean has(String key) {
        return given.stream().anyMatch(one -> one.option().key().equals(key));
    }

    /// The value of the last option of that key.
    public Optional<String> last(String key) {
        return given.stream()
                .filter(one -> one.option().key().equals(key))
                .map(Given::value)
                .reduce((earlier, later) -> later);
    }

    private static final class Parser {
        private final String program;
        private final List<String> words;
        private final List<Option> options;
        private final List<Given> given = new ArrayList<>();
        private final List<String> operands = new ArrayList<>();
        private int next;

        Parser(String program, List<String> words, List<Option> options) {
            this.program = program;
            this.words = words;
            this.options = options;
        }

        CommandLine parse() throws OptionException {
            while (next < words.size()) {
                String word = words.get(next++);
                if (word.equals("--")) {
                    operands.addAll(words.subList(next, words.size()));
                    break;
                } else if (word.startsWith("--")) {
                    longOption(word);
                } else if (word.startsWith("-") && word.length() > 1) {
                    letters(word);
                } else {
                    operands.add(word);
                }
            }
            return new CommandLine(given, operands);
        }

        private void longOption(String word) throws OptionException {
            int equals = word.indexOf('=');
            String name = word.substring(2, equals < 0 ? word.length() : equals);
            Option option = byName(name);
            if (!option.takesValue()) {
                if (equals >= 0) {
                    throw failure("option '--" + option.name() + "' doesn't allow an argument", name, false);
                }
                given.add(new Given(option, ""));
            } else if (equals >= 0) {
                given.add(new Given(option, word.substring(equals + 1)));
            } else if (next < words.size()) {
                given.add(new Given(option, words.get(next++)));
            } else {
                throw failure("option '--" + option.name() + "' requires an argument", name, false);
            }
        }

        private Option byName(String name) throws OptionException {
            List<String> candidates = new ArrayList<>();
            List<Option> found = new ArrayList<>();
            for (Option option : options) {
                for (String candidate : option.names()) {
                    if (candidate.equals(name)) {
                        return option;
                    }
                    if (candidate.startsWith(name)) {
                        candidates.add("'--" + candidate + "'");
                        if (!found.contains(option)) {
                            found.add(option);
                        }
                    }
                }
            }
            if (found.size() == 1) {
                return found.getFirst();
            }
            if (found.isEmpty()) {
                throw failure("unrecognized option '--" + name + "'", name, true);
            }
            String possibilities = String.join(" ", candidates);
            throw failure("option '--" + name + "' is ambiguous; possibilities: " + possibilities, name, false);
        }

        private void letters(String word) throws OptionException {
            for (int i = 1; i < word.length(); i++) {
                Option option = byLetter(word.charAt(i));
                if (!option.takesValue()) {
                    given.add(new Given(option, ""));
                } else if (i + 1 < word.length()) {
                    given.add(new Given(option, word.substring(i + 1)));
                    return;
                } else if (next < words.size()) {
                    given.add(new Given(option, words.get(next++)));
                    return;
                } else {
                    String letter = String.valueOf(word.charAt(i));
                    throw failure("option requires an argument -- '" + letter + "'", letter, false);
                }
            }
        }

        private Option byLetter(char letter) throws OptionException {
            for (Option option : options) {
                if (option.letter() == letter) {
                    return option;
                }
            }
            throw failure("invalid option -- '" + letter + "'", String.valueOf(letter), true);
        }

        private OptionException failure(String words, String option, boolean unknown) {
            return new OptionException(program + ": " + words, option, unknown);
        }
    }
}
