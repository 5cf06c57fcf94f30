package org.vezere.daemon.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file of log lines in the reference's form: `2026-11-23T14:05:09+0000 vzctl : CT 101 : Container was stopped`.
///
/// Whatever rotates the file may do so at any time and by any means: it is opened for appending, so a truncated one
/// goes
/// on at its beginning, and each line looks whether the name still leads to the same file. A log that cannot be written
/// stops nothing: the line goes to standard error, where systemd's journal has it.
public final class LogFile implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx", Locale.ROOT);

    private volatile Path path;
    private final Clock clock;
    private final ZoneId zone;
    private volatile boolean silent;
    private @Nullable OutputStream stream;
    private @Nullable Object key;

    /// A file that is made by its first line.
    public LogFile(Path path, Clock clock, ZoneId zone) {
        this.path = path;
        this.clock = clock;
        this.zone = zone;
    }

    /// Where the lines go.
    public Path path() {
        return path;
    }

    /// Goes on in another file, `LOGFILE` of vz.conf.
    public void moveTo(Path file) {
        path = file;
        silent = false;
    }

    /// Writes nothing any more: `LOGGING=no` in vz.conf.
    public void silence() {
        silent = true;
    }

    /// Writes a line about the node.
    ///
    /// @param program who says it: `vzctl`, `vzd`
    public void line(String program, String text) {
        write(program + " : " + text);
    }

    /// Writes a line about a VE.
    ///
    /// @param program who says it
    /// @param ctid the VE, or 0 for the node itself
    public void line(String program, int ctid, String text) {
        write(program + " : CT " + ctid + " : " + text);
    }

    private synchronized void write(String text) {
        if (silent) {
            return;
        }
        // What a user can put into a message must not look like a line of its own.
        String line = TIME.format(ZonedDateTime.ofInstant(clock.instant(), zone)) + " "
                + text.stripTrailing().replace("\n", "\n\t") + "\n";
        try {
            opened().write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            System.err.print("vzd: cannot write to " + path + " (" + failed + "): " + line);
        }
    }

    private OutputStream opened() throws IOException {
        OutputStream current = stream;
        Optional<Object> found = key();
        if (current != null && found.isPresent() && found.get().equals(key)) {
            return current;
        }
        close();
        Files.createDirectories(path.getParent());
        OutputStream fresh = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (found.isEmpty()) {
            // Command lines of VEs and their failures are nobody else's business.
            Files.setPosixFilePermissions(
                    path, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
        stream = fresh;
        key = key().orElse(null);
        return fresh;
    }

    private Optional<Object> key() {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        OutputStream current = stream;
        stream = null;
        if (current != null) {
            current.close();
        }
    }
}
