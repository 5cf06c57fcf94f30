package org.vezere.cli.vz;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vezere.api.Node;
import org.vezere.cli.Invocation;
import org.vezere.cli.Printer;
import org.vezere.cli.Program;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.cli.option.OptionException;
import org.vezere.model.FailureKind;
import org.vezere.model.Version;

/// `vz`: commands beyond those of OpenVZ's tools. Every one prints for people, or with `--json` the same record as
/// JSON.
public final class Vz implements Program {
    private static final Option JSON = Option.flag("json", 'j', "print JSON");
    private static final Option HELP = Option.flag("help", 'h', "print help");

    private static final List<Verb> VERBS = verbs();

    /// A command as documentation shows it.
    public record Entry(String name, List<String> operands, String summary, List<Option> options) {}

    /// All commands.
    public static List<Entry> entries() {
        return VERBS.stream()
                .map(verb -> new Entry(verb.words(), verb.operands(), verb.summary(), options(verb)))
                .toList();
    }

    @Override
    public String name() {
        return "vz";
    }

    @Override
    public int run(Node node, Invocation invocation) {
        Printer printer = new Printer(invocation.streams());
        List<String> words = invocation.words();
        if (words.isEmpty()) {
            printer.error(help().stripTrailing());
            return FailureKind.USAGE.exitCode();
        }
        if (List.of("--help", "-h", "help").contains(words.getFirst())) {
            printer.text(help());
            return 0;
        }
        if (words.getFirst().equals("--version")) {
            printer.line("vz version " + Version.text());
            return 0;
        }
        Optional<Verb> verb = find(words);
        if (verb.isEmpty()) {
            printer.error("vz: no command begins with " + String.join(" ", words) + "; vz --help lists them");
            return FailureKind.USAGE.exitCode();
        }
        int length = verb.get().words().split(" ", -1).length;
        return run(verb.get(), words.subList(length, words.size()), node, invocation, printer);
    }

    private static int run(Verb verb, List<String> words, Node node, Invocation invocation, Printer printer) {
        CommandLine line;
        try {
            line = CommandLine.parse("vz " + verb.words(), words, options(verb));
        } catch (OptionException e) {
            printer.error(String.valueOf(e.getMessage()));
            return FailureKind.USAGE.exitCode();
        }
        if (line.has("help")) {
            printer.text(help(verb));
            return 0;
        }
        if (line.operands().size() != verb.operands().size()) {
            printer.error("Usage: vz " + synopsis(verb));
            return FailureKind.USAGE.exitCode();
        }
        if (!invocation.root()) {
            printer.error("This program can only be run under root.");
            return FailureKind.NO_PERMISSION.exitCode();
        }
        return verb.run(new Errand(node, invocation, printer, line));
    }

    private static Optional<Verb> find(List<String> words) {
        return VERBS.stream()
                .filter(verb -> {
                    List<String> name = List.of(verb.words().split(" ", -1));
                    return words.size() >= name.size()
                            && words.subList(0, name.size()).equals(name);
                })
                .findFirst();
    }

    private static List<Verb> verbs() {
        List<Verb> verbs = new ArrayList<>();
        verbs.add(new NodeStatus(Clock.systemUTC()));
        verbs.addAll(List.of(AllVes.values()));
        verbs.addAll(List.of(Templates.values()));
        verbs.addAll(List.of(NetworkVerbs.values()));
        verbs.addAll(List.of(ServiceVerbs.values()));
        verbs.add(new Events());
        verbs.add(new Trace());
        verbs.add(new Doctor());
        verbs.add(new Setup());
        return List.copyOf(verbs);
    }

    private static List<Option> options(Verb verb) {
        List<Option> options = new ArrayList<>(verb.options());
        options.add(JSON);
        options.add(HELP);
        return List.copyOf(options);
    }

    private static String synopsis(Verb verb) {
        StringBuilder synopsis = new StringBuilder(verb.words());
        verb.operands().forEach(operand -> synopsis.append(' ').append(operand));
        verb.options()
                .forEach(option -> synopsis.append(" [").append(option.usage()).append(']'));
        return synopsis + " [--json]";
    }

    private static String help() {
        Columns columns = new Columns();
        VERBS.forEach(verb -> columns.row("  vz " + synopsis(verb), verb.summary()));
        return "vz version " + Version.text() + ": what OpenVZ's tools have no command for\n\n" + columns.print();
    }

    private static String help(Verb verb) {
        StringBuilder text = new StringBuilder("Usage: vz ")
                .append(synopsis(verb))
                .append("\n  ")
                .append(verb.summary())
                .append("\n\nOptions:\n");
        options(verb)
                .forEach(option ->
                        text.append(String.format(Locale.ROOT, "  %-22s %s%n", option.usage(), option.help())));
        return text.toString();
    }
}
