package org.vezere.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Makes `docs/isolation.md` from the lines, the tests' names and the reports of their last runs. It is started from
/// its source, by `it/isolation-table`, so it uses nothing but the JDK.
final class IsolationTable {
    private static final String HEAD = """
            # The isolation contract, line by line

            Made by `it/isolation-table --write` from `it/isolation-lines`, from the names of the tests, and from the
            reports of their last runs: `it/target/surefire-reports`, which `./check` leaves, and `it/target/vm-reports`,
            which `it/vm/tests` leaves. A test with parameters counts once for each set of them. "Not run" means that
            there is no report, no more and no less: in the VM only the classes run whose promises depend on the
            kernel, and `whole-node` runs there only. What the lines are for: [security.md](security.md).

            """;

    private final List<Line> lines;
    private final List<NamedTest> tests;
    private final TestReports here;
    private final TestReports vm;

    private IsolationTable(Path checkout) throws IOException {
        this.lines = Line.all(checkout);
        this.tests = NamedTest.all(checkout);
        this.here = TestReports.in(checkout.resolve("it/target/surefire-reports"));
        this.vm = TestReports.in(checkout.resolve("it/target/vm-reports"));
    }

    /// The page's text.
    static String of(Path checkout) throws IOException {
        return new IsolationTable(checkout).text();
    }

    private String text() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("| line | says | tests | this machine").append(kernel(here));
        text.append(" | hardware-node VM").append(kernel(vm)).append(" |\n|---|---|---|---|---|\n");
        for (Line line : lines) {
            List<NamedTest> holding = tests.stream()
                    .filter(test -> test.lines().contains(line.number()))
                    .toList();
            text.append("| ").append(line.number());
            text.append(" | ").append(says(line));
            text.append(" | ").append(names(holding));
            text.append(" | ").append(result(holding, here));
            text.append(" | ").append(result(holding, vm)).append(" |\n");
        }
        return text.toString();
    }

    private static String kernel(TestReports reports) {
        return reports.kernel().map(release -> " (Linux " + release + ")").orElse("");
    }

    private static String says(Line line) {
        List<String> parts = new ArrayList<>();
        if (line.isBuilt()) {
            parts.add(line.words());
        }
        if (!line.unbuilt().isEmpty()) {
            parts.add("*not yet built: " + line.unbuilt() + "*");
        }
        return String.join("; ", parts);
    }

    private static String names(List<NamedTest> holding) {
        Map<String, List<String>> places = new LinkedHashMap<>();
        for (NamedTest test : holding) {
            places.computeIfAbsent(test.place(), _ -> new ArrayList<>()).add(test.method());
        }
        return places.entrySet().stream()
                .map(entry -> "`" + entry.getKey() + "`: " + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String result(List<NamedTest> holding, TestReports reports) {
        if (holding.isEmpty()) {
            return "";
        }
        Map<TestReports.Outcome, Integer> sums = new EnumMap<>(TestReports.Outcome.class);
        int absent = 0;
        for (NamedTest test : holding) {
            Map<TestReports.Outcome, Integer> outcomes = reports.of(test);
            outcomes.forEach((outcome, count) -> sums.merge(outcome, count, Integer::sum));
            absent += outcomes.isEmpty() ? 1 : 0;
        }
        List<String> parts = sums.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .collect(Collectors.toCollection(ArrayList::new));
        if (parts.isEmpty()) {
            return "not run";
        }
        if (absent > 0) {
            parts.add(absent + " not run");
        }
        return String.join(", ", parts);
    }

    /// Prints the page, or writes it with `--write`.
    public static void main(String[] arguments) throws IOException {
        Path checkout = Path.of(System.getProperty("vezere.checkout", "."));
        if (List.of(arguments).equals(List.of("--write"))) {
            Files.writeString(checkout.resolve("docs/isolation.md"), of(checkout));
        } else if (arguments.length == 0) {
            System.out.print(of(checkout));
        } else {
            System.err.println("usage: it/isolation-table [--write]");
            System.exit(2);
        }
    }
}
