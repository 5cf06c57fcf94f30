package org.vezere.model.value;

/// How much CPU time a VE may have at most.
///
/// @param percent of one CPU, or of all of them together; 0 is no limit
/// @param ofAll whether all CPUs of the node are meant (written with `%`), at most 100 then
public record CpuLimit(int percent, boolean ofAll) {
    /// The greatest limit: a thousand CPUs.
    public static final int MAX = 100_000;

    public CpuLimit {
        if (percent < 0 || percent > (ofAll ? 100 : MAX)) {
            throw new IllegalArgumentException(
                    "a CPU limit of " + percent + " percent" + (ofAll ? " of all CPUs" : ""));
        }
    }

    /// Reads `150` (one and a half CPUs) or `50%` (half of all CPUs).
    ///
    /// @throws BadValueException when the text is neither
    public static CpuLimit parse(String text) {
        boolean ofAll = text.endsWith("%");
        try {
            String number = ofAll ? text.substring(0, text.length() - 1) : text;
            return new CpuLimit(Numbers.parseInt(number, 0, ofAll ? 100 : MAX), ofAll);
        } catch (BadValueException noNumber) {
            throw new BadValueException(
                    "percent of one CPU, such as 150, or of all CPUs with a percent sign, up to 100; 0 for none");
        }
    }

    /// The limit in percent of one CPU on a node with so many CPUs.
    public int ofOne(int cpus) {
        return ofAll ? Math.multiplyExact(percent, cpus) : percent;
    }

    @Override
    public String toString() {
        return ofAll ? percent + "%" : Integer.toString(percent);
    }
}
