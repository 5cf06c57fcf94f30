package org.vezere.cli.vz;

import java.util.ArrayList;
import java.util.List;

/// Rows of words, printed with their columns aligned at the left and two blanks between.
final class Columns {
    private final List<List<String>> rows = new ArrayList<>();

    Columns row(String... words) {
        rows.add(List.of(words));
        return this;
    }

    String print() {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
