package org.vezere.model.value;

/// What `/proc/meminfo` shows inside a VE that is not limited by RAM and swap.
///
/// @param amount pages for [Mode#PAGES], a factor for [Mode#PRIVVMPAGES], else 0
public record Meminfo(Mode mode, long amount) {
    /// Where the total comes from.
    public enum Mode {
        /// VE0's memory.
        NONE,
        /// A number of pages.
        PAGES,
        /// The barrier of privvmpages times a factor.
        PRIVVMPAGES
    }

    public Meminfo {
        if ((mode == Mode.NONE) != (amount == 0) || amount < 0) {
            throw new IllegalArgumentException("an amount of " + amount + " for " + mode);
        }
    }

    /// Reads `none`, `pages:N` or `privvmpages:N`.
    ///
    /// @throws BadValueException when the text is none of them
    public static Meminfo parse(String text) {
        if (text.equals("none")) {
            return new Meminfo(Mode.NONE, 0);
        }
        if (text.startsWith("pages:")) {
            return new Meminfo(Mode.PAGES, amount(text.substring("pages:".length())));
        }
        if (text.startsWith("privvmpages:")) {
            return new Meminfo(Mode.PRIVVMPAGES, amount(text.substring("privvmpages:".length())));
        }
        throw new BadValueException("none, pages:N or privvmpages:N");
    }

    private static long amount(String text) {
        return Numbers.parse(text, 1, Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        return switch (mode) {
            case NONE -> "none";
            case PAGES -> "pages:" + amount;
            case PRIVVMPAGES -> "privvmpages:" + amount;
        };
    }
}
