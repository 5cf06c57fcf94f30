package org.vezere.engine.doctor;

import java.util.List;
import org.vezere.engine.setup.Demand;
import org.vezere.engine.setup.KernelParts;
import org.vezere.engine.setup.Machine;
import org.vezere.model.Finding;

/// Links, filters and forwarding.
///
/// Kinds of links are looked up in the kernel's config and module lists: making one for a trial would load its
/// module, and bonding's makes a `bond0` for everybody.
final class NetworkChecks {
    private final Machine machine;
    private final KernelParts parts;
    private final Trials trials;
    private final ForwardChains chains;

    NetworkChecks(Machine machine, KernelParts parts, Trials trials, ForwardChains chains) {
        this.machine = machine;
        this.parts = parts;
        this.trials = trials;
        this.chains = chains;
    }

    List<Finding> findings() {
        return List.of(
                part(Ability.VETH, "veth", "VETH"),
                part(Ability.BRIDGE, "bridge", "BRIDGE"),
                part(Ability.VLAN, "8021q", "VLAN_8021Q"),
                StorageChecks.of(Ability.BRIDGE_VLANS, parts.option("BRIDGE_VLAN_FILTERING")),
                part(Ability.BONDING, "bonding", "BONDING"),
                part(Ability.MACVLAN, "macvlan", "MACVLAN"),
                part(Ability.VXLAN, "vxlan", "VXLAN"),
                part(Ability.NF_TABLES, "nf_tables", "NF_TABLES"),
                bridgeTables(),
                part(Ability.NF_FIB, "nft_fib_inet", "NFT_FIB_INET"),
                trials.hasLibrary("libnftables.so.1")
                        ? Ability.LIBNFTABLES.present("libnftables.so.1 is there")
                        : Ability.LIBNFTABLES.missing("libnftables.so.1 is not there"),
                forwarding(Ability.FORWARD_IPV4, "net/ipv4/ip_forward"),
                forwarding(Ability.FORWARD_IPV6, "net/ipv6/conf/all/forwarding"),
                chains.finding(),
                bridgeNetfilter());
    }

    private Finding part(Ability ability, String module, String option) {
        return StorageChecks.of(ability, parts.presence(module, option));
    }

    /// The bridge family itself is a yes-or-no option; its helpers are modules.
    private Finding bridgeTables() {
        KernelParts.Presence family = parts.option("NF_TABLES_BRIDGE");
        KernelParts.Presence meta = parts.presence("nft_meta_bridge", "NFT_BRIDGE_META");
        KernelParts.Presence reject = parts.presence("nft_reject_bridge", "NFT_BRIDGE_REJECT");
        if (meta.usable() && reject.usable()) {
            return Ability.NF_BRIDGE.present("tables, meta and reject");
        }
        return family.usable()
                ? Ability.NF_BRIDGE.present("tables, which is all that Vezere needs; your own rules can't use "
                        + (meta.usable() ? "reject" : "meta ibrname or reject"))
                : StorageChecks.of(Ability.NF_BRIDGE, family);
    }

    private Finding forwarding(Ability ability, String key) {
        String name = Demand.dotted(key);
        return machine.text("/proc/sys/" + key)
                .map(value ->
                        value.equals("0") ? ability.missing(name + " is 0") : ability.present(name + " is " + value))
                .orElseGet(() -> ability.missing("this kernel has no " + name));
    }

    private Finding bridgeNetfilter() {
        String value =
                machine.text("/proc/sys/net/bridge/bridge-nf-call-iptables").orElse("");
        return switch (value) {
            case "" -> Ability.BRIDGE_NETFILTER.present("br_netfilter is not loaded");
            case "0" -> Ability.BRIDGE_NETFILTER.present("net.bridge.bridge-nf-call-iptables is 0");
            default -> Ability.BRIDGE_NETFILTER.partial("net.bridge.bridge-nf-call-iptables is " + value);
        };
    }
}
