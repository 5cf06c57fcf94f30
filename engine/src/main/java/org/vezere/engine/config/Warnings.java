package org.vezere.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vezere.model.parameter.Parameters;

/// What is wrong in a config, in the reference's words.
final class Warnings {
    private Warnings() {}

    /// Doubled keys, lines that can't be read and values that are not of their kind; all of them are passed by.
    static List<String> of(Path file, ConfigText text) {
        List<String> warnings = new ArrayList<>();
        for (ConfigText.Oddity oddity : text.oddities()) {
            warnings.add("Warning at " + file + ":" + oddity.line() + ": " + oddity.text());
        }
        text.values()
                .forEach((key, value) -> Parameters.key(key)
                        .filter(parameter -> !GlobalConfig.isValue(parameter.kind(), value))
                        .ifPresent(parameter -> warnings.add("Warning at " + file + ":" + text.lineOf(key)
                                + ": invalid value for " + key + " (\"" + value + "\"), skipped")));
        return List.copyOf(warnings);
    }
}
