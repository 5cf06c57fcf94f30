package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lines without a test, tests of lines that do not exist, and what the table makes of reports.
class IsolationLinesTest {
    @Test
    void everyLineThatIsBuiltHasATest() throws IOException {
        Set<String> held = NamedTest.all(Box.CHECKOUT).stream()
                .flatMap(test -> test.lines().stream())
                .collect(Collectors.toSet());

        assertThat(Line.all(Box.CHECKOUT))
                .filteredOn(Line::isBuilt)
                .extracting(Line::number)
                .isSubsetOf(held);
    }

    @Test
    void everyTestNamesLinesThatExist() throws IOException {
        List<String> numbers = Line.all(Box.CHECKOUT).stream().map(Line::number).toList();

        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(NamedTest.all(Box.CHECKOUT))
                .allSatisfy(test -> assertThat(numbers).as("%s", test).containsAll(test.lines()));
    }

    /// The names are found in sources, as text; what JUnit sees must be the same.
    @Test
    void namesInSourcesAreThoseThatJunitSees() throws IOException, ClassNotFoundException {
        for (NamedTest test : NamedTest.all(Box.CHECKOUT)) {
            if (test.place().endsWith("Test")) {
                Class<?> place = Class.forName("org.vezere.it." + test.place());
                assertThat(List.of(place.getDeclaredMethods()))
                        .filteredOn(method -> method.getName().equals(test.method()))
                        .as("%s", test)
                        .singleElement()
                        .satisfies(method -> assertThat(method.getAnnotations())
                                .extracting(Object::toString)
                                .anyMatch(text -> text.contains(String.join(", ", test.lines()) + ": ")));
            }
        }
    }

    @Test
    void theTableTellsWhatReportsSayAndInventsNothing(@TempDir Path checkout) throws IOException {
        Path tests = Files.createDirectories(checkout.resolve("it/src/test/java/org/vezere/it"));
        Files.createDirectories(checkout.resolve("it/vm"));
        Files.writeString(checkout.resolve("it/vm/whole-node"), "claim \"K1: it lives on\" '\n    true'\n");
        Files.writeString(
                checkout.resolve(Line.FILE), "# lines\nA1 | is apart |\nK1 | lives | bridges\nK2 | | lxcfs\n");
        Files.writeString(tests.resolve("SomeTest.java"), """
                    @Test
                    @Words("A1, K1: apart")
                    void apart() {
                    }

                    @Test
                    void nameless() {
                    }

                    @Cases(
                            name = "A1: apart from {0}")
                    @CsvSource("x")
                    void from(String what) {
                """.replace("@Words", "@DisplayName")
                .replace("@Cases", "@ParameterizedTest"));
        Files.writeString(
                Files.createDirectories(checkout.resolve("it/target/surefire-reports"))
                        .resolve("TEST-org.vezere.it.SomeTest.xml"),
                """
                <testsuite><properties><property name="os.version" value="9.9"/></properties>
                <testcase name="apart" classname="org.vezere.it.SomeTest"/>
                <testcase name="from(String)[1]" classname="org.vezere.it.SomeTest"><failure/></testcase>
                <testcase name="from(String)[2]" classname="org.vezere.it.SomeTest"><skipped/></testcase>
                <testcase name="nameless" classname="org.vezere.it.SomeTest"/></testsuite>
                """);

        assertThat(IsolationTable.of(checkout).lines())
                .endsWith(
                        "| line | says | tests | this machine (Linux 9.9) | hardware-node VM |",
                        "|---|---|---|---|---|",
                        "| A1 | is apart | `SomeTest`: apart, from | 1 passed, 1 FAILED, 1 skipped | not run |",
                        "| K1 | lives; *not yet built: bridges* | `SomeTest`: apart; `whole-node`: it lives on"
                                + " | 1 passed, 1 not run | not run |",
                        "| K2 | *not yet built: lxcfs* |  |  |  |");
    }

    @Test
    @DisplayName("a report that is cut off is named, not counted")
    void aBrokenReportIsNamed(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("TEST-x.xml"), "<testsuite><testcase");

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> TestReports.in(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("TEST-x.xml");
    }
}
