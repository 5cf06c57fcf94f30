package org.vezere.cli.vz;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vezere.cli.option.CommandLine;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.BadValueException;

/// What the options of a command make of something that is declared: those that are given count, `none` takes away,
/// the others stay as they were.
record Declaration(String noun, Errand errand) {
    private static final String NONE = "none";

    /// Makes a thing of the options.
    ///
    /// @throws VezereException BAD_PARAMETER when the maker finds a value that is none
    <T> T make(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (BadValueException wrong) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER,
                    noun + " " + errand.operand(0) + ": wanted is " + wrong.expected(),
                    wrong);
        }
    }

    /// Whether an option is given.
    boolean has(String name) {
        return line().last(name).isPresent();
    }

    /// The values of an option that may come several times, or with commas.
    <T> List<T> all(String name, List<T> before, Function<String, T> reading) {
        List<String> given = line().given().stream()
                .filter(one -> one.option().key().equals(name))
                .flatMap(one -> Stream.of(one.value().split(",", -1)))
                .toList();
        return given.isEmpty()
                ? before
                : given.stream().filter(word -> !word.equals(NONE)).map(reading).toList();
    }

    /// The value of an option that may be taken away.
    <T> Optional<T> one(String name, Optional<T> before, Function<String, T> reading) {
        Optional<String> given = line().last(name);
        return given.isEmpty()
                ? before
                : given.filter(word -> !word.equals(NONE)).map(word -> read(name, word, reading));
    }

    /// The value of an option.
    <T> T value(String name, T before, Function<String, T> reading) {
        return line().last(name).map(word -> read(name, word, reading)).orElse(before);
    }

    /// A refusal of a single value repeats it.
    private static <T> T read(String name, String word, Function<String, T> reading) {
        try {
            return reading.apply(word);
        } catch (BadValueException wrong) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER,
                    "Bad parameter for --" + name + ": " + word + " (wanted is " + wrong.expected() + ")",
                    wrong);
        }
    }

    private CommandLine line() {
        return errand.line();
    }
}
