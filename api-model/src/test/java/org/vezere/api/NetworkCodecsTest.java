package org.vezere.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.NetworkLeaf;

class NetworkCodecsTest {
    private static DeclaredNetwork network(boolean vlanAware) {
        return new DeclaredNetwork(
                "lan0",
                List.of(),
                Optional.of("eth1"),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                vlanAware);
    }

    @Test
    void whetherANetworkTellsVlansApartComesAlong() {
        String json = Json.write(NetworkCodecs.NETWORK, network(true));

        assertThat(json).contains("\"vlan_aware\":true");
        assertThat(Json.read(NetworkCodecs.NETWORK, json)).isEqualTo(network(true));
        assertThat(Json.read(NetworkCodecs.NETWORK, json.replace(",\"vlan_aware\":true", "")))
                .isEqualTo(network(false));
    }

    @Test
    void aLinkSaysItsVlans() {
        NetworkCodecs.Row row = new NetworkCodecs.Row(
                List.of("lan0", "eth1"),
                new NetworkLeaf("eth1", "nic", "up", List.of(), List.of("1", "2-4094 tagged"), List.of()));

        String json = Json.write(NetworkCodecs.TREE, List.of(row));

        assertThat(json).contains("\"vlans\":[\"1\",\"2-4094 tagged\"]");
        assertThat(Json.read(NetworkCodecs.TREE, json)).containsExactly(row);
    }
}
