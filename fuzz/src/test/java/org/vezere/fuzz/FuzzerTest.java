package org.vezere.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A fuzzer that finds nothing proves nothing, so here are things to be found.
class FuzzerTest {
    private static final byte[] RECORD = {0, 0, 0, 4, 'a', 'b', 'c', 'd'};

    private static Fuzzer fuzzer() {
        return Fuzzer.of(List.of(RECORD)).refusing(IllegalArgumentException.class);
    }

    private static String trusting(byte[] input) {
        if (input.length < 4) {
            throw new IllegalArgumentException("short");
        }
        int length = ByteBuffer.wrap(input).getInt();
        if (length < 0 || length > 1 << 24) {
            throw new IllegalArgumentException("length");
        }
        byte[] content = new byte[length];
        ByteBuffer.wrap(input).position(4).get(content);
        return "read";
    }

    @Test
    void findsALengthThatIsTrusted() {
        assertThatThrownBy(() -> fuzzer().within(30, 1).run("trusting", FuzzerTest::trusting))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 1,")
                .hasMessageMatching("(?s).*-Dvezere.fuzz.input=[0-9a-f]+\n.*")
                .hasMessageContaining("BufferUnderflowException");
    }

    @Test
    void findsMemoryThatIsTakenForAShortInput() {
        assertThatThrownBy(() -> fuzzer().memory(1 << 16)
                        .within(30, 2)
                        .run("greedy", input -> new byte[input.length == 8 ? 8 : 1 << 20]))
                .hasMessageContaining("bytes of memory for an input of");
    }

    @Test
    void findsWhatNeedsAWord() {
        assertThatThrownBy(() -> fuzzer().words("magic").within(30, 3).run("word", input -> {
                    if (new String(input, java.nio.charset.StandardCharsets.ISO_8859_1).contains("magic")) {
                        throw new IllegalStateException("here");
                    }
                    return "";
                }))
                .hasMessageContaining("here");
    }

    @Test
    void mindsAValidInputThatIsRefused() {
        assertThatThrownBy(() -> fuzzer().within(1, 4).run("refusing", _ -> {
                    throw new IllegalArgumentException("no");
                }))
                .hasMessageContaining("should be valid is refused");
    }

    @Test
    void theSameSeedMakesTheSameInputs() {
        assertThat(first(500, 5)).isEqualTo(first(500, 5)).isNotEqualTo(first(500, 6));
    }

    /// The hashes of the first inputs of a seed.
    private static List<Integer> first(int count, long seed) {
        List<Integer> hashes = new ArrayList<>();
        assertThatThrownBy(() -> fuzzer().within(30, seed).run("recording", input -> {
                    hashes.add(Arrays.hashCode(input));
                    if (hashes.size() == count) {
                        throw new IllegalStateException("enough");
                    }
                    return input.length;
                }))
                .hasMessageContaining("enough");
        return hashes;
    }
}
