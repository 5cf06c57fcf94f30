package org.vezere.engine.network;

import java.util.Arrays;
import java.util.List;

/// On which of VE0's links it answers for the addresses of VEs: NEIGHBOUR_DEVS of vz.conf.
public sealed interface NeighbourDevices {
    /// On every suitable one.
    record All() implements NeighbourDevices {}

    /// On those whose own network contains the address.
    record Detect() implements NeighbourDevices {}

    /// On these, by name.
    record Listed(List<String> names) implements NeighbourDevices {
        public Listed {
            names = List.copyOf(names);
        }
    }

    /// Reads `all`, `detect` or `list:eth0 eth1`; nothing written means all.
    ///
    /// @throws IllegalArgumentException naming the text when it is none of them
    static NeighbourDevices parse(String text) {
        String value = text.strip();
        if (value.startsWith("list:")) {
            return new Listed(Arrays.stream(value.substring("list:".length()).split("[ ,]+", -1))
                    .filter(name -> !name.isEmpty())
                    .toList());
        }
        return switch (value) {
            case "", "all" -> new All();
            case "detect" -> new Detect();
            default ->
                throw new IllegalArgumentException(
                        "NEIGHBOUR_DEVS is all, detect or list:NAME NAME, not \"" + text + "\"");
        };
    }
}
