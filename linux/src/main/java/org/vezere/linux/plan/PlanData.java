package org.vezere.linux.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The data part of a plan while it grows: strings and structures, each at a multiple of 8, and the pointers in
/// them.
final class PlanData {
    private final Map<String, Operand.Data> strings = new HashMap<>();
    private final Map<List<String>, Operand.Data> vectors = new HashMap<>();
    private byte[] content = new byte[4096];
    private int end;
    private int[] relocations = new int[64];
    private int relocationCount;

    /// A zero-terminated string; equal ones are stored once.
    ///
    /// @throws IllegalArgumentException when there is a zero character inside: C would see a shorter string
    Operand.Data string(String text) {
        Operand.Data known = strings.get(text);
        if (known != null) {
            return known;
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a zero character inside a string of a plan: " + text.replace('\0', '?'));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Operand.Data made = new Operand.Data(append(bytes, bytes.length + 1), new Quoted(text));
        strings.put(text, made);
        return made;
    }

    /// A zero-terminated vector of pointers to strings, as `execve` takes it.
    Operand.Data vector(List<String> texts) {
        Operand.Data known = vectors.get(texts);
        if (known != null) {
            return known;
        }
        long[] pointers = new long[texts.size()];
        for (int i = 0; i < pointers.length; i++) {
            pointers[i] = string(texts.get(i)).offset();
        }
        int at = append(new byte[0], 8 * (pointers.length + 1));
        for (int i = 0; i < pointers.length; i++) {
            relocate(at + 8 * i, pointers[i]);
        }
        List<String> copy = List.copyOf(texts);
        Operand.Data made = new Operand.Data(at, copy);
        vectors.put(copy, made);
        return made;
    }

    /// Bytes as they are.
    ///
    /// @param meaning for people
    Operand.Data bytes(byte[] bytes, Object meaning) {
        return new Operand.Data(append(bytes, bytes.length), meaning);
    }

    /// The 64-bit word at offset `at` of the data becomes the address of offset `to` of the data.
    void relocate(int at, long to) {
        if (2 * relocationCount == relocations.length) {
            relocations = Arrays.copyOf(relocations, 2 * relocations.length);
        }
        relocations[2 * relocationCount] = at;
        relocations[2 * relocationCount + 1] = Math.toIntExact(to);
        relocationCount++;
    }

    int relocationCount() {
        return relocationCount;
    }

    /// Size of the data with a zero word at its end.
    int size() {
        return end + 8;
    }

    void writeRelocations(ByteBuffer target, int base) {
        for (int i = 0; i < 2 * relocationCount; i++) {
            target.putInt(base + relocations[i]);
        }
    }

    void writeContent(ByteBuffer target) {
        target.put(content, 0, end);
        target.putLong(0);
    }

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int append(byte[] bytes, int size) {
        int at = end;
        int next = (at + size + 7) & ~7;
        if (next > Plan.MOST_BYTES) {
            throw new IllegalArgumentException("a plan holds at most " + Plan.MOST_BYTES
                    + " bytes; arguments, environment" + " and filters of this one need more");
        }
        if (next > content.length) {
            content = Arrays.copyOf(content, Math.max(next, 2 * content.length));
        }
        System.arraycopy(bytes, 0, content, at, bytes.length);
        end = next;
        return at;
    }

    /// A text between quotation marks, made only when somebody looks.
    private record Quoted(String text) {
        @Override
        public String toString() {
            return '"' + text + '"';
        }
    }
}
