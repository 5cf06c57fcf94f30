package org.vezere.model.parameter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finding things in the table of parameters.
public final class Parameters {
    private static final Map<String, Option> BY_OPTION = new HashMap<>();
    private static final Map<Character, Option> BY_LETTER = new HashMap<>();
    private static final Map<String, Parameter> BY_KEY = new HashMap<>();
    private static final List<Parameter> BEANCOUNTERS =
            Arrays.stream(Parameter.values()).filter(Parameter::beancounter).toList();

    static {
        for (Parameter parameter : Parameter.values()) {
            parameter.key().ifPresent(key -> add(BY_KEY, key, parameter));
            parameter.keyAliases().forEach(alias -> add(BY_KEY, alias, parameter));
            for (Option option : parameter.options()) {
                add(BY_OPTION, option.name(), option);
                option.aliases().forEach(alias -> add(BY_OPTION, alias, option));
                option.shortName().ifPresent(letter -> add(BY_LETTER, letter, option));
            }
        }
    }

    private Parameters() {}

    /// The option of a long name or alias, without dashes.
    public static Optional<Option> option(String name) {
        return Optional.ofNullable(BY_OPTION.get(name));
    }

    /// The option of a letter.
    public static Optional<Option> option(char letter) {
        return Optional.ofNullable(BY_LETTER.get(letter));
    }

    /// The parameter that a key of a config file means, older names included.
    public static Optional<Parameter> key(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /// The options of a command, in the table's order.
    public static List<Option> options(Command command) {
        List<Option> options = new ArrayList<>();
        for (Parameter parameter : Parameter.values()) {
            parameter.options().stream()
                    .filter(option -> option.commands().contains(command))
                    .forEach(options::add);
        }
        return List.copyOf(options);
    }

    /// All beancounters, RAM and swap among them.
    public static List<Parameter> beancounters() {
        return BEANCOUNTERS;
    }

    private static <K, V> void add(Map<K, V> map, K key, V value) {
        if (map.put(key, value) != null) {
            throw new IllegalStateException("the table of parameters has " + key + " twice");
        }
    }
}
