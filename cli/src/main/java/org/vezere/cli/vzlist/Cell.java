package org.vezere.cli.vzlist;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The value of a field of a VE: as text in a table, as JSON, and in an order.
sealed interface Cell {
    /// Text of the table, all of it.
    String text();

    /// JSON, beginning where the key's blank ends; lines after the first are indented by `indent`.
    String json(String indent);

    /// A number to sort by; texts are sorted by [#text].
    default double order() {
        return 0;
    }

    /// Nothing is known.
    enum None implements Cell {
        NONE;

        @Override
        public String text() {
            return "-";
        }

        @Override
        public String json(String indent) {
            return "null";
        }

        @Override
        public double order() {
            return -1;
        }
    }

    /// A text.
    record Text(String text) implements Cell {
        /// A text, or nothing if it is empty.
        static Cell of(String text) {
            return text.isEmpty() ? None.NONE : new Text(text);
        }

        @Override
        public String json(String indent) {
            return quote(text);
        }
    }

    /// A number.
    record Count(long value) implements Cell {
        @Override
        public String text() {
            return Long.toString(value);
        }

        @Override
        public String json(String indent) {
            return Long.toString(value);
        }

        @Override
        public double order() {
            return value;
        }
    }

    /// A number with a point, as it was written.
    record Decimal(BigDecimal value) implements Cell {
        @Override
        public String text() {
            return value.toPlainString();
        }

        @Override
        public String json(String indent) {
            return value.toPlainString();
        }

        @Override
        public double order() {
            return value.doubleValue();
        }
    }

    /// Several words.
    record Words(List<String> words) implements Cell {
        @Override
        public String text() {
            return words.isEmpty() ? "-" : String.join(" ", words);
        }

        @Override
        public String json(String indent) {
            return words.stream().map(Cell::quote).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /// Yes or no.
    record Truth(boolean value) implements Cell {
        @Override
        public String text() {
            return value ? "yes" : "no";
        }

        @Override
        public String json(String indent) {
            return Boolean.toString(value);
        }

        @Override
        public double order() {
            return value ? 1 : 0;
        }
    }

    /// Load averages of 1, 5 and 15 minutes.
    record Loads(List<Double> loads) implements Cell {
        @Override
        public String text() {
            return joined("/");
        }

        @Override
        public String json(String indent) {
            return "[" + joined(", ") + "]";
        }

        @Override
        public double order() {
            return loads.getFirst();
        }

        private String joined(String separator) {
            return loads.stream()
                    .map(load -> BigDecimal.valueOf(load)
                            .setScale(2, RoundingMode.HALF_EVEN)
                            .toPlainString())
                    .collect(Collectors.joining(separator));
        }
    }

    /// How long a VE has been up.
    record Uptime(Duration time) implements Cell {
        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%03dd%02dh:%02dm:%02ds",
                    time.toDays(),
                    time.toHoursPart(),
                    time.toMinutesPart(),
                    time.toSecondsPart());
        }

        @Override
        public String json(String indent) {
            return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
        }

        @Override
        public double order() {
            return time.toMillis();
        }
    }

    /// Numbers by name: an object, in JSON only.
    record Numbers(List<Map.Entry<String, Long>> values) implements Cell {
        @Override
        public String text() {
            throw new IllegalStateException("a table has a column for each of them");
        }

        @Override
        public String json(String indent) {
            return values.stream()
                    .map(entry -> indent + "  " + quote(entry.getKey()) + ": " + entry.getValue())
                    .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
        }
    }

    /// Things switched on and off by name.
    record Switches(Map<String, Boolean> values) implements Cell {
        @Override
        public String text() {
            return values.entrySet().stream()
                    .map(entry -> entry.getKey() + (entry.getValue() ? ":on" : ":off"))
                    .collect(Collectors.joining(","));
        }

        @Override
        public String json(String indent) {
            return values.entrySet().stream()
                    .map(entry -> indent + "  " + quote(entry.getKey()) + ": " + entry.getValue())
                    .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
        }
    }

    /// A JSON string.
    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
