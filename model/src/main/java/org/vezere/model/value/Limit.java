package org.vezere.model.value;

/// Barrier and limit of a beancounter, in the counter's unit; [Quantity#UNLIMITED] is none.
///
/// What lies between them is a reserve for requests that are worse to refuse; which of the two is the bound depends on
/// the counter.
public record Limit(long barrier, long limit) {
    /// No barrier and no limit.
    public static final Limit UNLIMITED = new Limit(Quantity.UNLIMITED, Quantity.UNLIMITED);

    public Limit {
        if (barrier < 0 || limit < 0) {
            throw new IllegalArgumentException("barrier and limit are not negative: " + barrier + ":" + limit);
        }
    }

    /// Barrier and limit alike.
    public static Limit of(long both) {
        return new Limit(both, both);
    }

    /// Reads `BARRIER:LIMIT`, or one value for both; each an amount or `unlimited`.
    ///
    /// @throws BadValueException when the text is none
    public static Limit parse(String text, Unit unit) {
        int colon = text.indexOf(':');
        return colon < 0
                ? of(Quantity.parseOrUnlimited(text, unit))
                : new Limit(
                        Quantity.parseOrUnlimited(text.substring(0, colon), unit),
                        Quantity.parseOrUnlimited(text.substring(colon + 1), unit));
    }

    /// Whether the limit is none.
    public boolean unlimited() {
        return limit == Quantity.UNLIMITED;
    }

    /// The form that is saved: one value when both are equal.
    @Override
    public String toString() {
        return barrier == limit ? Quantity.text(barrier) : Quantity.text(barrier) + ":" + Quantity.text(limit);
    }
}
