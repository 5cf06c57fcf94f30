package org.vezere.linux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;

class AttributesTest {
    @Test
    void readsWhatTheWriterWrote() {
        byte[] message = new MessageWriter()
                .u32(7)
                .attribute(3, "venet101")
                .attribute(4, 1500)
                .nested(18, info -> info.attribute(1, "veth").byteAttribute(9, 200))
                .attribute(1, new byte[] {10, 0, 0, 1})
                .bytes();

        Attributes attributes = Attributes.parse(message, 4);

        assertThat(message.length % 4).isZero();
        assertThat(attributes.string(3, "")).isEqualTo("venet101");
        assertThat(attributes.u32(4, 0)).isEqualTo(1500);
        assertThat(attributes.nested(18).string(1, "")).isEqualTo("veth");
        assertThat(attributes.nested(18).u8(9, 0)).isEqualTo(200);
        assertThat(attributes.address(1)).contains(InetAddress.ofLiteral("10.0.0.1"));
        assertThat(attributes.u32(99, 5)).isEqualTo(5);
    }

    @Test
    void ofATypeThatComesTwiceTheLastCountsUnlessAllAreAskedFor() {
        Attributes attributes = Attributes.parse(
                new MessageWriter().attribute(2, 12).attribute(2, 13).bytes(), 0);

        assertThat(attributes.u32(2, 0)).isEqualTo(13);
        assertThat(attributes.all(2)).hasSize(2);
        assertThat(attributes.all(3)).isEmpty();
    }

    @Test
    void refusesAnAttributeThatLeavesTheMessage() {
        byte[] message = new MessageWriter().u16(9).u16(3).u32(0).bytes();

        assertThatThrownBy(() -> Attributes.parse(message, 0))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("attribute 3 at 0 claims 9 bytes of 8");
    }

    @Test
    void refusesAnAttributeShorterThanItsHeader() {
        byte[] message = new MessageWriter().u16(3).u16(3).bytes();

        assertThatThrownBy(() -> Attributes.parse(message, 0)).isInstanceOf(KernelException.class);
    }

    @Test
    void refusesAValueOfTheWrongSize() {
        byte[] message = new MessageWriter().attribute(4, new byte[] {1, 2, 3}).bytes();

        assertThatThrownBy(() -> Attributes.parse(message, 0).u32(4, 0))
                .hasMessageContaining("attribute 4 has 3 bytes instead of 4");
        assertThatThrownBy(() -> Attributes.parse(message, 0).address(4)).hasMessageContaining("3 bytes");
    }

    @Test
    void refusesToBuildAnAttributeThatNoLengthFieldHolds() {
        MessageWriter writer = new MessageWriter();

        assertThatThrownBy(() -> writer.attribute(1, new byte[65_532])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MessageWriter().nested(2, inner -> inner.attribute(1, new byte[65_531])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_123})
    void randomBytesAreParsedOrRefusedButNeverReadOutside(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            // Small lengths, so that parsing gets past the first attribute.
            for (int at = 0; at + 1 < bytes.length; at += 4 + random.nextInt(3) * 4) {
                bytes[at] = (byte) random.nextInt(24);
                bytes[at + 1] = 0;
            }
            touchEverything(bytes, "seed " + seed + ", round " + round);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void truncatedAndBentLinkMessagesAreParsedOrRefused(long seed) {
        byte[] whole = realLinkMessage();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] bent = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int change = random.nextInt(4); change > 0 && bent.length > 0; change--) {
                bent[random.nextInt(bent.length)] = (byte) random.nextInt();
            }
            touchEverything(bent, "seed " + seed + ", round " + round);
        }
    }

    private static byte[] realLinkMessage() {
        byte[] body = LinkChange.nothing()
                .name("venet101")
                .mtu(1500)
                .write(new MessageWriter(), 5)
                .bytes();
        byte[] header = new MessageWriter()
                .u32(16 + body.length)
                .u16(16)
                .u16(0)
                .u32(1)
                .u32(0)
                .bytes();
        byte[] all = Arrays.copyOf(header, header.length + body.length);
        System.arraycopy(body, 0, all, header.length, body.length);
        return all;
    }

    private static void touchEverything(byte[] bytes, String where) {
        try {
            List<NetlinkMessage> messages = NetlinkMessage.split(bytes, bytes.length);
            for (NetlinkMessage message : messages) {
                if (message.type() == NetlinkMessage.ERROR) {
                    message.errno();
                    message.errorText();
                }
                Link.of(message);
                Routes.Route.of(message);
                Addresses.Assigned.of(message);
            }
        } catch (KernelException refused) {
            assertThat(refused.errno()).as(where).isEqualTo(Errno.EBADMSG);
        }
        try {
            Attributes.parse(bytes, 0).nested(1).nested(2);
        } catch (KernelException refused) {
            assertThat(refused.errno()).as(where).isEqualTo(Errno.EBADMSG);
        }
    }
}
