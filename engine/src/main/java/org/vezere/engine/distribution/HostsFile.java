package org.vezere.engine.distribution;

import java.util.List;
import java.util.Optional;
import org.vezere.engine.distribution.MarkedBlock.Place;
import org.vezere.model.value.IpAddress;

/// `/etc/hosts`: the VE's own name must be known there, or sudo and mail servers wait for a name server.
final class HostsFile {
    static final String PATH = "etc/hosts";

    /// Debian's address for a name of a machine that has no address.
    private static final String NO_ADDRESS = "127.0.1.1";

    private HostsFile() {}

    /// The file with a line for the VE's name; a file without `localhost` gets that too.
    ///
    /// @param hostname with or without a domain
    static String with(String text, String hostname, Optional<IpAddress> address) {
        String host = address.map(IpAddress::host).orElse(NO_ADDRESS);
        int dot = hostname.indexOf('.');
        String names = dot > 0 ? hostname + " " + hostname.substring(0, dot) : hostname;
        String base = text.isBlank() ? "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n" : text;
        return MarkedBlock.replace(base, List.of(host + " " + names), Place.BOTTOM);
    }
}
