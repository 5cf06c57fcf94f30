package org.vezere.engine.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vezere.linux.net.IpPrefix;
import org.vezere.linux.nft.Nftables;
import org.vezere.linux.nft.NftablesException;

/// VE0's rules for what comes out of VEs: the table `inet vezere`, and nothing outside of it.
///
/// A packet from a VE passes only if VE0 would send the answer back through the same link, which the kernel's
/// routing table knows (`fib saddr . iif oif`); so the rules never change when VEs come and go. Where the kernel
/// lacks that expression, sets of link and address take its place and each VE's addresses are put into them.
public final class AntiSpoof implements AutoCloseable {
    private static final String TABLE = "inet vezere";
    private static final Pattern ELEMENTS = Pattern.compile("elements = \\{([^}]*)}");

    private final Nftables nftables;
    private final boolean routed;

    private AntiSpoof(Nftables nftables, boolean routed) {
        this.nftables = nftables;
        this.routed = routed;
    }

    /// Makes the table in the network namespace of the calling thread, in one transaction; one that is there
    /// already is replaced, without a moment between.
    ///
    /// @throws NftablesException when the kernel or the library is not capable of it
    public static AntiSpoof install(FilterSettings settings) {
        Nftables nftables = Nftables.open();
        try {
            return install(nftables, settings, true);
        } catch (NftablesException withRoutes) {
            try {
                return install(nftables, settings, false);
            } catch (NftablesException withSets) {
                nftables.close();
                withSets.addSuppressed(withRoutes);
                throw withSets;
            }
        }
    }

    /// As [#install(FilterSettings)], with the choice made.
    ///
    /// @param routed whether to ask the routing table instead of sets
    static AntiSpoof install(Nftables nftables, FilterSettings settings, boolean routed) {
        // Services go on while vzd is exchanged.
        String balanced = elements(nftables, AntiSpoofRules.BALANCED4) + elements(nftables, AntiSpoofRules.BALANCED6);
        nftables.run(AntiSpoofRules.text(settings, routed) + balanced);
        return new AntiSpoof(nftables, routed);
    }

    /// What is in a set already, as the command that puts it there.
    private static String elements(Nftables nftables, String set) {
        try {
            Matcher elements = ELEMENTS.matcher(nftables.run("list set " + TABLE + " " + set));
            return elements.find() ? "add element %s %s { %s }\n".formatted(TABLE, set, elements.group(1)) : "";
        } catch (NftablesException none) {
            return "";
        }
    }

    /// From now on exactly the packets of these VEs' addresses are seen by connection tracking whatever network they
    /// belong to, since VE0 translates addresses of theirs.
    public void balance(Collection<InetAddress> addresses) {
        StringBuilder commands = new StringBuilder();
        for (boolean ipv4 : new boolean[] {true, false}) {
            String set = ipv4 ? AntiSpoofRules.BALANCED4 : AntiSpoofRules.BALANCED6;
            String its = addresses.stream()
                    .filter(address -> address instanceof Inet4Address == ipv4)
                    .map(InetAddress::getHostAddress)
                    .distinct()
                    .collect(Collectors.joining(", "));
            commands.append("flush set %s %s\n".formatted(TABLE, set));
            if (!its.isEmpty()) {
                commands.append("add element %s %s { %s }\n".formatted(TABLE, set, its));
            }
        }
        nftables.run(commands.toString());
    }

    /// Whether rules can ask the routing table (`fib`) on this kernel.
    public boolean asksRoutes() {
        return routed;
    }

    /// Lets a VE use addresses. To be called before its link goes up.
    void allow(String link, Collection<InetAddress> addresses) {
        change(List.of("add"), link, addresses);
    }

    /// No longer lets a VE use addresses. Adding first makes deleting possible, whether they were there or not.
    void forbid(String link, Collection<InetAddress> addresses) {
        change(List.of("add", "delete"), link, addresses);
    }

    private void change(List<String> verbs, String link, Collection<InetAddress> addresses) {
        if (!routed && !addresses.isEmpty()) {
            nftables.run(verbs.stream()
                    .flatMap(verb -> addresses.stream().map(address -> element(verb, link, address)))
                    .collect(Collectors.joining("\n")));
        }
    }

    private static String element(String verb, String link, InetAddress address) {
        String set = address instanceof Inet4Address ? "allowed4" : "allowed6";
        return verb + " element " + TABLE + " " + set + " { \"" + link + "\" . " + address.getHostAddress() + " }";
    }

    /// Gives the table back to the kernel: VEs are no longer watched.
    public void uninstall() {
        nftables.run("add table " + TABLE + "\ndelete table " + TABLE);
    }

    static String prefixes(List<IpPrefix> prefixes, boolean ipv4) {
        return prefixes.stream()
                .filter(prefix -> prefix.address() instanceof Inet4Address == ipv4)
                .map(IpPrefix::toString)
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        nftables.close();
    }
}
