package org.vezere.cli.vzlist;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.vezere.model.VeInfo;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.ValueKind;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.DiskLimit;
import org.vezere.model.value.Limit;

/// Cells that come out of a VE's config. A value that is none of its kind is shown as missing: one damaged config must
/// not spoil a list.
final class Config {
    private static final Pattern SEPARATORS = Pattern.compile("[ \\t,]+");

    private Config() {}

    /// The value as it is written.
    static Function<VeInfo, Cell> text(Parameter key) {
        return ve -> Cell.Text.of(value(ve, key));
    }

    /// A whole number.
    static Function<VeInfo, Cell> count(Parameter key) {
        return ve -> {
            try {
                return new Cell.Count(Long.parseLong(value(ve, key)));
            } catch (NumberFormatException e) {
                return Cell.None.NONE;
            }
        };
    }

    /// A number with a point.
    static Function<VeInfo, Cell> decimal(Parameter key) {
        return ve -> {
            String value = value(ve, key);
            try {
                return value.length() > 20 ? Cell.None.NONE : new Cell.Decimal(new BigDecimal(value));
            } catch (NumberFormatException e) {
                return Cell.None.NONE;
            }
        };
    }

    /// Yes or no, or nothing.
    static Function<VeInfo, Cell> truth(Parameter key) {
        return ve -> switch (value(ve, key)) {
            case "yes" -> new Cell.Truth(true);
            case "no" -> new Cell.Truth(false);
            default -> Cell.None.NONE;
        };
    }

    /// Words separated by blanks.
    static Function<VeInfo, Cell> words(Parameter key) {
        return ve -> new Cell.Words(split(value(ve, key)));
    }

    /// `NAME:on OTHER:off`, in lower case.
    static Function<VeInfo, Cell> switches(Parameter key) {
        return ve -> {
            Map<String, Boolean> switches = new LinkedHashMap<>();
            for (String word : split(value(ve, key))) {
                int colon = word.indexOf(':');
                if (colon > 0) {
                    switches.put(
                            word.substring(0, colon).toLowerCase(Locale.ROOT),
                            word.substring(colon + 1).equals("on"));
                }
            }
            return switches.isEmpty() ? Cell.None.NONE : new Cell.Switches(switches);
        };
    }

    /// Barrier and limit of a beancounter.
    static Optional<Limit> limit(VeInfo ve, Parameter key) {
        return key.kind() instanceof ValueKind.Ubc kind ? parse(kind, value(ve, key)) : Optional.empty();
    }

    /// Soft and hard limit of a disk.
    static Optional<DiskLimit> disk(VeInfo ve, Parameter key) {
        return key.kind() instanceof ValueKind.Disk kind ? parse(kind, value(ve, key)) : Optional.empty();
    }

    static String value(VeInfo ve, Parameter key) {
        return ve.config().getOrDefault(key.name(), "");
    }

    private static <T> Optional<T> parse(ValueKind<T> kind, String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(kind.parse(text));
        } catch (BadValueException e) {
            return Optional.empty();
        }
    }

    private static List<String> split(String value) {
        return SEPARATORS.splitAsStream(value).filter(word -> !word.isEmpty()).toList();
    }
}
