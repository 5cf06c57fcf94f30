package org.vezere.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Texts;
import org.vezere.model.value.VlanId;

/// A network that VE0's administrator has declared: a bridge, which VEs join by `bridge=NAME` in NETIF, with what leads
/// out of the machine and what VE0 itself has in it.
///
/// @param name of the network and of its bridge
/// @param addresses VE0's own in this network, with their prefixes; none: VE0 is not in it
/// @param uplink the NIC or bond that leads out; none: the network ends on this machine
/// @param vlan the VLAN (IEEE 802.1Q) of the uplink that is this network, 1 to 4094; none: untagged
/// @param bondNics NICs that are put together as the bond `uplink`; none: the uplink is there already
/// @param bondMode how the bond uses them, see [#MODES]
/// @param nat whether VE0 translates what leaves the network to its own address
/// @param dhcp addresses for VEs that ask for one; none: nobody answers them
/// @param takeOver whether the bridge takes over the addresses and routes that VE0 has by the uplink
/// @param vlanAware whether the bridge tells VLANs apart: VEs are each in one, VE0 and what bears no tag in VLAN 1, and
///     the uplink carries all
public record DeclaredNetwork(
        String name,
        List<IpAddress> addresses,
        Optional<String> uplink,
        Optional<Integer> vlan,
        List<String> bondNics,
        Optional<String> bondMode,
        boolean nat,
        Optional<Dhcp> dhcp,
        boolean takeOver,
        boolean vlanAware) {
    /// Modes of a bond in the kernel's numbers (`networking/bonding.rst`).
    public static final List<String> MODES =
            List.of("balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb");

    /// @throws BadValueException with what would be right, when the parts don't make a network
    public DeclaredNetwork {
        addresses = List.copyOf(addresses);
        bondNics = List.copyOf(bondNics);
        Texts.interfaceName(name);
        uplink.ifPresent(Texts::interfaceName);
        bondNics.forEach(Texts::interfaceName);
        vlan.ifPresent(VlanId::checked);
        check(vlan.isEmpty() || !vlanAware, "one VLAN of the uplink (--vlan ID) or all of them (--vlan-aware yes)");
        check(uplink.isPresent() || !takeOver, "an uplink to take over from (--uplink NIC)");
        check(uplink.isPresent() || vlan.isEmpty(), "an uplink for the VLAN (--uplink NIC)");
        check(uplink.isPresent() || bondNics.isEmpty(), "a name for the bond (--uplink bond0)");
        check(bondMode.isEmpty() || MODES.contains(bondMode.get()), "a bond mode: " + String.join(", ", MODES));
        check(bondMode.isEmpty() || !bondNics.isEmpty(), "NICs for the bond (--bond NIC,NIC)");
        check(new HashSet<>(bondNics).size() == bondNics.size(), "each NIC once in a bond");
        check(uplink.filter(name::equals).isEmpty() && !bondNics.contains(name), "an uplink that is not the network");
        check(
                addresses.stream().allMatch(address -> address.prefix().isPresent()),
                "an address with its prefix, such as 198.51.100.1/24");
        check(
                dhcp.isEmpty() || addresses.stream().anyMatch(dhcp.get()::isIn),
                "an address of VE0 in whose network the DHCP range lies, and outside of the range (--address A/P)");
        check(!nat || !addresses.isEmpty(), "an address of VE0 in a network that it translates (--address A/P)");
    }

    /// Addresses to be given to those that ask, from the first to the last.
    public record Dhcp(IpAddress first, IpAddress last) {
        /// Reads `198.51.100.100-198.51.100.199`.
        ///
        /// @throws BadValueException when it is no range of IPv4 addresses
        public static Dhcp parse(String text) {
            String[] ends = text.split("-", 2);
            check(ends.length == 2, "a range of addresses, such as 198.51.100.100-198.51.100.199");
            return new Dhcp(IpAddress.parse(ends[0]), IpAddress.parse(ends[1]));
        }

        public Dhcp {
            boolean right = !first.v6()
                    && !last.v6()
                    && first.prefix().isEmpty()
                    && last.prefix().isEmpty();
            check(right && number(first) <= number(last), "a range of IPv4 addresses, the lower one first");
        }

        private boolean isIn(IpAddress network) {
            if (network.v6()) {
                return false;
            }
            int bits = 32 - network.prefix().orElseThrow();
            long own = number(network);
            return number(first) >> bits == own >> bits
                    && number(last) >> bits == own >> bits
                    && (own < number(first) || own > number(last));
        }

        private static long number(IpAddress address) {
            long number = 0;
            for (byte one : address.address().getAddress()) {
                number = number << 8 | (one & 0xFF);
            }
            return number;
        }

        @Override
        public String toString() {
            return first.host() + "-" + last.host();
        }
    }

    /// VE0's address in whose network a range lies.
    public IpAddress home(Dhcp range) {
        return addresses.stream().filter(range::isIn).findFirst().orElseThrow();
    }

    private static void check(boolean right, String expected) {
        if (!right) {
            throw new BadValueException(expected);
        }
    }

    /// The link that is the bridge's port: the uplink, or its VLAN.
    public Optional<String> port() {
        return uplink.map(link -> vlan.map(id -> link + "." + id).orElse(link));
    }

    /// The bond's mode, by default the one that needs nothing of the switches.
    public String mode() {
        return bondMode.orElse("active-backup");
    }
}
