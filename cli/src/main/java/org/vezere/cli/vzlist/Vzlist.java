package org.vezere.cli.vzlist;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.vezere.api.Node;
import org.vezere.cli.Invocation;
import org.vezere.cli.Printer;
import org.vezere.cli.Program;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.cli.option.OptionException;
import org.vezere.model.Ctid;
import org.vezere.model.VeInfo;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;

/// `vzlist`: which VEs there are and what is known of them.
public final class Vzlist implements Program {
    /// All options.
    public static final List<Option> OPTIONS = List.of(
            Option.flag("all", 'a', "all VEs, not only the running ones"),
            Option.flag("stopped", 'S', "stopped VEs only"),
            Option.flag("name", 'n', "names instead of numbers"),
            Option.flag("no-header", 'H', "no header line"),
            Option.flag("no-trim", 't', "do not cut long values"),
            Option.flag("json", 'j', "print JSON"),
            Option.of("output", 'o', "FIELD[,FIELD]", "fields to print")
                    .among(Fields.all().stream().map(Field::name).toArray(String[]::new)),
            Option.flag("", '1', "numbers only: the same as -H -o veid"),
            Option.of("sort", 's', "[-]FIELD", "field to sort by; - reverses the order"),
            Option.of("hostname", 'h', "PATTERN", "VEs with such a host name"),
            Option.of("name_filter", 'N', "PATTERN", "VEs with such a name"),
            Option.of("description", 'd', "PATTERN", "VEs with such a description"),
            Option.flag("list", 'L', "list the fields"),
            Option.flag("help", "print this"));

    private static final int FAILED = 1;
    private static final List<String> DEFAULT = List.of("ctid", "numproc", "status", "ip", "hostname");
    private static final List<String> DEFAULT_NAMES = List.of("smart_name", "numproc", "status", "ip", "hostname");

    @Override
    public String name() {
        return "vzlist";
    }

    @Override
    public int run(Node node, Invocation invocation) {
        Printer printer = new Printer(invocation.streams());
        CommandLine line;
        try {
            line = CommandLine.parse(name(), invocation.words(), OPTIONS);
        } catch (OptionException e) {
            printer.error(e.getMessage() + "\n" + help().stripTrailing());
            return FAILED;
        }
        if (line.has("help")) {
            printer.text(help());
            return 0;
        }
        if (line.has("list")) {
            Fields.all()
                    .forEach(field ->
                            printer.line(String.format(Locale.ROOT, "%-15s %-15s", field.name(), field.header())));
            return 0;
        }
        if (!invocation.root()) {
            printer.error("This program can only be run under root.");
            return FAILED;
        }
        try {
            return new Listing(node, printer, line).run();
        } catch (BadRequest e) {
            printer.error(String.valueOf(e.getMessage()));
            return FAILED;
        } catch (VezereException e) {
            printer.error(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private static String help() {
        StringBuilder text = new StringBuilder("Usage: vzlist [-a | -S] [-n] [-H] [-t] [-j] [-o FIELD[,FIELD...] | -1]"
                + " [-s [-]FIELD]\n              [-h PATTERN] [-N PATTERN] [-d PATTERN] [CTID|NAME ...]\n"
                + "       vzlist -L\n\nOptions:\n");
        for (Option option : OPTIONS) {
            text.append(String.format(Locale.ROOT, "  %-30s %s%n", option.usage(), option.help()));
        }
        return text.toString();
    }

    /// What was asked for can't be.
    private static final class BadRequest extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadRequest(String message) {
            super(message);
        }
    }

    /// One call of vzlist.
    private static final class Listing {
        private final Node node;
        private final Printer printer;
        private final CommandLine line;
        private final boolean json;

        Listing(Node node, Printer printer, CommandLine line) {
            this.node = node;
            this.printer = printer;
            this.line = line;
            this.json = line.has("json");
        }

        int run() {
            List<Field> fields = fields();
            Optional<Comparator<VeInfo>> order = order();
            Set<Ctid> wanted = wanted();
            Set<VeInfo.Part> parts = EnumSet.noneOf(VeInfo.Part.class);
            fields.forEach(field -> parts.addAll(field.parts()));
            sortField().ifPresent(field -> parts.addAll(field.parts()));

            List<VeInfo> found = new ArrayList<>(
                    wanted.isEmpty()
                            ? node.list(parts)
                            : wanted.stream()
                                    .flatMap(ctid -> node.find(ctid, parts).stream())
                                    .toList());
            boolean missing = found.isEmpty();
            found.removeIf(filter(wanted.isEmpty()).negate());
            found.sort(order.orElse(Comparator.comparing(VeInfo::ctid)));

            if (json) {
                printer.text(JsonTable.print(fields, found));
                return missing && !wanted.isEmpty() ? FAILED : 0;
            }
            if (found.isEmpty()) {
                printer.error("Container(s) not found");
                return wanted.isEmpty() ? 0 : FAILED;
            }
            boolean header = !line.has("no-header") && !line.has("1");
            printer.text(new Table(fields, !line.has("no-trim")).print(found, header));
            return 0;
        }

        private List<Field> fields() {
            Optional<String> output = line.has("1") ? Optional.of("veid") : line.last("output");
            if (output.isEmpty()) {
                return json
                        ? Fields.all().stream().filter(Field::inJson).toList()
                        : (line.has("name") ? DEFAULT_NAMES : DEFAULT)
                                .stream().map(this::field).toList();
            }
            List<Field> fields = new ArrayList<>();
            for (String name : output.get().split(",", -1)) {
                Field field = field(name);
                if (json && !field.inJson()) {
                    throw new BadRequest("Field `" + name + "' is not available in JSON output");
                }
                fields.add(field);
            }
            return fields;
        }

        private Field field(String name) {
            return Fields.find(name).orElseThrow(() -> new BadRequest("Unknown field: " + name));
        }

        private Optional<Field> sortField() {
            return line.last("sort").map(word -> {
                String name = word.startsWith("-") ? word.substring(1) : word;
                return Fields.find(name).orElseThrow(() -> new BadRequest("Invalid sort field name: " + name));
            });
        }

        private Optional<Comparator<VeInfo>> order() {
            boolean reverse =
                    line.last("sort").filter(word -> word.startsWith("-")).isPresent();
            return sortField().map(field -> {
                Comparator<VeInfo> order = field.comparator().thenComparing(VeInfo::ctid);
                return reverse ? order.reversed() : order;
            });
        }

        /// The VEs that were named; none means all.
        private Set<Ctid> wanted() {
            Set<Ctid> wanted = new LinkedHashSet<>();
            for (String word : line.operands()) {
                try {
                    wanted.add(node.resolve(word));
                } catch (VezereException e) {
                    throw new BadRequest("CT ID " + word + " is invalid.");
                }
            }
            return wanted;
        }

        /// @param byState whether the state matters: a VE that was named is listed in any
        private Predicate<VeInfo> filter(boolean byState) {
            Predicate<VeInfo> filter = ve -> true;
            if (line.has("stopped")) {
                filter = ve -> ve.state() != VeInfo.State.RUNNING;
            } else if (byState && !line.has("all")) {
                filter = ve -> ve.state() == VeInfo.State.RUNNING;
            }
            return filter.and(like("hostname", Parameter.HOSTNAME))
                    .and(like("name_filter", Parameter.NAME))
                    .and(like("description", Parameter.DESCRIPTION));
        }

        private Predicate<VeInfo> like(String option, Parameter key) {
            Optional<Pattern> pattern = line.last(option).map(Pattern::new);
            return ve -> pattern.isEmpty() || pattern.get().matches(Config.value(ve, key));
        }
    }
}
