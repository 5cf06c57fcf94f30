package org.vezere.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A line of the file `it/isolation-lines`: what has to hold, and a test says that it does.
///
/// @param number stable name such as A1 or K27
/// @param words empty when nothing of it is built
/// @param unbuilt what of it is not built yet; empty for nothing
record Line(String number, String words, String unbuilt) {
    static final String FILE = "it/isolation-lines";

    /// All lines, in the file's order.
    static List<Line> all(Path checkout) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(checkout.resolve(FILE))) {
            if (!text.startsWith("#")) {
                String[] fields = text.split("\\|", -1);
                if (fields.length != 3) {
                    throw new IOException(FILE + ": not \"number | words | what is not built\": " + text);
                }
                lines.add(new Line(fields[0].strip(), fields[1].strip(), fields[2].strip()));
            }
        }
        return lines;
    }

    /// Whether there has to be a test.
    boolean isBuilt() {
        return !words.isEmpty();
    }
}
