package org.vezere.model.value;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Which CPUs, or which memory nodes, a VE may use.
public sealed interface CpuMask {
    /// The greatest number that a mask can name.
    int MAX = 4095;

    /// Every CPU or node there is.
    record All() implements CpuMask {
        @Override
        public String toString() {
            return "all";
        }
    }

    /// The CPUs of the nodes in the node mask.
    record Auto() implements CpuMask {
        @Override
        public String toString() {
            return "auto";
        }
    }

    /// These ones, by number.
    record Listed(NavigableSet<Integer> numbers) implements CpuMask {
        public Listed {
            if (numbers.isEmpty() || numbers.first() < 0 || numbers.last() > MAX) {
                throw new IllegalArgumentException("a mask names numbers from 0 to " + MAX + ": " + numbers);
            }
            numbers = Collections.unmodifiableNavigableSet(new TreeSet<>(numbers));
        }

        /// Ascending, runs as ranges: `0-2,7`.
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            int first = -1;
            int last = -1;
            for (int number : numbers) {
                if (first >= 0 && number == last + 1) {
                    last = number;
                    continue;
                }
                append(text, first, last);
                first = number;
                last = number;
            }
            append(text, first, last);
            return text.toString();
        }

        private static void append(StringBuilder text, int first, int last) {
            if (first < 0) {
                return;
            }
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                text.append('-').append(last);
            }
        }
    }

    /// Reads `0-2,7`, `all` or `auto`.
    ///
    /// @throws BadValueException when the text is no mask
    static CpuMask parse(String text) {
        return switch (text) {
            case "all" -> new All();
            case "auto" -> new Auto();
            default -> new Listed(numbers(text));
        };
    }

    private static NavigableSet<Integer> numbers(String text) {
        NavigableSet<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            int dash = part.indexOf('-');
            try {
                int first = Numbers.parseInt(dash < 0 ? part : part.substring(0, dash), 0, MAX);
                int last = dash < 0 ? first : Numbers.parseInt(part.substring(dash + 1), first, MAX);
                IntStream.rangeClosed(first, last).forEach(numbers::add);
            } catch (BadValueException noNumber) {
                throw new BadValueException("numbers and ranges such as 0-2,7, or all");
            }
        }
        return numbers;
    }
}
