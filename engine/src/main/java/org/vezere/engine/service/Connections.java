package org.vezere.engine.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Who has been let through to which VE, as the kernel counts it.
///
/// @param of each VE's, by [#key]; a VE without an entry is not in the kernel's pool
record Connections(Map<String, Integer> of) {
    private static final Path IPVS = Path.of("/proc/thread-self/net/ip_vs");
    private static final Path TRACKED = Path.of("/proc/thread-self/net/nf_conntrack");
    private static final Pattern SERVICE = Pattern.compile("(TCP|UDP)\\s+(\\S+):([0-9A-F]{4}) .*");
    private static final Pattern SERVER =
            Pattern.compile("\\s+->\\s+(\\S+):([0-9A-F]{4})\\s+\\S+\\s+\\d+\\s+(\\d+)\\s+\\d+\\s*");
    private static final Pattern TRACK = Pattern.compile(
            "ipv\\d\\s+\\d+\\s+(tcp|udp)\\s+.*?dst=(\\S+) sport=\\d+ dport=(\\d+) .*?src=(\\S+) dst=.*");

    Connections {
        of = Map.copyOf(of);
    }

    /// The name of a service's VE in the map.
    static String key(String protocol, InetAddress vip, int port, InetAddress server) {
        return protocol + " " + vip.getHostAddress() + " " + port + " " + server.getHostAddress();
    }

    /// Whether this kernel has IPVS, loaded.
    static boolean isIpvsThere() {
        return Files.exists(IPVS);
    }

    /// By the table of IPVS: those that are established.
    static Connections ofIpvs() {
        Map<String, Integer> all = new HashMap<>();
        String service = "";
        for (String line : read(IPVS).orElse(List.of())) {
            Matcher head = SERVICE.matcher(line);
            Matcher server = SERVER.matcher(line);
            if (head.matches()) {
                service = "%s %s %d "
                        .formatted(
                                head.group(1).toLowerCase(java.util.Locale.ROOT),
                                address(head.group(2)).getHostAddress(),
                                Integer.parseInt(head.group(3), 16));
            } else if (server.matches()) {
                all.put(service + address(server.group(1)).getHostAddress(), Integer.parseInt(server.group(3)));
            }
        }
        return new Connections(all);
    }

    /// By the table of connection tracking; empty where the kernel doesn't show it.
    static Optional<Connections> ofTracking() {
        return read(TRACKED).map(lines -> {
            Map<String, Integer> all = new HashMap<>();
            for (String line : lines) {
                Matcher track = TRACK.matcher(line);
                if (track.matches() && (track.group(1).equals("udp") || line.contains(" ESTABLISHED "))) {
                    String key = key(
                            track.group(1),
                            InetAddress.ofLiteral(track.group(2)),
                            Integer.parseInt(track.group(3)),
                            InetAddress.ofLiteral(track.group(4)));
                    all.merge(key, 1, Integer::sum);
                }
            }
            return new Connections(all);
        });
    }

    /// `C6336465` or `[2001:0db8:...]`.
    private static InetAddress address(String text) {
        if (text.startsWith("[")) {
            return InetAddress.ofLiteral(text.substring(1, text.length() - 1));
        }
        try {
            return InetAddress.getByAddress(HexFormat.of().parseHex(text));
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalArgumentException(text, impossible);
        }
    }

    private static Optional<List<String>> read(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
            return Optional.of(lines.toList());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
