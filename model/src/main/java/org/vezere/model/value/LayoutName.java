package org.vezere.model.value;

import java.util.List;
import java.util.Optional;

/// How a private area is stored.
///
/// @param name one of [#NAMES]
/// @param mode how a ploop image is allocated
public record LayoutName(String name, Optional<String> mode) {
    /// The layouts there are.
    public static final List<String> NAMES = List.of("overlay", "simfs", "ploop", "btrfs");

    private static final List<String> PLOOP_MODES = List.of("expanded", "plain", "raw");

    /// Reads a layout's name; `ploop` may be followed by `:expanded`, `:plain` or `:raw`.
    ///
    /// @throws BadValueException when the text names no layout
    public static LayoutName parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Optional<String> mode = colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1));
        boolean modeFits = mode.isEmpty() || (name.equals("ploop") && PLOOP_MODES.contains(mode.orElseThrow()));
        if (!NAMES.contains(name) || !modeFits) {
            throw new BadValueException(
                    String.join(", ", NAMES) + ", or ploop with :" + String.join(", :", PLOOP_MODES));
        }
        return new LayoutName(name, mode);
    }

    /// The form that is saved: the name alone, as the mode matters only when an image is made.
    @Override
    public String toString() {
        return name;
    }
}
