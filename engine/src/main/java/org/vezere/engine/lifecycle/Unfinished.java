package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.vezere.engine.config.ConfigText;
import org.vezere.engine.files.StagedFile;
import org.vezere.model.Ctid;

/// What this node has begun to do to VEs and not yet ended, in a place that outlives vzd and the machine: one
/// file below `var/lib/vezere/unfinished` for each VE. The next vzd finds here what it must take back or finish.
final class Unfinished {
    private static final String WORK = "work";
    private static final String PRIVATE = "private";
    private static final String NAME = "name";
    private static final String BEFORE = "config.before";

    private final Path directory;

    Unfinished(Path directory) {
        this.directory = directory;
    }

    /// What was being done.
    enum Work {
        /// To be taken back.
        CREATE,
        /// To be finished.
        DESTROY,
        /// To be finished: what was stopped is to run.
        RESTART,
        /// Names are to be what the config says.
        SET,
        /// Names and disk are to be what the config says.
        SET_DISK
    }

    /// One VE's entry.
    ///
    /// @param privateArea where its files are made or deleted
    /// @param name what it is called besides its number, or is to be called
    /// @param before its config where there was one
    record Entry(Ctid ctid, Work work, Path privateArea, Optional<String> name, Optional<ConfigText> before) {}

    /// Writes down what begins now.
    void begin(Entry entry) {
        Properties text = new Properties();
        text.setProperty(WORK, entry.work().name());
        text.setProperty(PRIVATE, entry.privateArea().toString());
        entry.name().ifPresent(name -> text.setProperty(NAME, name));
        entry.before()
                .ifPresent(config -> text.setProperty(BEFORE, new String(config.bytes(), StandardCharsets.ISO_8859_1)));
        try (StagedFile staged = StagedFile.of(file(entry.ctid()))) {
            try (var writer = Files.newBufferedWriter(staged.path())) {
                text.store(writer, null);
            }
            staged.commit();
        } catch (IOException failure) {
            throw new UncheckedIOException("what is being done to CT " + entry.ctid(), failure);
        }
    }

    /// Forgets it again: it was done, or taken back.
    void end(Ctid ctid) {
        try {
            Files.deleteIfExists(file(ctid));
        } catch (IOException failure) {
            throw new UncheckedIOException("what is being done to CT " + ctid, failure);
        }
    }

    /// Whether a restart has begun and not ended.
    boolean isRestarting(Ctid ctid) {
        Path file = file(ctid);
        try {
            return Files.exists(file) && read(file).work() == Work.RESTART;
        } catch (IOException failure) {
            throw new UncheckedIOException("what is left to be done", failure);
        }
    }

    /// What an earlier vzd left.
    List<Entry> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("[1-9][0-9]{0,9}")) {
                    entries.add(read(file));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("what is left to be done", failure);
        }
        return entries;
    }

    private static Entry read(Path file) throws IOException {
        Properties text = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            text.load(reader);
        }
        return new Entry(
                Ctid.parse(file.getFileName().toString()),
                Work.valueOf(text.getProperty(WORK)),
                Path.of(text.getProperty(PRIVATE)),
                Optional.ofNullable(text.getProperty(NAME)),
                Optional.ofNullable(text.getProperty(BEFORE))
                        .map(config -> ConfigText.parse(config.getBytes(StandardCharsets.ISO_8859_1))));
    }

    private Path file(Ctid ctid) {
        return directory.resolve(ctid.toString());
    }
}
