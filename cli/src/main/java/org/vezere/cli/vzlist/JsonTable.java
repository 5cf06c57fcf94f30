package org.vezere.cli.vzlist;

import java.util.List;
import org.vezere.model.VeInfo;

/// The list as JSON, laid out as the reference lays it out: two blanks of indentation, one key per line.
final class JsonTable {
    private static final String INDENT = "    ";

    private JsonTable() {}

    static String print(List<Field> fields, List<VeInfo> ves) {
        if (ves.isEmpty()) {
            return "[]\n";
        }
        StringBuilder text = new StringBuilder("[\n");
        for (int i = 0; i < ves.size(); i++) {
            text.append(i == 0 ? "  {\n" : ",\n  {\n");
            for (int k = 0; k < fields.size(); k++) {
                Field field = fields.get(k);
                text.append(k == 0 ? "" : ",\n")
                        .append(INDENT)
                        .append('"')
                        .append(field.name())
                        .append("\": ")
                        .append(field.json().apply(ves.get(i)).json(INDENT));
            }
            text.append("\n  }");
        }
        return text.append("\n]\n").toString();
    }
}
