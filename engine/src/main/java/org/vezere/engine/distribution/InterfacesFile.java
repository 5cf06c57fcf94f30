package org.vezere.engine.distribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.vezere.engine.distribution.MarkedBlock.Place;
import org.vezere.model.value.IpAddress;

/// `/etc/network/interfaces`, the file of ifupdown (Debian, Ubuntu, Devuan) and of busybox (Alpine): `man 5
/// interfaces`.
///
/// Vezere sets venet0's addresses before init runs. The stanza repeats what is there, in commands that change
/// nothing when all is as it should be, so that `ifup -a` succeeds and `ifdown venet0; ifup venet0` gives the
/// addresses back.
final class InterfacesFile {
    static final String PATH = "etc/network/interfaces";

    /// On-link gateways of venet: with them no destination needs a neighbour entry of its own in VE0's table.
    private static final String GATEWAY4 = "169.254.0.1";

    private static final String GATEWAY6 = "fe80::1";

    /// Words that begin a new part of the file.
    private static final Set<String> KEYWORDS = Set.of(
            "auto",
            "iface",
            "mapping",
            "no-auto-down",
            "no-scripts",
            "rename",
            "source",
            "source-directory",
            "template");

    private InterfacesFile() {}

    /// The file with venet0 as it is now, or without venet0 when it has no addresses.
    static String with(String text, VenetSettings venet) {
        return MarkedBlock.replace(withoutForeignVenet(text), stanza(venet), Place.BOTTOM);
    }

    private static List<String> stanza(VenetSettings venet) {
        if (venet.addresses().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("auto venet0");
        lines.add("iface venet0 inet manual");
        up(lines, "ip link set venet0 up");
        for (IpAddress address : venet.addresses()) {
            String family = address.v6() ? "-6 " : "";
            String prefix = address.v6() ? "/128" : "/32";
            up(lines, "ip " + family + "address replace " + address.host() + prefix + " dev venet0");
        }
        if (venet.ipv4Default()) {
            venet.first(false).ifPresent(source -> {
                up(lines, "ip route replace " + GATEWAY4 + " dev venet0");
                up(lines, "ip route replace default via " + GATEWAY4 + " dev venet0 src " + source.host());
            });
        }
        if (venet.ipv6Default()) {
            venet.first(true)
                    .ifPresent(source -> up(
                            lines, "ip -6 route replace default via " + GATEWAY6 + " dev venet0 src " + source.host()));
        }
        return lines;
    }

    private static void up(List<String> lines, String command) {
        lines.add("\tup " + command + " || true");
    }

    /// Old OpenVZ wrote stanzas for venet0 and venet0:0 without marks; two sets of them would contradict each
    /// other.
    private static String withoutForeignVenet(String text) {
        List<String> kept = new ArrayList<>();
        boolean ours = false;
        boolean foreign = false;
        for (String line : text.lines().toList()) {
            ours = line.equals(MarkedBlock.BEGIN) || (ours && !line.equals(MarkedBlock.END));
            String[] words = line.strip().split("\\s+");
            if (KEYWORDS.contains(words[0]) || words[0].startsWith("allow-")) {
                foreign = !ours && isVenet(words);
            }
            if (!foreign) {
                kept.add(line);
            }
        }
        return String.join("\n", kept);
    }

    private static boolean isVenet(String[] words) {
        return switch (words[0]) {
            case "iface", "mapping" -> words.length > 1 && isVenet(words[1]);
            case "source", "source-directory", "template" -> false;
            default -> words.length > 1 && Arrays.stream(words).skip(1).allMatch(InterfacesFile::isVenet);
        };
    }

    private static boolean isVenet(String name) {
        return name.equals("venet0") || name.startsWith("venet0:");
    }
}
