package org.vezere.model.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reading of amounts with suffixes: `T G M K` (of 1024), `P` pages and `B` bytes, in either case, fractions allowed.
///
/// A size that is no whole number of units is rounded down, as the reference does; what exceeds [#UNLIMITED] becomes
/// it.
public final class Quantity {
    /// No limit, 2^63-1: the greatest `long` of the kernel that counted beans.
    public static final long UNLIMITED = Long.MAX_VALUE;

    /// How [#UNLIMITED] is written.
    public static final String UNLIMITED_WORD = "unlimited";

    private static final Pattern FORM = Pattern.compile("(\\d{1,40})(\\.\\d{1,40})?([TGMKPBtgmkpb])?");
    private static final BigDecimal MOST = BigDecimal.valueOf(UNLIMITED);

    private Quantity() {}

    /// Reads an amount.
    ///
    /// @return the amount in units
    /// @throws BadValueException when the text is none
    public static long parse(String text, Unit unit) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw bad(unit);
        }
        BigDecimal number = new BigDecimal(form.group(2) == null ? form.group(1) : form.group(1) + form.group(2));
        String suffix = form.group(3);
        if (unit.divisor() == 0 && (suffix != null || form.group(2) != null)) {
            throw bad(unit);
        }
        if (suffix != null) {
            number = number.multiply(BigDecimal.valueOf(multiplier(suffix.toUpperCase(Locale.ROOT))))
                    .divide(BigDecimal.valueOf(unit.divisor()), 0, RoundingMode.DOWN);
        }
        return number.min(MOST).longValue();
    }

    /// Reads an amount or `unlimited`.
    ///
    /// @return the amount in units, or [#UNLIMITED]
    /// @throws BadValueException when the text is neither
    public static long parseOrUnlimited(String text, Unit unit) {
        return text.equals(UNLIMITED_WORD) ? UNLIMITED : parse(text, unit);
    }

    /// The amount as it is saved: a plain number in units, or `unlimited`.
    public static String text(long amount) {
        return amount == UNLIMITED ? UNLIMITED_WORD : Long.toString(amount);
    }

    private static long multiplier(String suffix) {
        return switch (suffix) {
            case "T" -> 1L << 40;
            case "G" -> 1L << 30;
            case "M" -> 1L << 20;
            case "K" -> 1L << 10;
            case "P" -> ByteSize.PAGE;
            case "B" -> 1;
            default -> throw new AssertionError("suffix that the form does not let through: " + suffix);
        };
    }

    private static BadValueException bad(Unit unit) {
        return new BadValueException(
                switch (unit) {
                    case BYTES -> "bytes, or a number with one of T G M K P B behind it, such as 512M";
                    case PAGES -> "pages, or a number with one of T G M K P B behind it, such as 512M";
                    case KIBIBYTES -> "KiB, or a number with one of T G M K P B behind it, such as 10G";
                    case INODES -> "a number of inodes, such as 200000 or 200K";
                    case ITEMS -> "a whole number without suffix";
                });
    }
}
