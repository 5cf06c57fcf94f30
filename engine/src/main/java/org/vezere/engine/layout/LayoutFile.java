package org.vezere.engine.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.vezere.engine.files.Reason;
import org.vezere.engine.files.StagedFile;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// The file `layout` of a private area: how it is stored, as lines `key=value`.
///
/// @param layer id of the template's layer
/// @param limits what the image holds
/// @param resizeTo a size in bytes that the image gets before it is next mounted
record LayoutFile(String layer, DiskLimits limits, OptionalLong resizeTo) {
    static final String NAME = "layout";

    private static final String LAYOUT = "overlay";
    private static final String VERSION = "1";

    /// Reads the file of a private area.
    ///
    /// @throws VezereException [FailureKind#BAD_LAYOUT] when it is missing or not understood
    static LayoutFile read(Path privateArea) {
        Path file = privateArea.resolve(NAME);
        try {
            Map<String, String> values = new TreeMap<>();
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    values.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            require(file, values, "layout", LAYOUT);
            require(file, values, "version", VERSION);
            return new LayoutFile(
                    required(file, values, "layer"),
                    new DiskLimits(
                            Long.parseLong(required(file, values, "bytes")),
                            Long.parseLong(required(file, values, "inodes"))),
                    values.containsKey("resize-to")
                            ? OptionalLong.of(Long.parseLong(required(file, values, "resize-to")))
                            : OptionalLong.empty());
        } catch (NoSuchFileException e) {
            throw new VezereException(
                    FailureKind.BAD_LAYOUT,
                    privateArea + " is not a private area of layout overlay: no file layout",
                    e);
        } catch (IOException | NumberFormatException e) {
            throw new VezereException(FailureKind.BAD_LAYOUT, file + " cannot be read: " + Reason.of(e), e);
        }
    }

    /// Writes the file of a private area, at once and wholly.
    void write(Path privateArea) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "layout=" + LAYOUT,
                "version=" + VERSION,
                "layer=" + layer,
                "bytes=" + limits.bytes(),
                "inodes=" + limits.inodes()));
        resizeTo.ifPresent(bytes -> lines.add("resize-to=" + bytes));
        try (StagedFile staged = StagedFile.of(privateArea.resolve(NAME))) {
            Files.write(staged.path(), lines);
            staged.commit();
        }
    }

    private static void require(Path file, Map<String, String> values, String key, String wanted) {
        String value = required(file, values, key);
        if (!value.equals(wanted)) {
            throw new VezereException(
                    FailureKind.BAD_LAYOUT,
                    file + ": " + key + " is \"" + value + "\", where \"" + wanted + "\" is known");
        }
    }

    private static String required(Path file, Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new VezereException(FailureKind.BAD_LAYOUT, file + ": no line " + key + "=");
        }
        return value;
    }
}
