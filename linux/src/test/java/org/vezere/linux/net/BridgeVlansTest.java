package org.vezere.linux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;

class BridgeVlansTest {
    private static final int SETLINK = 19;
    private static final int DELLINK = 17;

    private static List<BridgeVlans.Range> ranges(NetlinkRequest request) {
        return BridgeVlans.ranges(Attributes.parse(request.body(), 16).nested(26));
    }

    @ParameterizedTest(name = "VLAN {0} takes the port from {1} first")
    @CsvSource({
        "1, '2-4094 tagged'",
        "2, '1 tagged, 3-4094 tagged'",
        "12, '1-11 tagged, 13-4094 tagged'",
        "4093, '1-4092 tagged, 4094 tagged'",
        "4094, '1-4093 tagged'"
    })
    void aPortIsInOneVlanOnly(int vlan, String others) {
        List<NetlinkRequest> requests = BridgeVlans.only(5, vlan);

        assertThat(requests).extracting(NetlinkRequest::type).containsExactly(DELLINK, SETLINK);
        assertThat(ranges(requests.getFirst())).extracting(Object::toString).containsExactly(others.split(", ", -1));
        assertThat(ranges(requests.getLast())).hasToString("[" + vlan + "]");
        // Flags of linux/if_bridge.h: PVID and UNTAGGED, in native order before the number.
        assertThat(Attributes.parse(requests.getLast().body(), 16).nested(26).all(2))
                .containsExactly(new MessageWriter().u16(6).u16(vlan).bytes());
    }

    @Test
    void aTrunkLeavesWhatHasNoTagAlone() {
        assertThat(ranges(BridgeVlans.trunk(5))).hasToString("[2-4094 tagged]");
        assertThat(ranges(BridgeVlans.withoutTrunk(5))).hasToString("[2-4094 tagged]");
        assertThat(BridgeVlans.withoutTrunk(5).type()).isEqualTo(DELLINK);
    }

    @Test
    void aBrokenAnswerIsRefused() {
        Attributes spec = Attributes.parse(
                new MessageWriter().attribute(2, new byte[] {6, 0, 1}).bytes(), 0);

        assertThatThrownBy(() -> BridgeVlans.ranges(spec)).hasMessageContaining("a VLAN of 3 bytes");
    }

    /// On real links, where the kernel has such bridges; elsewhere it says so and leaves nothing.
    @Test
    @ExtendWith(PrivateNetwork.class)
    void portsAreWhereTheyWerePut() {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            Link bridge;
            try {
                bridge = Links.sendAndGet(socket, List.of(Links.createVlanBridge("br0", LinkChange.nothing())), "br0");
            } catch (KernelException failure) {
                assertThat(failure.is(Errno.EOPNOTSUPP)).as(failure.toString()).isTrue();
                assertThat(Links.find(socket, "br0")).isEmpty();
                assertThat(BridgeVlans.all(socket)).isEmpty();
                return;
            }
            assertThat(bridge.vlanFiltering()).isTrue();
            LinkChange port = LinkChange.nothing();
            Link ve = Links.sendAndGet(socket, List.of(Links.createVeth("v0", port, "v1", port)), "v0");
            Link uplink = Links.sendAndGet(socket, List.of(Links.createVeth("u0", port, "u1", port)), "u0");
            socket.send(
                    Links.change(ve.index(), port.master(bridge.index())),
                    Links.change(uplink.index(), port.master(bridge.index())),
                    BridgeVlans.trunk(uplink.index()),
                    BridgeVlans.trunk(uplink.index()));
            socket.send(BridgeVlans.only(ve.index(), 12));
            socket.send(BridgeVlans.only(ve.index(), 13));

            assertThat(BridgeVlans.all(socket).get(bridge.index())).hasToString("[1]");
            assertThat(BridgeVlans.all(socket).get(uplink.index())).hasToString("[1, 2-4094 tagged]");
            assertThat(BridgeVlans.all(socket).get(ve.index())).hasToString("[13]");
            socket.send(BridgeVlans.withoutTrunk(uplink.index()), BridgeVlans.filtering(bridge.index(), false));
            assertThat(BridgeVlans.all(socket).get(uplink.index())).hasToString("[1]");
            assertThat(Links.get(socket, "br0").vlanFiltering()).isFalse();
        }
    }
}
