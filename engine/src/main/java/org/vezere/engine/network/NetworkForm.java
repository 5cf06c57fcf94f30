package org.vezere.engine.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.vezere.engine.config.DeclaredFiles;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.VlanId;

/// Declared networks as files:
///
///     ADDRESS="198.51.100.1/24 2001:db8::1/64"
///     UPLINK="bond0"
///     BOND="eth1 eth2"
///     BOND_MODE="active-backup"
///     VLAN="12"
///     NAT="no"
///     DHCP="198.51.100.100-198.51.100.199"
///     TAKE_OVER="no"
///     VLAN_AWARE="no"
final class NetworkForm implements DeclaredFiles.Form<DeclaredNetwork> {
    @Override
    public String name(DeclaredNetwork network) {
        return network.name();
    }

    @Override
    public Map<String, String> write(DeclaredNetwork network) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(
                "ADDRESS", network.addresses().stream().map(IpAddress::toString).collect(Collectors.joining(" ")));
        values.put("UPLINK", network.uplink().orElse(""));
        values.put("BOND", String.join(" ", network.bondNics()));
        values.put("BOND_MODE", network.bondMode().orElse(""));
        values.put("VLAN", network.vlan().map(String::valueOf).orElse(""));
        values.put("NAT", network.nat() ? "yes" : "no");
        values.put("DHCP", network.dhcp().map(DeclaredNetwork.Dhcp::toString).orElse(""));
        values.put("TAKE_OVER", network.takeOver() ? "yes" : "no");
        values.put("VLAN_AWARE", network.vlanAware() ? "yes" : "no");
        return values;
    }

    @Override
    public DeclaredNetwork read(String name, DeclaredFiles.Values values) {
        return new DeclaredNetwork(
                name,
                values.words("ADDRESS").map(IpAddress::parse).toList(),
                values.word("UPLINK"),
                values.word("VLAN", VlanId::parse),
                values.words("BOND").toList(),
                values.word("BOND_MODE"),
                values.word("NAT").filter("yes"::equals).isPresent(),
                values.word("DHCP", DeclaredNetwork.Dhcp::parse),
                values.word("TAKE_OVER").filter("yes"::equals).isPresent(),
                values.word("VLAN_AWARE").filter("yes"::equals).isPresent());
    }
}
