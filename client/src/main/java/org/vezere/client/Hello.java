package org.vezere.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who calls, from where, with what: the first frame.
///
/// @param terminals bit 0, 1, 2: standard input, output, error is a terminal
/// @param rows of the terminal, 0 without one
/// @param columns of the terminal, 0 without one
/// @param directory the working directory
/// @param arguments the first is the command's name without directory
/// @param environment the caller's
record Hello(
        int terminals,
        int rows,
        int columns,
        String directory,
        List<String> arguments,
        Map<String, String> environment) {
    private static final int VERSION = 1;
    private static final int FIXED_PART = 16;
    private static final int MAX_PAYLOAD = 4 << 20;

    Hello {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /// @throws IllegalArgumentException when it is longer than the protocol allows
    Frame frame() {
        List<String> strings = new ArrayList<>();
        strings.add(directory);
        strings.addAll(arguments);
        environment.forEach((name, value) -> strings.add(name + "=" + value));
        List<byte[]> encoded = strings.stream()
                .map(string -> string.getBytes(StandardCharsets.UTF_8))
                .toList();
        int size = encoded.stream().mapToInt(bytes -> bytes.length + 1).reduce(FIXED_PART, Math::addExact);
        if (size > MAX_PAYLOAD) {
            throw new IllegalArgumentException("arguments and environment are too long");
        }
        ByteBuffer payload = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        payload.putInt(VERSION).putInt(terminals).putShort((short) rows).putShort((short) columns);
        payload.putInt(arguments.size());
        encoded.forEach(bytes -> payload.put(bytes).put((byte) 0));
        return new Frame('H', payload.flip());
    }
}
