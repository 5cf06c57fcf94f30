package org.vezere.engine.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.vezere.engine.files.StagedFile;
import org.vezere.engine.network.Placements;

/// Addresses of services that VE0 has been given for their sake; those that it has anyway are left alone.
final class Vips {
    private final Path file;
    private final Placements placements;

    /// @param file remembers what was given; a reboot takes both away
    Vips(Path file, Placements placements) {
        this.file = file;
        this.placements = placements;
    }

    /// Gives VE0 these addresses and takes all others from it that it was given before.
    void agree(Set<InetAddress> wanted) {
        Map<InetAddress, String> given = read();
        Map<InetAddress, String> kept = new LinkedHashMap<>();
        for (Map.Entry<InetAddress, String> entry : given.entrySet()) {
            if (wanted.contains(entry.getKey())) {
                kept.put(entry.getKey(), entry.getValue());
            } else {
                placements.drop(entry.getKey(), entry.getValue());
            }
        }
        Map<InetAddress, String> lacking = new LinkedHashMap<>();
        for (InetAddress address : wanted) {
            if (!placements.isOwn(address)) {
                lacking.put(address, placements.home(address));
            }
        }
        kept.putAll(lacking);
        // First written, so that who comes after a crash knows whose they are.
        if (!kept.equals(given)) {
            write(kept);
        }
        lacking.forEach(placements::bear);
    }

    private Map<InetAddress, String> read() {
        Map<InetAddress, String> given = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return given;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", 2);
                if (words.length == 2) {
                    given.put(InetAddress.ofLiteral(words[0]), words[1]);
                }
            }
            return given;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void write(Map<InetAddress, String> given) {
        try {
            if (given.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            StringBuilder text = new StringBuilder();
            given.forEach((address, link) -> text.append(address.getHostAddress())
                    .append(' ')
                    .append(link)
                    .append('\n'));
            try (StagedFile staged = StagedFile.of(file)) {
                Files.writeString(staged.path(), text);
                staged.commit();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
