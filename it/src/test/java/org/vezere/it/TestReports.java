package org.vezere.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// What the JUnit reports of one directory say.
final class TestReports {
    private final Map<String, Map<Outcome, Integer>> outcomes = new HashMap<>();
    private Optional<String> kernel = Optional.empty();

    private TestReports() {}

    /// How a test went.
    enum Outcome {
        PASSED("passed"),
        FAILED("FAILED"),
        SKIPPED("skipped");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// Reads all `TEST-*.xml` of a directory; one that is not there holds no reports.
    static TestReports in(Path directory) throws IOException {
        TestReports reports = new TestReports();
        if (Files.isDirectory(directory)) {
            List<Path> files;
            try (Stream<Path> all = Files.list(directory)) {
                files = all.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                reports.read(file);
            }
        }
        return reports;
    }

    private void read(Path file) throws IOException {
        Element root;
        try {
            root = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException failure) {
            throw new IOException(file + " is no report: " + failure.getMessage(), failure);
        }
        NodeList properties = root.getElementsByTagName("property");
        for (int index = 0; index < properties.getLength(); index++) {
            if (properties.item(index) instanceof Element property
                    && property.getAttribute("name").equals("os.version")) {
                kernel = Optional.of(property.getAttribute("value"));
            }
        }
        NodeList cases = root.getElementsByTagName("testcase");
        for (int index = 0; index < cases.getLength(); index++) {
            if (cases.item(index) instanceof Element one) {
                outcomes.computeIfAbsent(key(one), _ -> new EnumMap<>(Outcome.class))
                        .merge(outcome(one), 1, Integer::sum);
            }
        }
    }

    private static String key(Element one) {
        String place = one.getAttribute("classname");
        // A test with parameters is reported once for each set of them: `name(String)[1]`.
        return place.substring(place.lastIndexOf('.') + 1)
                + "#"
                + one.getAttribute("name").replaceAll("\\(.*", "");
    }

    private static Outcome outcome(Element one) {
        if (has(one, "failure") || has(one, "error")) {
            return Outcome.FAILED;
        }
        return has(one, "skipped") ? Outcome.SKIPPED : Outcome.PASSED;
    }

    private static boolean has(Element one, String tag) {
        return one.getElementsByTagName(tag).getLength() > 0;
    }

    /// The release of the kernel that they ran on, where a report tells.
    Optional<String> kernel() {
        return kernel;
    }

    /// How often a test came out in which way; empty when it was not run.
    Map<Outcome, Integer> of(NamedTest test) {
        return outcomes.getOrDefault(test.place() + "#" + test.method().replaceAll("\\(.*", ""), Map.of());
    }
}
