package org.vezere.engine.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The kernel's settings below `/proc/sys`, by keys with slashes.
final class Sysctls {
    private static final String IPV4_FORWARDING = "net/ipv4/ip_forward";
    private static final String IPV6_FORWARDING = "net/ipv6/conf/all/forwarding";
    private static final int RTF_DEFAULT = 0x0001_0000;
    private static final int RTF_ADDRCONF = 0x0004_0000;

    private final Machine machine;

    Sysctls(Machine machine) {
        this.machine = machine;
    }

    Optional<String> read(String key) {
        return machine.text("/proc/sys/" + key);
    }

    /// Sets a value and returns the kernel's refusal, if any: it may also keep another value without a word.
    Optional<String> write(String key, String value) {
        try {
            machine.write("/proc/sys/" + key, value);
        } catch (IOException refusal) {
            String reason = refusal.getMessage();
            return Optional.of(
                    reason == null
                            ? "refused"
                            : reason.substring(reason.lastIndexOf(": ") + 1).strip());
        }
        String now = read(key).orElse("");
        return now.equals(value) ? Optional.empty() : Optional.of("the kernel made it " + now);
    }

    /// The settings that the kernel may change when this one is set, with their present values.
    ///
    /// `inet_forward_change` and `addrconf_fixup_forwarding`: switching forwarding sets it on every interface, and
    /// for IPv4 the acceptance of redirects to its opposite.
    Map<String, String> companions(String key) {
        List<String> keys = new ArrayList<>();
        if (key.equals(IPV4_FORWARDING)) {
            keys.add("net/ipv4/conf/all/accept_redirects");
            keys.addAll(perInterface("net/ipv4/conf"));
        } else if (key.equals(IPV6_FORWARDING)) {
            keys.addAll(perInterface("net/ipv6/conf"));
        }
        keys.remove(key);
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(companion -> read(companion).ifPresent(value -> values.put(companion, value)));
        return values;
    }

    private List<String> perInterface(String directory) {
        return machine.names("/proc/sys/" + directory).stream()
                .map(name -> directory + "/" + name + "/forwarding")
                .toList();
    }

    /// The settings that IPv6 forwarding needs first: an interface that learned its default route from a router
    /// forgets it when forwarding begins, unless its `accept_ra` is 2 (kernel: networking/ip-sysctl).
    List<String> routersToKeep() {
        return machine.lines("/proc/net/ipv6_route").stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length == 10 && words[1].equals("00"))
                .filter(words -> (Long.parseLong(words[8], 16) & RTF_DEFAULT) != 0
                        && (Long.parseLong(words[8], 16) & RTF_ADDRCONF) != 0)
                .map(words -> "net/ipv6/conf/" + words[9] + "/accept_ra")
                .distinct()
                .filter(key -> read(key).orElse("").equals("1"))
                .toList();
    }
}
