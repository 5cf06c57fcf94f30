package org.vezere.daemon.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vezere.fuzz.Fuzzer;

/// Any bytes may come through the socket of starters: frames, or a refusal, and never more memory than came.
class FrameFuzzTest {
    private static byte[] frame(char type, byte... payload) {
        return ByteBuffer.allocate(FrameReader.HEADER + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) type)
                .position(4)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    @Test
    void frames() {
        List<byte[]> valid = List.of(
                frame('I', (byte) 'x', (byte) 'y'),
                frame('S', (byte) 2, (byte) 0, (byte) 0, (byte) 0),
                frame('W', (byte) 24, (byte) 0, (byte) 80, (byte) 0));

        long inputs = Fuzzer.of(valid)
                .words("H", "I", "W", "S", "\1\0\0\0")
                .refusing(ProtocolException.class, NotUtf8Exception.class, EOFException.class)
                .run("frames", input -> {
                    FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(input)));
                    StringBuilder seen = new StringBuilder();
                    Optional<StarterFrame> next = reader.next();
                    while (next.isPresent() && seen.length() < 200) {
                        seen.append(next.get().getClass().getSimpleName());
                        next = reader.next();
                    }
                    return seen.toString();
                });

        assertThat(inputs).isGreaterThan(100);
    }
}
