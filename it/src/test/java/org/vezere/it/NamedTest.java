package org.vezere.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A test that says, at the beginning of its name, which lines it holds: `@DisplayName("A1, K27: ...")`.
///
/// @param place simple name of its class, or of the script it is in
/// @param method its name in reports
/// @param lines the numbers of the lines
record NamedTest(String place, String method, List<String> lines) {
    private static final String TESTS = "it/src/test/java/org/vezere/it";
    private static final String SCRIPT = "it/vm/whole-node";

    private static final String NUMBERS = "((?:[A-Z][0-9]+, )*[A-Z][0-9]+): ";

    /// From the beginning of a name to the method that has it.
    private static final Pattern IN_JAVA = Pattern.compile(
            "@(?:DisplayName\\(|ParameterizedTest\\(\\s*name =)\\s*\"" + NUMBERS
                    + "(?:(?!@Test|@ParameterizedTest).)*? void (\\w+)\\(",
            Pattern.DOTALL);

    private static final Pattern IN_SCRIPT = Pattern.compile("^claim \"" + NUMBERS + "([^\"]+)\"", Pattern.MULTILINE);

    /// All of them, found in the sources, so that nothing has to be built or run.
    static List<NamedTest> all(Path checkout) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.list(checkout.resolve(TESTS))) {
            sources = files.filter(file -> file.toString().endsWith("Test.java"))
                    .sorted()
                    .toList();
        }
        List<NamedTest> tests = new ArrayList<>();
        for (Path source : sources) {
            String place = source.getFileName().toString().replace(".java", "");
            find(IN_JAVA, place, Files.readString(source), tests);
        }
        find(IN_SCRIPT, "whole-node", Files.readString(checkout.resolve(SCRIPT)), tests);
        return tests;
    }

    private static void find(Pattern pattern, String place, String text, List<NamedTest> tests) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            tests.add(new NamedTest(
                    place, matcher.group(2), List.of(matcher.group(1).split(", ", -1))));
        }
    }
}
