package org.vezere.engine.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// What setup changed and what was before, so that `vz setup --undo` can put it back: `var/lib/vezere/setup.undo`.
///
/// Lines of words: `sysctl KEY BEFORE AFTER`, `also KEY BEFORE AFTER` for a sysctl that the kernel changed along
/// with the one above, `file PATH SHA256` for a file that setup wrote.
final class UndoLog {
    private static final String HEADER = "# What vz setup changed, for vz setup --undo.\n";

    private final Path file;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();

    private UndoLog(Path file) {
        this.file = file;
    }

    /// A sysctl that was changed.
    ///
    /// @param along whether the kernel changed it when another one was set
    record Setting(String key, String before, String after, boolean along) {}

    static UndoLog read(Path file) {
        UndoLog log = new UndoLog(file);
        if (!Files.exists(file)) {
            return log;
        }
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    log.add(line, number);
                }
            }
            return log;
        } catch (IOException unreadable) {
            throw new VezereException(FailureKind.SYSTEM, "cannot read " + file + ": " + unreadable.getMessage());
        }
    }

    private void add(String line, int number) {
        String[] words = line.split(" ", -1);
        if (words.length == 4 && (words[0].equals("sysctl") || words[0].equals("also"))) {
            put(new Setting(words[1], words[2], words[3], words[0].equals("also")));
        } else if (words.length == 3 && words[0].equals("file")) {
            files.put(words[1], words[2]);
        } else {
            throw new VezereException(
                    FailureKind.SYSTEM,
                    file + ", line " + number + ": \"" + line + "\" is not a line of vz setup; move the file away");
        }
    }

    Collection<Setting> settings() {
        return List.copyOf(settings.values());
    }

    Optional<Setting> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    Map<String, String> files() {
        return Map.copyOf(files);
    }

    void put(Setting setting) {
        settings.put(setting.key(), setting);
    }

    /// Remembers a change of a sysctl from its present value: what we set before is not what the machine had.
    void change(String key, String present, String after, boolean along) {
        String before = setting(key)
                .filter(known -> known.after().equals(present))
                .map(Setting::before)
                .orElse(present);
        put(new Setting(key, before, after, along));
    }

    void forget(String key) {
        settings.remove(key);
    }

    void putFile(String path, String fingerprint) {
        files.put(path, fingerprint);
    }

    void forgetFile(String path) {
        files.remove(path);
    }

    /// Makes the file say what this says; without anything to say there is no file.
    void save() {
        try {
            if (settings.isEmpty() && files.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            List<String> lines = new ArrayList<>();
            for (Setting setting : settings.values()) {
                String kind = setting.along() ? "also" : "sysctl";
                lines.add(kind + " " + setting.key() + " " + setting.before() + " " + setting.after());
            }
            files.forEach((path, fingerprint) -> lines.add("file " + path + " " + fingerprint));
            WholeFile.write(file, HEADER + String.join("\n", lines) + "\n");
        } catch (IOException refused) {
            // Without it nothing could be put back, so nothing is changed either.
            throw new VezereException(FailureKind.SYSTEM, "cannot write " + file + ": " + refused.getMessage());
        }
    }
}
