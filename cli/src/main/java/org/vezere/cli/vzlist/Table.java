package org.vezere.cli.vzlist;

import java.util.List;
import org.vezere.model.VeInfo;

/// The table: columns padded to their widths and joined by one blank, blanks at the end of a line cut.
final class Table {
    private final List<Field> fields;
    private final boolean trim;
    private final StringBuilder text = new StringBuilder();

    /// @param trim whether long texts are cut to their column
    Table(List<Field> fields, boolean trim) {
        this.fields = List.copyOf(fields);
        this.trim = trim;
    }

    /// Prints the VEs.
    String print(List<VeInfo> ves, boolean header) {
        if (header) {
            for (int i = 0; i < fields.size(); i++) {
                column(fields.get(i), fields.get(i).header(), i);
            }
            end();
        }
        for (VeInfo ve : ves) {
            for (int i = 0; i < fields.size(); i++) {
                column(fields.get(i), word(fields.get(i), ve, i == fields.size() - 1), i);
            }
            end();
        }
        return text.toString();
    }

    private String word(Field field, VeInfo ve, boolean last) {
        String word = line(field.cell().apply(ve).text());
        if (last) {
            return word;
        }
        return switch (field.align()) {
            case RIGHT -> word;
            case LEFT -> trim && word.length() > field.width() ? word.substring(0, field.width()) : word;
            case WORDS -> {
                int blank = word.indexOf(' ');
                yield blank < 0 ? word : word.substring(0, blank);
            }
        };
    }

    private void column(Field field, String word, int index) {
        if (index > 0) {
            text.append(' ');
        }
        int padding = field.width() - word.length();
        if (field.align() == Field.Align.RIGHT) {
            text.repeat(' ', Math.max(0, padding)).append(word);
        } else {
            text.append(word).repeat(' ', Math.max(0, padding));
        }
    }

    private void end() {
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == ' ') {
            length--;
        }
        text.setLength(length);
        text.append('\n');
    }

    /// One VE is one line, whatever its description says.
    private static String line(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (Character.isISOControl(word.charAt(i))) {
                return word.codePoints()
                        .map(c -> Character.isISOControl(c) ? '?' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return word;
    }
}
