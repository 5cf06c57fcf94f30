package org.vezere.model.value;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// A veth pair: one end in the VE, one on VE0.
///
/// @param ifname name in the VE
/// @param bridge the bridge of VE0 that the host end belongs to
/// @param macFilter whether frames of the VE with another source address are dropped; on when not said
/// @param foreign what [NetifDraft#foreign] is
public record Netif(
        String ifname,
        Optional<String> bridge,
        MacAddress mac,
        String hostIfname,
        MacAddress hostMac,
        Optional<Boolean> macFilter,
        List<String> foreign) {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+$");
    private static final Pattern NETMASK = Pattern.compile("([0-9.]+)/([0-9]+(?:\\.[0-9]+){3})");
    private static final int NAME_MAX = 15;

    public Netif {
        foreign = List.copyOf(foreign);
    }

    /// Completes what somebody wrote with the names and addresses of this VE on this node.
    ///
    /// @param node what [MacAddress#generate] takes
    public static Netif complete(NetifDraft draft, Ctid ctid, String node) {
        String hostIfname = draft.hostIfname().orElseGet(() -> hostName(ctid, draft.ifname()));
        MacAddress mac = draft.mac().orElseGet(() -> MacAddress.generate(draft.ifname(), ctid.value(), node));
        MacAddress hostMac = draft.hostMac().orElseGet(() -> {
            if (draft.bridge().isPresent()) {
                return MacAddress.BRIDGE_PORT;
            }
            return draft.hostMacFollows() ? mac : MacAddress.generate(hostIfname, ctid.value(), node);
        });
        return new Netif(draft.ifname(), draft.bridge(), mac, hostIfname, hostMac, draft.macFilter(), draft.foreign());
    }

    /// The name of the host end when none is given: `veth101.0` for `eth0` of VE 101; the kernel's 15 characters make
    /// it `v2147483644.0` for long CTIDs and cut long numbers of interfaces to three digits.
    public static String hostName(Ctid ctid, String ifname) {
        Matcher digits = DIGITS.matcher(ifname);
        long number = digits.find() ? Long.parseLong(digits.group()) : 0;
        String name = "veth" + ctid + "." + number;
        return name.length() <= NAME_MAX ? name : "v" + ctid + "." + number % 1000;
    }

    /// The addresses that VE0 gives to the interface: what `ip=` says, in Virtuozzo's form `ADDRESS/NETMASK` too. What
    /// is no address there (`ip=dhcp`) says nothing to us.
    public List<IpAddress> addresses() {
        return values("ip=").map(Netif::address).flatMap(Optional::stream).toList();
    }

    /// The routers that the interface's default routes lead to: `gw=`, `gw6=`.
    public List<IpAddress> gateways() {
        return Stream.concat(values("gw="), values("gw6="))
                .map(Netif::address)
                .flatMap(Optional::stream)
                .filter(gateway -> !gateway.none())
                .toList();
    }

    /// The VLAN of its bridge that the interface is in: `vlan=`; none: the one of frames without a tag.
    public Optional<Integer> vlan() {
        return values("vlan=").map(VlanId::parse).findFirst();
    }

    /// Makes sure that its VLAN is one of a bridge.
    ///
    /// @throws VezereException [FailureKind#VETH] when it is routed
    public void refuseVlanWithoutBridge() {
        if (bridge.isEmpty()) {
            vlan().ifPresent(id -> {
                throw new VezereException(
                        FailureKind.VETH,
                        "veth device " + ifname + ": VLAN " + id + " needs a bridge (--bridge), and it is routed");
            });
        }
    }

    private Stream<String> values(String key) {
        return foreign.stream().filter(pair -> pair.startsWith(key)).map(pair -> pair.substring(key.length()));
    }

    private static Optional<IpAddress> address(String text) {
        try {
            Matcher netmask = NETMASK.matcher(text);
            return Optional.of(
                    IpAddress.parse(netmask.matches() ? netmask.group(1) + "/" + length(netmask.group(2)) : text));
        } catch (BadValueException none) {
            return Optional.empty();
        }
    }

    private static int length(String netmask) {
        int bits =
                ByteBuffer.wrap(IpAddress.parse(netmask).address().getAddress()).getInt();
        int length = Integer.bitCount(bits);
        if (bits != (length == 0 ? 0 : -1 << (32 - length))) {
            throw new BadValueException("a network mask");
        }
        return length;
    }

    /// The same interface with another address, or without one.
    ///
    /// @param added to be added, in place of the same address with another prefix
    /// @param removed whether an address goes
    public Netif with(List<IpAddress> added, Predicate<IpAddress> removed) {
        List<String> pairs = new ArrayList<>(foreign);
        pairs.removeIf(pair -> pair.startsWith("ip=")
                && address(pair.substring(3))
                        .filter(old -> removed.test(old) || added.stream().anyMatch(old::sameHost))
                        .isPresent());
        added.forEach(address -> pairs.add("ip=" + address));
        return new Netif(ifname, bridge, mac, hostIfname, hostMac, macFilter, pairs);
    }

    /// The same interface with another router, or with none.
    ///
    /// @param key `gw` or `gw6`
    public Netif withGateway(String key, Optional<IpAddress> gateway) {
        return with(key, gateway.map(IpAddress::host));
    }

    /// The same interface in another VLAN, or in none of its own.
    public Netif withVlan(Optional<Integer> vlan) {
        return with("vlan", vlan.map(String::valueOf));
    }

    private Netif with(String key, Optional<String> value) {
        List<String> pairs = new ArrayList<>(foreign);
        pairs.removeIf(pair -> pair.startsWith(key + "="));
        value.ifPresent(text -> pairs.add(key + "=" + text));
        return new Netif(ifname, bridge, mac, hostIfname, hostMac, macFilter, pairs);
    }

    /// Whether frames with another source address are dropped.
    public boolean filtersMac() {
        return macFilter.orElse(true);
    }

    /// The draft that says all of this.
    public NetifDraft draft() {
        return new NetifDraft(
                ifname,
                bridge,
                Optional.of(mac),
                Optional.of(hostIfname),
                Optional.of(hostMac),
                macFilter,
                foreign,
                true);
    }

    /// The form of one interface in NETIF, keys in the reference's order.
    @Override
    public String toString() {
        return draft().toString();
    }

    /// The value of NETIF.
    public static String text(List<Netif> netifs) {
        return netifs.stream().map(Netif::toString).collect(Collectors.joining(";"));
    }
}
