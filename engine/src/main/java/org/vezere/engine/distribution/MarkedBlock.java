package org.vezere.engine.distribution;

import java.util.ArrayList;
import java.util.List;

/// The lines of a text file that belong to Vezere; all others belong to the VE's administrator and stay as they
/// are.
final class MarkedBlock {
    static final String BEGIN = "# vezere: begin; changes between these two marks are lost";
    static final String END = "# vezere: end";

    private MarkedBlock() {}

    /// A text with the block put in the place of the old one, or at the given place when there was none.
    ///
    /// @param lines what the block holds; without any the block goes, and the text is what it was before
    static String replace(String text, List<String> lines, Place place) {
        List<String> rest = new ArrayList<>();
        int at = -1;
        boolean inside = false;
        for (String line : text.lines().toList()) {
            if (line.equals(BEGIN)) {
                inside = true;
                at = at < 0 ? rest.size() : at;
            } else if (inside) {
                inside = !line.equals(END);
            } else {
                rest.add(line);
            }
        }
        if (!lines.isEmpty()) {
            List<String> block = new ArrayList<>();
            block.add(BEGIN);
            block.addAll(lines);
            block.add(END);
            int newAt = place == Place.TOP ? 0 : rest.size();
            rest.addAll(at < 0 ? newAt : at, block);
        }
        return rest.isEmpty() ? "" : String.join("\n", rest) + "\n";
    }

    /// Where a new block goes.
    enum Place {
        TOP,
        BOTTOM
    }
}
