package org.vezere.cli.vzlist;

import java.util.Comparator;
import java.util.Set;
import java.util.function.Function;
import org.vezere.model.VeInfo;

/// A field that vzlist can print: one row of the table of [Fields].
///
/// @param name as `-o` and `-s` take it
/// @param width least width of its column
/// @param align how its column is filled
/// @param parts the costly parts of [VeInfo] that it needs
/// @param cell its value in a table
/// @param json its value in JSON
/// @param inJson whether JSON has it: a part of an object there is no field of its own
public record Field(
        String name,
        String header,
        int width,
        Align align,
        Set<VeInfo.Part> parts,
        Function<VeInfo, Cell> cell,
        Function<VeInfo, Cell> json,
        boolean inJson) {
    /// How a column is filled.
    public enum Align {
        /// Numbers and the like, at the right; never cut.
        RIGHT,
        /// Texts, at the left; cut to the width unless they stand last.
        LEFT,
        /// Several words, at the left; only the first unless they stand last.
        WORDS
    }

    static Field of(String name, String header, int width, Align align, Function<VeInfo, Cell> cell) {
        return new Field(name, header, width, align, Set.of(), cell, cell, true);
    }

    Field needs(VeInfo.Part part) {
        return new Field(name, header, width, align, Set.of(part), cell, json, inJson);
    }

    Field json(Function<VeInfo, Cell> other) {
        return new Field(name, header, width, align, parts, cell, other, true);
    }

    Field tableOnly() {
        return new Field(name, header, width, align, parts, cell, json, false);
    }

    /// The order of VEs by this field: numbers by size, texts by code point, missing ones first.
    Comparator<VeInfo> comparator() {
        return (left, right) -> {
            Cell a = cell.apply(left);
            Cell b = cell.apply(right);
            return textual(a) && textual(b) ? a.text().compareTo(b.text()) : Double.compare(a.order(), b.order());
        };
    }

    private static boolean textual(Cell cell) {
        return switch (cell) {
            case Cell.Text text -> true;
            case Cell.Words words -> true;
            case Cell.Switches switches -> true;
            case Cell.None none -> false;
            case Cell.Count count -> false;
            case Cell.Decimal decimal -> false;
            case Cell.Truth truth -> false;
            case Cell.Loads loads -> false;
            case Cell.Uptime uptime -> false;
            case Cell.Numbers numbers -> false;
        };
    }
}
