package org.vezere.model.value;

/// What a quantity counts, and so what a plain number and a suffix mean for it.
public enum Unit {
    /// Bytes: a plain number is bytes.
    BYTES(1),
    /// Pages of [ByteSize#PAGE] bytes: a plain number is pages, a suffix makes it a size, converted to whole pages.
    PAGES(ByteSize.PAGE),
    /// Kibibytes, as disk quotas count: a plain number is KiB.
    KIBIBYTES(1024),
    /// Inodes: a plain number counts them, a suffix multiplies by 1024.
    INODES(1),
    /// Things such as processes or sockets: no suffix.
    ITEMS(0);

    private final int divisor;

    Unit(int divisor) {
        this.divisor = divisor;
    }

    /// Bytes in one unit; 0 where suffixes have no meaning.
    int divisor() {
        return divisor;
    }

    /// The suffixes that a number may have.
    public String suffixes() {
        return divisor == 0 ? "" : "TGMKPB";
    }
}
