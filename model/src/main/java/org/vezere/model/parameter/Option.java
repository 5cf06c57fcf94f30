package org.vezere.model.parameter;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.Texts;

/// A way to change a parameter on a command line.
///
/// @param parameter what it changes
/// @param name the long form without dashes
/// @param aliases other long forms
/// @param shortName the one-letter form, where there is one
/// @param argument the kind of its value; [ValueKind.Flag] where it has none
/// @param edit what it does to the parameter's value
/// @param commands the commands that take it
/// @param help one line for people, without a full stop
public record Option(
        Parameter parameter,
        String name,
        List<String> aliases,
        Optional<Character> shortName,
        ValueKind<?> argument,
        Edit edit,
        Set<Command> commands,
        String help) {
    private static final int SHOWN = 100;

    public Option {
        aliases = List.copyOf(aliases);
        commands = Set.copyOf(commands);
    }

    /// Whether it may be given several times and all of them count.
    public boolean accumulates() {
        return switch (edit) {
            case COLLECT, ADD, REMOVE, MERGE -> true;
            case REPLACE, ADJUST, NONE -> false;
        };
    }

    /// Whether a value follows it.
    public boolean takesValue() {
        return !(argument instanceof ValueKind.Flag);
    }

    /// Reads its value.
    ///
    /// @throws VezereException [FailureKind#BAD_PARAMETER] when it is not of its kind, is not one line of
    ///     text, or is longer than [Texts#MAX]
    public Object parse(String value) {
        return parse(argument, value);
    }

    /// Reads its value as a kind that the caller knows it to be.
    ///
    /// @throws VezereException as [#parse(String)] does
    public <T> T parse(ValueKind<T> kind, String value) {
        try {
            return kind.parse(Texts.line(value));
        } catch (BadValueException wrong) {
            throw bad(value, wrong.expected());
        }
    }

    /// Reads its value and gives the form in which its parameter is saved.
    ///
    /// @throws VezereException as [#parse(String)] does
    public String canonical(String value) {
        try {
            return argument.canonical(Texts.line(value));
        } catch (BadValueException wrong) {
            throw bad(value, wrong.expected());
        }
    }

    /// The failure that names this option, a value it can't take, and what would be right.
    public VezereException bad(String value, String expected) {
        return new VezereException(
                FailureKind.BAD_PARAMETER, "Bad parameter for --" + name + ": " + shown(value) + " (" + expected + ")");
    }

    private String shown(String value) {
        if (argument instanceof ValueKind.Special<?> special && special.secret()) {
            return "***";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(value.length(), SHOWN); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return value.length() > SHOWN ? text.append("...").toString() : text.toString();
    }

    /// An option before it belongs to a parameter.
    ///
    /// @param argument the kind of its value where that is not its parameter's
    record Spec(
            String name,
            List<String> aliases,
            char shortName,
            @Nullable ValueKind<?> argument,
            Edit edit,
            Set<Command> commands,
            String help) {
        private static final Set<Command> BOTH = Set.of(Command.SET, Command.CREATE);

        Option of(Parameter parameter) {
            return new Option(
                    parameter,
                    name,
                    aliases,
                    shortName == 0 ? Optional.empty() : Optional.of(shortName),
                    kindOr(parameter.kind()),
                    edit,
                    commands,
                    help);
        }

        /// An option of `set` whose value is of the parameter's kind and takes the place of its value.
        static Spec set(String name, String help) {
            return new Spec(name, List.of(), (char) 0, null, Edit.REPLACE, Set.of(Command.SET), help);
        }

        /// An option of `set` whose value becomes the parameter's.
        static Spec set(String name, ValueKind<?> argument, String help) {
            return new Spec(name, List.of(), (char) 0, argument, Edit.REPLACE, Set.of(Command.SET), help);
        }

        ValueKind<?> kindOr(ValueKind<?> other) {
            return argument == null ? other : argument;
        }

        Spec also(String... names) {
            return new Spec(name, List.of(names), shortName, argument, edit, commands, help);
        }

        Spec letter(char letter) {
            return new Spec(name, aliases, letter, argument, edit, commands, help);
        }

        Spec by(Edit how) {
            return new Spec(name, aliases, shortName, argument, how, commands, help);
        }

        Spec inCreate() {
            return new Spec(name, aliases, shortName, argument, edit, BOTH, help);
        }

        Spec onlyInCreate() {
            return new Spec(name, aliases, shortName, argument, edit, Set.of(Command.CREATE), help);
        }
    }
}
