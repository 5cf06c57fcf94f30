package org.vezere.cli.vzctl;

import java.util.ArrayList;
import java.util.List;
import org.vezere.cli.option.Option;
import org.vezere.model.FailureKind;

/// What a command is called and takes: the row that parsing, help, completion and man page are printed from.
///
/// @param operands what follows the CTID besides options, for help texts
/// @param options those of the command itself
/// @param words what becomes of words after the CTID
/// @param badOption the exit code for an option that the command does not have
public record Usage(
        String name,
        List<String> aliases,
        String operands,
        String summary,
        List<Option> options,
        Words words,
        int badOption) {
    /// What becomes of words after the CTID.
    public enum Words {
        /// Options only; others are refused.
        OPTIONS,
        /// Options and other words.
        OPERANDS,
        /// Nothing is an option: all words are the command's.
        RAW
    }

    public Usage {
        aliases = List.copyOf(aliases);
        options = List.copyOf(options);
    }

    /// A command with options and no other words.
    static Usage of(String name, String summary, Option... options) {
        return new Usage(name, List.of(), "", summary, List.of(options), Words.OPTIONS, FailureKind.USAGE.exitCode());
    }

    /// A command whose words are its own.
    static Usage raw(String name, String operands, String summary) {
        return new Usage(name, List.of(), operands, summary, List.of(), Words.RAW, FailureKind.USAGE.exitCode());
    }

    /// The same command under a further name.
    Usage alias(String alias) {
        return new Usage(name, List.of(alias), operands, summary, options, words, badOption);
    }

    /// The same command, taking words besides its options.
    Usage operands(String syntax) {
        return new Usage(name, aliases, syntax, summary, options, Words.OPERANDS, badOption);
    }

    /// The same command, with another exit code for options that it does not have.
    Usage badOption(FailureKind kind) {
        return new Usage(name, aliases, operands, summary, options, words, kind.exitCode());
    }

    /// The name and its aliases.
    public List<String> names() {
        List<String> names = new ArrayList<>();
        names.add(name);
        names.addAll(aliases);
        return names;
    }

    /// What comes behind the name: `CTID [options]`.
    public String synopsis() {
        return "CTID" + (options.isEmpty() ? "" : " [options]") + (operands.isEmpty() ? "" : " " + operands);
    }
}
