package org.vezere.engine.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.Parameters;

/// The text of a config: its values, and every byte of what is not a value or is not changed.
///
/// Lines are `KEY=value`; comments, blank lines, unknown keys and lines that are none of these stay as they are. Of a
/// key that comes twice the first line counts. Keys with an older name (`DCACHE`) are known by the present one.
/// Immutable: changes make another text.
public final class ConfigText {
    /// A text without lines.
    public static final ConfigText EMPTY = new ConfigText(List.of(), true);

    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

    /// A line without its newline, byte by byte (ISO 8859-1); the key is empty where there is none.
    private record Line(String raw, String key) {}

    /// Something odd about a line, for the user.
    ///
    /// @param line its number, from 1
    public record Oddity(int line, String text) {}

    private final List<Line> lines;
    private final Map<String, String> values;
    private final List<Oddity> oddities;
    private final boolean terminated;

    /// @param terminated whether the last line has its newline
    private ConfigText(List<Line> lines, boolean terminated) {
        this.lines = lines;
        this.terminated = terminated;
        Map<String, String> read = new LinkedHashMap<>();
        List<Oddity> odd = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.key.isEmpty()) {
                String text = line.raw.strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    odd.add(new Oddity(i + 1, "can't parse " + decode(text) + ", skipping"));
                }
                continue;
            }
            String value = ShellValue.unquote(decode(line.raw.substring(line.raw.indexOf('=') + 1)));
            if (read.putIfAbsent(line.key, value) != null) {
                odd.add(new Oddity(i + 1, "duplicate for " + line.key + " (\"" + value + "\"), ignored"));
            }
        }
        this.values = Collections.unmodifiableMap(read);
        this.oddities = List.copyOf(odd);
    }

    /// Reads a text.
    public static ConfigText parse(byte[] bytes) {
        if (bytes.length == 0) {
            return EMPTY;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Line> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            String raw = text.substring(start, end < 0 ? text.length() : end);
            lines.add(new Line(raw, keyOf(raw)));
            start = end < 0 ? text.length() : end + 1;
        }
        return new ConfigText(List.copyOf(lines), text.endsWith("\n"));
    }

    /// All values by key, unquoted, in the order of the text.
    public Map<String, String> values() {
        return values;
    }

    /// The value of a key.
    public Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /// The value of a parameter, as written; it may not be of its kind.
    public Optional<String> get(Parameter parameter) {
        return get(parameter.name());
    }

    /// Keys that come twice, and lines that are neither value nor comment.
    public List<Oddity> oddities() {
        return oddities;
    }

    /// The line on which a key's value stands, from 1; 0 when there is none.
    public int lineOf(String key) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).key.equals(key)) {
                return i + 1;
            }
        }
        return 0;
    }

    /// This text with a parameter's value in place, on the line where it was or on one more at the end.
    ///
    /// @param value one line of text
    public ConfigText with(Parameter parameter, String value) {
        return with(Map.of(parameter, value));
    }

    /// This text with values in place; an unchanged value leaves its line as it was.
    public ConfigText with(Map<Parameter, String> changes) {
        List<Line> edited = new ArrayList<>(lines);
        changes.forEach((parameter, value) -> {
            String key = parameter.key().orElseThrow(() -> new IllegalArgumentException(parameter + " is never saved"));
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("the value of " + key + " is not one line of text");
            }
            if (value.equals(values.get(key))) {
                return;
            }
            String quoted = key + "=" + ShellValue.quote(value, parameter.isPath());
            Line line = new Line(new String(quoted.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), key);
            int index = lineOf(key) - 1;
            if (index < 0) {
                edited.add(line);
            } else {
                edited.set(index, line);
            }
        });
        return edited.equals(lines) ? this : new ConfigText(List.copyOf(edited), true);
    }

    /// The text as it lies in a file.
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.raw).append('\n'));
        if (!terminated) {
            text.setLength(text.length() - 1);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigText text && text.terminated == terminated && text.lines.equals(lines);
    }

    @Override
    public int hashCode() {
        return lines.hashCode();
    }

    @Override
    public String toString() {
        return decode(new String(bytes(), StandardCharsets.ISO_8859_1));
    }

    private static String keyOf(String raw) {
        Matcher assignment = ASSIGNMENT.matcher(raw);
        if (!assignment.matches()) {
            return "";
        }
        String key = assignment.group(1);
        return Parameters.key(key).flatMap(Parameter::key).orElse(key);
    }

    /// UTF-8 where it is, else byte by byte, as old files have it.
    private static String decode(String raw) {
        if (raw.chars().allMatch(c -> c < 0x80)) {
            return raw;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException otherCharset) {
            return raw;
        }
    }
}
