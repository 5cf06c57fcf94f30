package org.vezere.model.value;

import java.util.OptionalLong;

/// How much an interface of a VE may carry, in thousands of bits per second.
///
/// @param device name of the interface inside the VE, or [#EVERY]
/// @param trafficClass Virtuozzo's class of addresses, 1 to 15; there is only one here, and the number is kept
/// @param out what the VE may send
/// @param in what may come to the VE; none: no limit
public record Rate(String device, int trafficClass, long out, OptionalLong in) {
    /// Every interface of the VE.
    public static final String EVERY = "*";

    private static final int MOST_CLASS = 15;
    private static final long LEAST = 8;
    private static final long MOST = 100_000_000;

    /// Reads `DEVICE:CLASS:KBIT` or `DEVICE:CLASS:KBIT:KBIT_IN`.
    ///
    /// @throws BadValueException when the text is none
    public static Rate parse(String text) {
        String[] words = text.split(":", -1);
        if (words.length < 3 || words.length > 4) {
            throw new BadValueException("DEVICE:CLASS:KBIT, such as *:1:10000, or with :KBIT_IN behind it");
        }
        return new Rate(
                words[0].equals(EVERY) ? EVERY : Texts.interfaceName(words[0]),
                Numbers.parseInt(words[1], 1, MOST_CLASS),
                Numbers.parse(words[2], LEAST, MOST),
                words.length == 4 ? OptionalLong.of(Numbers.parse(words[3], LEAST, MOST)) : OptionalLong.empty());
    }

    /// Whether it is meant for an interface of this name.
    public boolean covers(String name) {
        return device.equals(EVERY) || device.equals(name);
    }

    @Override
    public String toString() {
        String text = device + ":" + trafficClass + ":" + out;
        return in.isPresent() ? text + ":" + in.getAsLong() : text;
    }
}
