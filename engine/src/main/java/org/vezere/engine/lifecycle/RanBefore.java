package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vezere.model.Ctid;

/// Which VEs run, in a place that outlives VE0's reboot: one empty file for each below `var/lib/vezere/running`.
///
/// A VE that somebody stopped, or that halted itself, is forgotten. One that was killed, or that is stopped because
/// VE0 goes down, is remembered: it is to run again.
final class RanBefore {
    private final Path directory;
    private final Set<Ctid> kept = ConcurrentHashMap.newKeySet();

    RanBefore(Path directory) {
        this.directory = directory;
    }

    /// The VEs that are remembered.
    Set<Ctid> all() {
        if (!Files.isDirectory(directory)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[1-9][0-9]{0,9}"))
                    .map(Ctid::parse)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException failure) {
            throw new UncheckedIOException("the list of VEs that ran", failure);
        }
    }

    /// Remembers a VE.
    void add(Ctid ctid) {
        try {
            Files.createDirectories(directory);
            Path file = file(ctid);
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the list of VEs that ran", failure);
        }
    }

    /// Forgets a VE, unless it is [#keep]t.
    void remove(Ctid ctid) {
        if (kept.contains(ctid)) {
            return;
        }
        try {
            Files.deleteIfExists(file(ctid));
        } catch (IOException failure) {
            throw new UncheckedIOException("the list of VEs that ran", failure);
        }
    }

    /// Draws the consequence of an end.
    ///
    /// @param asked whether somebody on VE0 wanted it
    void ended(Ctid ctid, VeEnd end, boolean asked) {
        boolean meant = asked || end == VeEnd.HALTED || end == VeEnd.EXITED;
        if (meant) {
            remove(ctid);
        }
    }

    /// While an action goes on, the VE is not forgotten.
    void keep(Ctid ctid, Runnable action) {
        kept.add(ctid);
        try {
            action.run();
        } finally {
            kept.remove(ctid);
        }
    }

    private Path file(Ctid ctid) {
        return directory.resolve(ctid.toString());
    }
}
