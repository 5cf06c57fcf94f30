package org.vezere.model.value;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Things switched on or off by name; what is not named keeps its default.
///
/// @param states true for on, in the order of the enum
public record Switches<E extends Enum<E>>(Map<E, Boolean> states) {
    public Switches {
        states = states.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(states));
    }

    /// Reads `name:on,name:off`, separated by commas or blanks, names in either case; a later word wins.
    ///
    /// @throws BadValueException when a word is not of this form or names nothing known
    public static <E extends Enum<E>> Switches<E> parse(String text, Class<E> names) {
        return parseKnown(text, names, word -> {
            throw new BadValueException("NAME:on or NAME:off, separated by commas, with a NAME of " + known(names));
        });
    }

    /// Reads the same form leniently: words that are not understood are handed over and passed by.
    public static <E extends Enum<E>> Switches<E> parseKnown(String text, Class<E> names, Consumer<String> unknown) {
        EnumMap<E, Boolean> states = new EnumMap<>(names);
        for (String word : text.split("[ \\t,]+", -1)) {
            if (word.isEmpty()) {
                continue;
            }
            int colon = word.lastIndexOf(':');
            String state = word.substring(colon + 1);
            if (colon < 0 || !(state.equals("on") || state.equals("off"))) {
                unknown.accept(word);
                continue;
            }
            String name = word.substring(0, colon);
            boolean found = false;
            for (E candidate : names.getEnumConstants()) {
                if (candidate.name().equalsIgnoreCase(name)) {
                    states.put(candidate, state.equals("on"));
                    found = true;
                }
            }
            if (!found) {
                unknown.accept(word);
            }
        }
        return new Switches<>(states);
    }

    /// These switches, and on top of them others, which win.
    public Switches<E> with(Switches<E> later) {
        if (states.isEmpty() || later.states.isEmpty()) {
            return states.isEmpty() ? later : this;
        }
        EnumMap<E, Boolean> merged = new EnumMap<>(states);
        merged.putAll(later.states);
        return new Switches<>(merged);
    }

    /// The state of a switch, or the default when it is not named.
    public boolean isOn(E name, boolean byDefault) {
        return states.getOrDefault(name, byDefault);
    }

    /// The form of lists and features: `nfs:on ppp:off`.
    public String lowerCase() {
        return upperCase().toLowerCase(Locale.ROOT);
    }

    /// The form of CAPABILITY: `NET_ADMIN:on SYS_TIME:off`.
    public String upperCase() {
        return states.entrySet().stream()
                .map(entry -> entry.getKey().name() + (entry.getValue() ? ":on" : ":off"))
                .collect(Collectors.joining(" "));
    }

    private static <E extends Enum<E>> String known(Class<E> names) {
        return java.util.Arrays.stream(names.getEnumConstants())
                .map(name -> name.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
    }
}
