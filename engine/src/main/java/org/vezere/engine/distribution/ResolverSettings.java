package org.vezere.engine.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How a VE resolves names.
///
/// @param nameServers addresses, in order of preference
/// @param searchDomains domains that complete short names
public record ResolverSettings(List<String> nameServers, List<String> searchDomains) {
    /// The value of NAMESERVER and SEARCHDOMAIN that stands for VE0's own settings.
    public static final String INHERIT = "inherit";

    private static final Path SYSTEMD_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    public ResolverSettings {
        nameServers = List.copyOf(nameServers);
        searchDomains = List.copyOf(searchDomains);
        for (String word : nameServers) {
            check(word);
        }
        for (String word : searchDomains) {
            check(word);
        }
    }

    /// VE0's own settings.
    ///
    /// Where VE0 asks a server on its loopback, as with systemd-resolved, the servers behind that one are taken.
    ///
    /// @param file usually `/etc/resolv.conf`
    public static ResolverSettings ofNode(Path file) throws IOException {
        ResolverSettings settings = Files.isReadable(file)
                ? ResolverFile.read(Files.readString(file))
                : new ResolverSettings(List.of(), List.of());
        boolean behind = settings.nameServers.isEmpty() && Files.isReadable(SYSTEMD_RESOLVED);
        return behind ? ResolverFile.read(Files.readString(SYSTEMD_RESOLVED)) : settings;
    }

    /// These settings, with `inherit` replaced by what the node has.
    public ResolverSettings resolve(ResolverSettings node) {
        return new ResolverSettings(
                nameServers.contains(INHERIT) ? node.nameServers : nameServers,
                searchDomains.contains(INHERIT) ? node.searchDomains : searchDomains);
    }

    private static void check(String word) {
        if (word.isEmpty() || !word.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#' && c != ';')) {
            throw new IllegalArgumentException("not a word of resolv.conf: " + word.replaceAll("\\p{Cntrl}", "?"));
        }
    }
}
