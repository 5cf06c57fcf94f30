package org.vezere.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.VlanId;

class DeclaredNetworkTest {
    private static DeclaredNetwork network(String uplink, Integer vlan, String... nics) {
        return network(uplink, vlan, false, nics);
    }

    private static DeclaredNetwork network(String uplink, Integer vlan, boolean vlanAware, String... nics) {
        return new DeclaredNetwork(
                "lan0",
                List.of(),
                Optional.ofNullable(uplink),
                Optional.ofNullable(vlan),
                List.of(nics),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                vlanAware);
    }

    @Test
    void itsPortIsTheUplinkOrAVlanOfIt() {
        assertThat(network(null, null).port()).isEmpty();
        assertThat(network("eth1", null).port()).contains("eth1");
        assertThat(network("bond0", 12, "eth1", "eth2").port()).contains("bond0.12");
    }

    @Test
    void aBondNeedsNothingOfTheSwitchesUnlessAskedTo() {
        assertThat(network("bond0", null, "eth1").mode()).isEqualTo("active-backup");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "12 ", "99999999999", "0", "4095"})
    void whatIsNoNumberIsNoVlan(String text) {
        assertThatThrownBy(() -> VlanId.parse(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void partsThatDontMakeANetworkAreRefused() {
        assertThatThrownBy(() -> network("eth1", 0)).isInstanceOf(BadValueException.class);
        assertThatThrownBy(() -> network("eth1", 4095)).isInstanceOf(BadValueException.class);
        assertThatThrownBy(() -> network("eth1", 12, true)).isInstanceOf(BadValueException.class);
        assertThatThrownBy(() -> network(null, 12)).isInstanceOf(BadValueException.class);
        assertThatThrownBy(() -> network("lan0", null)).isInstanceOf(BadValueException.class);
        assertThatThrownBy(() -> network("bond0", null, "eth1", "eth1")).isInstanceOf(BadValueException.class);
        assertThatThrownBy(() -> network("bond0", null, "lan0")).isInstanceOf(BadValueException.class);
    }
}
