package org.vezere.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vezere.engine.setup.SystemPrograms;
import org.vezere.engine.tool.KeptProgram;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.IpAddress;

/// Addresses and names for VEs that ask for them: one dnsmasq (`man 8 dnsmasq`) for each network that wants it.
final class Dnsmasq implements AutoCloseable {
    private static final String PROGRAM = "dnsmasq";

    private final Path run;
    private final Path leases;
    private final Path log;
    private final Map<String, KeptProgram> running = new TreeMap<>();

    /// @param run for what a reboot empties
    /// @param leases who has which address, which outlives reboots
    Dnsmasq(Path run, Path leases, Path log) {
        this.run = run;
        this.leases = leases;
        this.log = log;
    }

    private record Kind() implements KeptProgram.Kind {
        @Override
        public String name() {
            return PROGRAM;
        }

        @Override
        public List<String> arguments(Path directory) {
            return List.of(
                    "--keep-in-foreground",
                    "--log-facility=-",
                    "--conf-file=" + config(directory),
                    "--pid-file=" + directory.resolve("dnsmasq.pid"));
        }

        @Override
        public boolean rereads() {
            return false;
        }
    }

    /// Has those networks served that want it, and no others.
    ///
    /// @throws VezereException SYSTEM when dnsmasq is not there or does not run
    void agree(List<DeclaredNetwork> networks) {
        Set<String> known = new HashSet<>(names());
        known.addAll(running.keySet());
        networks.stream()
                .filter(network -> network.dhcp().isPresent())
                .map(DeclaredNetwork::name)
                .forEach(known::remove);
        known.forEach(name -> {
            program(name).agree(Optional.empty());
            running.remove(name);
            deleteLeases(name);
        });
        for (DeclaredNetwork network : networks) {
            if (network.dhcp().isPresent()) {
                serve(network);
            }
        }
    }

    private void serve(DeclaredNetwork network) {
        if (SystemPrograms.find(PROGRAM).isEmpty()) {
            throw new VezereException(
                    FailureKind.SYSTEM,
                    "network " + network.name() + ": DHCP needs dnsmasq (apt-get install dnsmasq-base)");
        }
        try {
            Files.createDirectories(leases);
            program(network.name()).agree(Optional.of(text(network)));
        } catch (IOException | UncheckedIOException failure) {
            throw new VezereException(
                    FailureKind.SYSTEM, "network " + network.name() + ": " + failure.getMessage(), failure);
        }
    }

    /// Lets them run on unwatched.
    @Override
    public void close() {
        running.values().forEach(KeptProgram::close);
    }

    private KeptProgram program(String network) {
        return running.computeIfAbsent(network, name -> new KeptProgram(new Kind(), run.resolve(name), log));
    }

    private List<String> names() {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void deleteLeases(String network) {
        try {
            Files.deleteIfExists(leases(network));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path leases(String network) {
        return leases.resolve(network + ".leases");
    }

    /// IPv6 routers are announced only where nobody but VEs hears it.
    private String text(DeclaredNetwork network) {
        DeclaredNetwork.Dhcp range = network.dhcp().orElseThrow();
        StringBuilder text = new StringBuilder("""
                # Written by Vezere from /etc/vz/networks at every change; yours is lost here.
                interface=%s
                except-interface=lo
                bind-dynamic
                dhcp-authoritative
                dhcp-leasefile=%s
                dhcp-range=%s,%s,%s,1h
                """.formatted(
                        network.name(),
                        leases(network.name()),
                        range.first().host(),
                        range.last().host(),
                        mask(network.home(range))));
        if (network.uplink().isEmpty()) {
            network.addresses().stream()
                    .filter(IpAddress::v6)
                    .forEach(address -> text.append("enable-ra\ndhcp-range=")
                            .append(IpAddress.parse(
                                            VethPair.prefix(address).address().getHostAddress())
                                    .host())
                            .append(",ra-stateless,")
                            .append(address.prefix().orElseThrow())
                            .append('\n'));
        }
        return text.toString();
    }

    private static String mask(IpAddress address) {
        int bits = -1 << (32 - address.prefix().orElseThrow());
        return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 0xFF, bits >>> 8 & 0xFF, bits & 0xFF);
    }
}
