package org.vezere.model.value;

/// A number of bytes.
///
/// @param bytes 0 to [Quantity#UNLIMITED], which means no limit
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    /// Bytes of a page in configs. Configs travel between nodes, so this is OpenVZ's page, whatever the machine's is.
    public static final int PAGE = 4096;

    /// No limit.
    public static final ByteSize UNLIMITED = new ByteSize(Quantity.UNLIMITED);

    private static final String UNITS = "KMGT";

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /// A number of pages; [Quantity#UNLIMITED] and what exceeds it in bytes stay unlimited.
    public static ByteSize ofPages(long pages) {
        return pages > Quantity.UNLIMITED / PAGE ? UNLIMITED : new ByteSize(pages * PAGE);
    }

    /// A number of KiB; what exceeds [Quantity#UNLIMITED] in bytes is unlimited.
    public static ByteSize ofKibibytes(long kibibytes) {
        return kibibytes > Quantity.UNLIMITED / 1024 ? UNLIMITED : new ByteSize(kibibytes * 1024);
    }

    /// Reads bytes, a number with a suffix, or `unlimited`.
    ///
    /// @throws BadValueException when the text is no size
    public static ByteSize parse(String text) {
        return new ByteSize(Quantity.parseOrUnlimited(text, Unit.BYTES));
    }

    /// Whether there is no limit.
    public boolean unlimited() {
        return bytes == Quantity.UNLIMITED;
    }

    /// The pages that hold this size, rounded up.
    public long pages() {
        return unlimited() ? Quantity.UNLIMITED : bytes / PAGE + (bytes % PAGE == 0 ? 0 : 1);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /// The shortest exact form that [#parse] reads back: `512M`, `1536K`, `1000`, `unlimited`.
    @Override
    public String toString() {
        if (unlimited()) {
            return Quantity.UNLIMITED_WORD;
        }
        long number = bytes;
        int unit = 0;
        while (number != 0 && number % 1024 == 0 && unit < UNITS.length()) {
            number /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(number) : number + UNITS.substring(unit - 1, unit);
    }
}
