package org.vezere.engine.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vezere.engine.distribution.MarkedBlock.Place;

/// `/etc/resolv.conf`: `man 5 resolv.conf`.
final class ResolverFile {
    static final String PATH = "etc/resolv.conf";

    /// What the C library's resolver uses; it ignores further ones.
    private static final int MOST_SERVERS = 3;

    private static final Set<String> SEARCH = Set.of("search", "domain");

    private ResolverFile() {}

    /// The file with a VE's resolver settings; the administrator's own lines stay, below.
    static String with(String text, ResolverSettings settings) {
        List<String> lines = new ArrayList<>();
        if (!settings.searchDomains().isEmpty()) {
            lines.add("search " + String.join(" ", settings.searchDomains()));
        }
        settings.nameServers().forEach(server -> lines.add("nameserver " + server));
        return MarkedBlock.replace(text, lines, Place.TOP);
    }

    /// What VE0's own file says, for VEs that inherit it. Servers on VE0's loopback, where only VE0 reaches them,
    /// are left out.
    static ResolverSettings read(String text) {
        List<String> servers = new ArrayList<>();
        List<String> domains = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length > 1 && words[0].equals("nameserver") && !isLoopback(words[1])) {
                servers.add(words[1]);
            } else if (words.length > 1 && SEARCH.contains(words[0])) {
                domains.clear();
                domains.addAll(List.of(words).subList(1, words.length));
            }
        }
        return new ResolverSettings(servers.stream().limit(MOST_SERVERS).toList(), domains);
    }

    private static boolean isLoopback(String server) {
        return server.startsWith("127.") || server.equals("::1");
    }
}
