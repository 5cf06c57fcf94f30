package org.vezere.model.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A veth pair as somebody wrote it: the name inside the VE, and of the rest what was given.
///
/// @param foreign further keys with their values, as Virtuozzo has them: `ip=`, `gw=` and `gw6=` are understood (see
/// [Netif#addresses]), and `vlan=`, which is ours; the others are kept
/// @param hostMacFollows whether a host end without an address takes the VE's, else one of its own is made
public record NetifDraft(
        String ifname,
        Optional<String> bridge,
        Optional<MacAddress> mac,
        Optional<String> hostIfname,
        Optional<MacAddress> hostMac,
        Optional<Boolean> macFilter,
        List<String> foreign,
        boolean hostMacFollows) {
    public NetifDraft {
        foreign = List.copyOf(foreign);
    }

    /// Reads the form of `--netif_add`: `IFNAME[,MAC[,HOST_IFNAME[,HOST_MAC[,BRIDGE]]]]`, empty places allowed.
    ///
    /// @throws BadValueException when the text is not of this form
    public static NetifDraft parseOption(String text) {
        String[] places = text.split(",", -1);
        if (places.length > 5) {
            throw new BadValueException("IFNAME[,MAC[,HOST_IFNAME[,HOST_MAC[,BRIDGE]]]]");
        }
        boolean onlyName = places.length == 1 || (places.length == 2 && places[1].isEmpty());
        return new NetifDraft(
                Texts.interfaceName(places[0]),
                place(places, 4).map(Texts::interfaceName),
                place(places, 1).map(MacAddress::parse),
                place(places, 2).map(Texts::interfaceName),
                place(places, 3).map(MacAddress::parse),
                Optional.empty(),
                List.of(),
                !onlyName && places.length <= 3);
    }

    /// Reads the form of NETIF: `ifname=eth0,mac=...;ifname=eth1`, keys in any order; the first of two interfaces
    /// of one name wins.
    ///
    /// @throws BadValueException when the text is not of this form
    public static List<NetifDraft> parseConfig(String text) {
        List<NetifDraft> drafts = new ArrayList<>();
        for (String one : text.split(";", -1)) {
            if (!one.isBlank()) {
                NetifDraft draft = parseKeys(one.strip());
                if (drafts.stream().noneMatch(earlier -> earlier.ifname.equals(draft.ifname))) {
                    drafts.add(draft);
                }
            }
        }
        return List.copyOf(drafts);
    }

    private static NetifDraft parseKeys(String text) {
        String ifname = "";
        Optional<String> bridge = Optional.empty();
        Optional<MacAddress> mac = Optional.empty();
        Optional<String> hostIfname = Optional.empty();
        Optional<MacAddress> hostMac = Optional.empty();
        Optional<Boolean> macFilter = Optional.empty();
        List<String> foreign = new ArrayList<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            String value = pair.substring(equals + 1);
            if (equals < 0 || value.isEmpty()) {
                continue;
            }
            switch (pair.substring(0, equals)) {
                case "ifname" -> ifname = Texts.interfaceName(value);
                case "bridge" -> bridge = Optional.of(Texts.interfaceName(value));
                case "mac" -> mac = Optional.of(MacAddress.parse(value));
                case "host_ifname" -> hostIfname = Optional.of(Texts.interfaceName(value));
                case "host_mac" -> hostMac = Optional.of(MacAddress.parse(value));
                case "mac_filter" -> macFilter = Optional.of(onOff(value));
                case "vlan" -> {
                    foreign.removeIf(earlier -> earlier.startsWith("vlan="));
                    foreign.add("vlan=" + VlanId.parse(value));
                }
                default -> foreign.add(pair);
            }
        }
        if (ifname.isEmpty()) {
            throw new BadValueException("ifname=NAME,... for each interface, separated by ;");
        }
        return new NetifDraft(ifname, bridge, mac, hostIfname, hostMac, macFilter, foreign, true);
    }

    /// The form of NETIF, with the keys that were given.
    @Override
    public String toString() {
        return "ifname=" + ifname
                + bridge.map(name -> ",bridge=" + name).orElse("")
                + mac.map(address -> ",mac=" + address).orElse("")
                + hostIfname.map(name -> ",host_ifname=" + name).orElse("")
                + hostMac.map(address -> ",host_mac=" + address).orElse("")
                + macFilter.map(on -> on ? ",mac_filter=on" : ",mac_filter=off").orElse("")
                + foreign.stream().map(pair -> "," + pair).collect(Collectors.joining());
    }

    private static boolean onOff(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new BadValueException("on or off");
        };
    }

    private static Optional<String> place(String[] places, int index) {
        return index < places.length && !places[index].isEmpty() ? Optional.of(places[index]) : Optional.empty();
    }
}
