package org.vezere.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Makes invalid and odd inputs of valid ones. The same random numbers make the same inputs.
final class Mutator {
    private static final long[] EDGES = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        15,
        16,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0x8000,
        0xffff,
        0x7fff_ffff,
        0x8000_0000L,
        0xffff_fff8L,
        0xffff_ffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };
    private static final String[] NUMBERS = {
        "",
        "0",
        "00",
        "-1",
        "+1",
        "1.5",
        "2147483647",
        "2147483648",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "77777777777",
        "99999999999999999999999999",
        "1e400"
    };
    private static final int LONGEST_INSERT = 24;
    private static final int MOST_COPIES = 8;

    private final SplittableRandom random;
    private final List<byte[]> tokens;
    private final int longest;

    /// @param tokens what the parser knows as words
    /// @param longest no mutation is longer
    Mutator(SplittableRandom random, List<byte[]> tokens, int longest) {
        this.random = random;
        this.tokens = tokens;
        this.longest = longest;
    }

    /// One to six mutations of an input, mostly few.
    ///
    /// @param other an input of which a part may come in
    byte[] mutate(byte[] input, byte[] other) {
        byte[] bytes = input.clone();
        for (int count = 1 + random.nextInt(1 + random.nextInt(6)); count > 0; count--) {
            bytes = once(bytes, other);
        }
        return bytes.length > longest ? Arrays.copyOf(bytes, longest) : bytes;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return random.nextBoolean() ? part(other) : noise();
        }
        return switch (random.nextInt(12)) {
            case 0 -> flipped(bytes);
            case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> replaced(bytes, noise());
            case 3 -> duplicated(bytes);
            case 4 -> replaced(bytes, new byte[0]);
            case 5 -> replaced(bytes, part(other));
            case 6 -> inserted(bytes, part(other));
            case 7 -> inserted(bytes, noise());
            case 8 -> withNumber(bytes);
            case 9 -> withDecimal(bytes);
            default -> tokens.isEmpty() ? withNumber(bytes) : withToken(bytes);
        };
    }

    private byte[] flipped(byte[] bytes) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    /// Another value in what may be a length, a count, an offset or a type.
    private byte[] withNumber(byte[] bytes) {
        int width = Math.min(1 << random.nextInt(4), Integer.highestOneBit(bytes.length));
        int at = random.nextInt(bytes.length - width + 1);
        // Formats of records put their numbers where a multiple of their width is.
        at = random.nextInt(3) == 0 ? at : at / width * width;
        long value = switch (random.nextInt(4)) {
            case 0 -> bytes.length + random.nextInt(-2, 3);
            case 1 -> bytes.length - at + random.nextInt(-2, 3);
            case 2 -> random.nextInt(64);
            default -> EDGES[random.nextInt(EDGES.length)];
        };
        ByteOrder order = random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        switch (width) {
            case 1 -> buffer.put(at, (byte) value);
            case 2 -> buffer.putShort(at, (short) value);
            case 4 -> buffer.putInt(at, (int) value);
            default -> buffer.putLong(at, value);
        }
        return bytes;
    }

    /// Another number where one is written in digits.
    private byte[] withDecimal(byte[] bytes) {
        int start = random.nextInt(bytes.length);
        while (start < bytes.length && !isDigit(bytes[start])) {
            start++;
        }
        if (start == bytes.length) {
            return flipped(bytes);
        }
        int end = start;
        while (end < bytes.length && isDigit(bytes[end])) {
            end++;
        }
        String number =
                random.nextInt(4) == 0 ? Long.toString(random.nextLong()) : NUMBERS[random.nextInt(NUMBERS.length)];
        return spliced(bytes, start, end, number.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] withToken(byte[] bytes) {
        byte[] token = tokens.get(random.nextInt(tokens.size()));
        int at = random.nextInt(bytes.length + 1);
        int end = random.nextBoolean() ? at : Math.min(bytes.length, at + token.length);
        return spliced(bytes, at, end, token);
    }

    private byte[] duplicated(byte[] bytes) {
        int start = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(bytes.length - start);
        byte[] copied = Arrays.copyOfRange(bytes, start, start + length);
        byte[] longer = bytes;
        int copies = random.nextInt(3) == 0 ? 1 + random.nextInt(MOST_COPIES) : 1;
        for (int copy = 0; copy < copies && longer.length < longest; copy++) {
            longer = spliced(longer, start, start, copied);
        }
        return longer;
    }

    private byte[] inserted(byte[] bytes, byte[] more) {
        int at = random.nextInt(bytes.length + 1);
        return spliced(bytes, at, at, more);
    }

    private byte[] replaced(byte[] bytes, byte[] more) {
        int start = random.nextInt(bytes.length);
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length - start) : Math.max(1, more.length);
        return spliced(bytes, start, Math.min(bytes.length, start + length), more);
    }

    private byte[] part(byte[] other) {
        if (other.length == 0) {
            return noise();
        }
        int start = random.nextInt(other.length);
        return Arrays.copyOfRange(other, start, start + 1 + random.nextInt(other.length - start));
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(LONGEST_INSERT)];
        if (random.nextInt(3) == 0) {
            Arrays.fill(noise, (byte) random.nextInt(256));
        } else {
            random.nextBytes(noise);
        }
        return noise;
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    private static byte[] spliced(byte[] bytes, int start, int end, byte[] middle) {
        return ByteBuffer.allocate(bytes.length - (end - start) + middle.length)
                .put(bytes, 0, start)
                .put(middle)
                .put(bytes, end, bytes.length - end)
                .array();
    }
}
