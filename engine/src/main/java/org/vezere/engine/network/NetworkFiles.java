package org.vezere.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vezere.engine.config.ConfigText;
import org.vezere.engine.files.StagedFile;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.IpAddress;

/// Declared networks as files, `NAME.conf` each, which sh can read as it can the VEs' configs:
///
///     ADDRESS="198.51.100.1/24 2001:db8::1/64"
///     UPLINK="bond0"
///     BOND="eth1 eth2"
///     BOND_MODE="active-backup"
///     VLAN="12"
///     NAT="no"
final class NetworkFiles {
    private static final String SUFFIX = ".conf";

    private final Path directory;

    NetworkFiles(Path directory) {
        this.directory = directory;
    }

    /// All networks, by name.
    ///
    /// @throws VezereException BAD_CONFIG for a file that declares no network
    List<DeclaredNetwork> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX) && !file.startsWith("."))
                    .sorted()
                    .map(file -> read(file.substring(0, file.length() - SUFFIX.length())))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Optional<DeclaredNetwork> find(String name) {
        return Files.exists(file(name)) ? Optional.of(read(name)) : Optional.empty();
    }

    void write(DeclaredNetwork network) {
        try {
            Files.createDirectories(directory);
            try (StagedFile staged = StagedFile.of(file(network.name()))) {
                Files.writeString(staged.path(), text(network));
                staged.commit();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private DeclaredNetwork read(String name) {
        try {
            return parse(name, ConfigText.parse(Files.readAllBytes(file(name))).values());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (BadValueException wrong) {
            throw new VezereException(
                    FailureKind.BAD_CONFIG, file(name) + " declares no network: wanted is " + wrong.expected(), wrong);
        }
    }

    private static DeclaredNetwork parse(String name, Map<String, String> values) {
        return new DeclaredNetwork(
                name,
                words(values, "ADDRESS").map(IpAddress::parse).toList(),
                words(values, "UPLINK").findFirst(),
                words(values, "VLAN").findFirst().map(DeclaredNetwork::vlanOf),
                words(values, "BOND").toList(),
                words(values, "BOND_MODE").findFirst(),
                words(values, "NAT").anyMatch("yes"::equals));
    }

    private static Stream<String> words(Map<String, String> values, String key) {
        return Stream.of(values.getOrDefault(key, "").split("\\s+", -1)).filter(word -> !word.isEmpty());
    }

    private static String text(DeclaredNetwork network) {
        return line(
                        "ADDRESS",
                        network.addresses().stream().map(IpAddress::toString).collect(Collectors.joining(" ")))
                + line("UPLINK", network.uplink().orElse(""))
                + line("BOND", String.join(" ", network.bondNics()))
                + line("BOND_MODE", network.bondMode().orElse(""))
                + line("VLAN", network.vlan().map(String::valueOf).orElse(""))
                + line("NAT", network.nat() ? "yes" : "no");
    }

    private static String line(String key, String value) {
        return key + "=\"" + value + "\"\n";
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }
}
