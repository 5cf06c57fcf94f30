package org.vezere.cli.vzctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vezere.api.Node;
import org.vezere.cli.Invocation;
import org.vezere.cli.NoticeCall;
import org.vezere.cli.Printer;
import org.vezere.cli.Program;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.cli.option.OptionException;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// `vzctl`: global options, then a command, then a CTID or name, then what the command takes.
public final class Vzctl implements Program {
    /// The options that stand before the command, and only there.
    public static final List<Option> OPTIONS = List.of(
            Option.flag("quiet", "print nothing but what was asked for"),
            Option.flag("verbose", "print more; may be repeated"),
            Option.flag("skiplock", "do not take the VE's lock: the caller has it"),
            Option.flag("version", "print the version"),
            Option.flag("help", "print this"));

    private static final int SILENT = Integer.MIN_VALUE;

    /// Commands that know each other's options, and tell so.
    private static final List<String> FAMILY = List.of("start", "stop", "restart");

    @Override
    public String name() {
        return "vzctl";
    }

    @Override
    public int run(Node node, Invocation invocation) {
        return new Session(node, invocation).run();
    }

    /// Refuses words that a command has no use for.
    static int extra(Printer printer, List<String> words) {
        printer.error("Invalid extra arguments: " + String.join(" ", words));
        return FailureKind.USAGE.exitCode();
    }

    /// One call of vzctl.
    private static final class Session {
        private final Node node;
        private final Invocation invocation;
        private final Printer printer;
        private int verbosity;
        private boolean quiet;
        private boolean skipLock;

        Session(Node node, Invocation invocation) {
            this.node = node;
            this.invocation = invocation;
            this.printer = new Printer(invocation.streams());
        }

        int run() {
            List<String> words = new ArrayList<>(invocation.words());
            while (!words.isEmpty() && words.getFirst().startsWith("--")) {
                switch (words.getFirst()) {
                    case "--quiet" -> quiet = true;
                    case "--verbose" -> verbosity++;
                    case "--skiplock" -> skipLock = true;
                    case "--version" -> {
                        printer.line(Help.version());
                        return 0;
                    }
                    case "--help" -> {
                        printer.text(Help.all());
                        return 0;
                    }
                    default -> {
                        return badCommand(words.getFirst());
                    }
                }
                words.removeFirst();
            }
            if (words.isEmpty()) {
                printer.error(Help.all().stripTrailing());
                return FailureKind.USAGE.exitCode();
            }
            Optional<Command> command = Commands.find(words.getFirst());
            return command.isEmpty()
                    ? badCommand(words.getFirst())
                    : run(command.get(), words.subList(1, words.size()));
        }

        private int badCommand(String word) {
            printer.error("Bad command: " + word);
            return FailureKind.USAGE.exitCode();
        }

        private int run(Command command, List<String> words) {
            Usage usage = command.usage();
            if (words.isEmpty()) {
                printer.error("CT ID missing");
                return FailureKind.BAD_CTID.exitCode();
            }
            if (words.getFirst().equals("--help")) {
                printer.text(Help.of(usage));
                return 0;
            }
            if (!invocation.root()) {
                printer.error("This program can only be run under root.");
                return FailureKind.NO_PERMISSION.exitCode();
            }
            int number;
            CommandLine line;
            try {
                number = number(words.getFirst());
                line = parse(usage, words.subList(1, words.size()));
            } catch (VezereException e) {
                printer.error(String.valueOf(e.getMessage()));
                return e.kind().exitCode();
            } catch (OptionException e) {
                return badOption(usage, e);
            }
            if (usage.words() == Usage.Words.OPTIONS && !line.operands().isEmpty()) {
                return extra(printer, line.operands());
            }
            if (number == 0 && !(command instanceof Set)) {
                printer.error("Only set actions are allowed for CT0");
                return FailureKind.BAD_CTID.exitCode();
            }
            return run(command, number, line);
        }

        private int run(Command command, int number, CommandLine line) {
            int level = quiet ? SILENT : command instanceof Status ? -1 : verbosity;
            NoticeCall call = new NoticeCall(invocation, printer, level, skipLock);
            try {
                return command.run(new Request(node, invocation, printer, call, quiet, number, line));
            } catch (VezereException e) {
                call.endProgress();
                if (!quiet) {
                    printer.error(String.valueOf(e.getMessage()));
                }
                return e.kind().exitCode();
            } finally {
                call.endProgress();
            }
        }

        private int number(String word) {
            return word.equals("0") ? 0 : node.resolve(word).value();
        }

        private static CommandLine parse(Usage usage, List<String> words) throws OptionException {
            return usage.words() == Usage.Words.RAW
                    ? new CommandLine(List.of(), words)
                    : CommandLine.parse("vzctl", words, usage.options());
        }

        private int badOption(Usage usage, OptionException e) {
            boolean ofRelative = e.unknown()
                    && FAMILY.contains(usage.name())
                    && Stream.concat(Start.OPTIONS.stream(), Stop.OPTIONS.stream())
                            .anyMatch(option -> option.names().contains(e.word()));
            printer.error(
                    ofRelative
                            ? "Option --" + e.word() + " is not applicable to " + usage.name() + " command"
                            : String.valueOf(e.getMessage()));
            return usage.badOption();
        }
    }
}
