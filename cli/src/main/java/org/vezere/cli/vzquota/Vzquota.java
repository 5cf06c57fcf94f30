package org.vezere.cli.vzquota;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vezere.api.Node;
import org.vezere.cli.Invocation;
import org.vezere.cli.Printer;
import org.vezere.cli.Program;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.cli.option.OptionException;
import org.vezere.model.Ctid;
import org.vezere.model.VezereException;

/// `vzquota`: options, a command, a quota's id (the VE's number), the command's options.
public final class Vzquota implements Program {
    /// The options that stand before the command.
    public static final List<Option> OPTIONS = List.of(
            Option.flag("verbose", 'v', "taken and without effect; may be repeated"),
            Option.flag("quiet", 'q', "no warnings"),
            Option.flag("batch-mode", 'b', "numbers only"),
            Option.flag("version", 'V', "print the version"),
            Option.flag("help", 'h', "print this"));

    private static final Pattern ID = Pattern.compile("[0-9]{1,10}");

    private static final List<QuotaCommand> COMMANDS = List.of(
            new Switch(Switch.Kind.INIT),
            new Switch(Switch.Kind.ON),
            new Switch(Switch.Kind.OFF),
            new Switch(Switch.Kind.DROP),
            new SetLimit(),
            new UserQuota("setlimit2"),
            new UserQuota("reload2"),
            new Show(true),
            new Show(false));

    @Override
    public String name() {
        return "vzquota";
    }

    /// A command as documentation shows it.
    public record Entry(String name, String summary, List<Option> options) {}

    /// All commands.
    public static List<Entry> entries() {
        return COMMANDS.stream()
                .map(command -> new Entry(command.name(), command.summary(), command.options()))
                .toList();
    }

    @Override
    public int run(Node node, Invocation invocation) {
        Printer printer = new Printer(invocation.streams());
        try {
            return run(node, invocation, printer);
        } catch (QuotaException e) {
            printer.error("vzquota : (error) " + e.getMessage());
            return e.code();
        } catch (VezereException e) {
            printer.error("vzquota : (error) " + e.getMessage());
            return QuotaException.SYSTEM;
        }
    }

    private static int run(Node node, Invocation invocation, Printer printer) {
        List<String> words = invocation.words();
        int globals = 0;
        while (globals < words.size() && words.get(globals).startsWith("-")) {
            globals++;
        }
        CommandLine global = parse(words.subList(0, globals), OPTIONS);
        if (global.has("help")) {
            printer.text(help());
            return 0;
        }
        if (global.has("version")) {
            printer.line("vzquota version 3.1");
            return 0;
        }
        List<String> rest = words.subList(globals, words.size());
        if (rest.isEmpty()) {
            printer.error(help().stripTrailing());
            return QuotaException.USAGE;
        }
        Optional<QuotaCommand> command = COMMANDS.stream()
                .filter(one -> one.name().equals(rest.getFirst()))
                .findFirst();
        if (command.isEmpty()) {
            throw new QuotaException(QuotaException.USAGE, "unknown command " + rest.getFirst());
        }
        if (rest.size() < 2) {
            throw new QuotaException(QuotaException.USAGE, "a quota id is needed");
        }
        if (!invocation.root()) {
            throw new QuotaException(QuotaException.SYSTEM, "This program can only be run under root.");
        }
        Ctid ctid = ctid(rest.get(1));
        CommandLine line = parse(rest.subList(2, rest.size()), command.get().options());
        if (!line.operands().isEmpty() && !(command.get() instanceof UserQuota)) {
            throw new QuotaException(QuotaException.USAGE, "unknown words " + String.join(" ", line.operands()));
        }
        return command.get()
                .run(new QuotaRequest(
                        node, invocation, printer, global.has("batch-mode"), global.has("quiet"), ctid, line));
    }

    private static CommandLine parse(List<String> words, List<Option> options) {
        try {
            return CommandLine.parse("vzquota", words, options);
        } catch (OptionException e) {
            String message = String.valueOf(e.getMessage());
            throw new QuotaException(QuotaException.USAGE, message.substring("vzquota: ".length()));
        }
    }

    private static Ctid ctid(String word) {
        // Integer.parseInt would also take a plus sign and the digits of other scripts.
        if (ID.matcher(word).matches()) {
            long number = Long.parseLong(word);
            if (number >= 1 && number <= Ctid.MAX) {
                return new Ctid((int) number);
            }
        }
        throw new QuotaException(QuotaException.USAGE, "bad quota id " + word + ", 1 to " + Ctid.MAX + " expected");
    }

    private static String help() {
        StringBuilder text = new StringBuilder("""
                vzquota version 3.1
                Usage: vzquota [options] command quota-id [command-options]

                Options:
                """);
        OPTIONS.forEach(
                option -> text.append(String.format(Locale.ROOT, "  %-22s %s%n", option.usage(), option.help())));
        text.append("\nCommands:\n");
        COMMANDS.forEach(
                command -> text.append(String.format(Locale.ROOT, "  %-22s %s%n", command.name(), command.summary())));
        text.append("\nOptions of commands:\n");
        Limits.OPTIONS.forEach(
                option -> text.append(String.format(Locale.ROOT, "  %-26s %s%n", option.usage(), option.help())));
        return text.toString();
    }
}
