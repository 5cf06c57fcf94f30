package org.vezere.model.value;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vezere.model.Ctid;

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
        MacAddress hostMac = draft.hostMac()
                .orElseGet(() -> draft.hostMacFollows() ? mac : MacAddress.generate(hostIfname, ctid.value(), node));
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
