package org.vezere.linux.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vezere.fuzz.Fuzzer;
import org.vezere.linux.KernelException;

/// Whatever comes out of a netlink socket is split and read within its bounds, or refused as malformed.
class NetlinkFuzzTest {
    private static final int IFINFOMSG = 16;

    private static byte[] link(int index, String name) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        int padded = (text.length + 3) & ~3;
        ByteBuffer message =
                ByteBuffer.allocate(16 + IFINFOMSG + 4 + padded + 12).order(ByteOrder.nativeOrder());
        message.putInt(message.capacity())
                .putShort((short) 16)
                .putShort((short) 2)
                .putInt(7)
                .putInt(0);
        message.putInt(0).putInt(index).putInt(1).putInt(0);
        message.putShort((short) (4 + text.length)).putShort((short) 3).put(text);
        message.position(16 + IFINFOMSG + 4 + padded);
        message.putShort((short) 10).putShort((short) 1).put(new byte[] {2, 0, 0, 0, 0, 1});
        return message.array();
    }

    @Test
    void datagrams() {
        byte[] one = link(3, "venet101");
        byte[] other = link(4, "eth0");
        byte[] both = ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();

        long inputs = Fuzzer.of(List.of(one, both))
                .refusing(KernelException.class)
                .run("netlink", input -> {
                    List<NetlinkMessage> messages = NetlinkMessage.split(input, input.length);
                    int bytes = 0;
                    for (NetlinkMessage message : messages) {
                        bytes += NetlinkMessage.HEADER + message.body().length;
                        Attributes attributes = Attributes.parse(message.body(), IFINFOMSG);
                        assertThat(attributes.string(3, "").length()).isLessThan(input.length);
                        attributes.mac(1);
                        attributes.address(2);
                        attributes.u32(13, 0);
                    }
                    assertThat(bytes).isLessThanOrEqualTo(input.length);
                    return messages.size() + " messages";
                });

        assertThat(inputs).isGreaterThan(100);
    }
}
