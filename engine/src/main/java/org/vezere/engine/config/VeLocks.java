package org.vezere.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.Numbers;

/// Locks of VEs: one operation that changes a VE at a time.
///
/// Other programs (Proxmox, vzmigrate, a real vzctl) lock by the same files, `LOCKDIR/CTID.lck`, whose first line is
/// the
/// process that holds the lock; a file whose process is gone is stale. A file appears whole, by a hard link, so that
/// nobody reads it half-written. Within this process a table guards as well: a caller may die while its operation
/// goes on.
public final class VeLocks {
    private static final int TRIES = 10;

    private final Supplier<Path> directory;
    private final Processes processes;
    private final Map<Ctid, Integer> holders = new ConcurrentHashMap<>();

    /// What is known of processes.
    public interface Processes {
        /// Whether a process with this id is there.
        boolean alive(long pid);

        /// Its command line, words separated by blanks; empty when it can't be read.
        String commandLine(long pid);
    }

    /// A lock that is held until it is closed.
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /// @param directory gives LOCKDIR as it is now
    public VeLocks(Supplier<Path> directory, Processes processes) {
        this.directory = directory;
        this.processes = processes;
    }

    /// Takes the lock of a VE.
    ///
    /// @param pid the process that asks, as others are told
    /// @param skip whether the caller says that it holds the lock already; nothing is taken then
    /// @param notices hears of a stale lock that was removed
    /// @throws VezereException [FailureKind#LOCKED] when somebody else holds it, [FailureKind#CANNOT_LOCK] when the
    ///     file can't be made
    public Held acquire(Ctid ctid, int pid, boolean skip, Consumer<Notice> notices) {
        if (skip) {
            return () -> {};
        }
        Integer holder = holders.putIfAbsent(ctid, pid);
        if (holder != null) {
            throw locked(holder);
        }
        try {
            Path file = lockFile(ctid, pid, notices);
            AtomicBoolean open = new AtomicBoolean(true);
            return () -> {
                if (open.compareAndSet(true, false)) {
                    release(ctid, pid, file);
                }
            };
        } catch (RuntimeException failure) {
            holders.remove(ctid, pid);
            throw failure;
        }
    }

    private Path lockFile(Ctid ctid, int pid, Consumer<Notice> notices) {
        Path file = directory.get().resolve(ctid + ".lck");
        try {
            Files.createDirectories(directory.get());
            Path temporary = Files.createTempFile(
                    directory.get(),
                    ctid + ".lck",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
            try {
                Files.write(temporary, (pid + "\n\n").getBytes(StandardCharsets.US_ASCII));
                for (int tries = 0; tries < TRIES; tries++) {
                    try {
                        Files.createLink(file, temporary);
                        return file;
                    } catch (FileAlreadyExistsException taken) {
                        refuseOrRemove(file, notices);
                    }
                }
                throw new VezereException(FailureKind.CANNOT_LOCK, file + " comes back whenever it is removed");
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException failure) {
            throw new VezereException(FailureKind.CANNOT_LOCK, failure.getMessage() + "", failure);
        }
    }

    /// Takes a stale file away. It is moved aside first and looked at again, as somebody may have put a good one there
    /// since.
    private void refuseOrRemove(Path file, Consumer<Notice> notices) throws IOException {
        Optional<String> first = firstLine(file);
        if (first.isEmpty()) {
            // It may be back by now, as somebody's good lock.
            return;
        }
        OptionalLong pid = number(first.get());
        if (pid.isPresent() && processes.alive(pid.getAsLong())) {
            throw locked(pid.getAsLong());
        }
        Path aside = file.resolveSibling(
                file.getFileName() + ".stale." + ProcessHandle.current().pid());
        try {
            Files.move(file, aside);
            OptionalLong moved = pid(aside);
            if (moved.isPresent() && processes.alive(moved.getAsLong())) {
                Files.createLink(file, aside);
                throw locked(moved.getAsLong());
            }
            notices.accept(Notice.of(NoticeKind.STALE_LOCK, file));
        } catch (NoSuchFileException goneMeanwhile) {
            return;
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /// Takes away the lock files of processes that are gone: of operations that broke off.
    public void removeStale() {
        Path locks = directory.get();
        if (!Files.isDirectory(locks)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(locks, "[0-9]*.lck*")) {
            for (Path file : files) {
                OptionalLong pid = pid(file);
                if (pid.isPresent() && !processes.alive(pid.getAsLong())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException failure) {
            throw new VezereException(FailureKind.CANNOT_LOCK, locks + ": " + failure.getMessage(), failure);
        }
    }

    private void release(Ctid ctid, int pid, Path file) {
        try {
            OptionalLong owner = pid(file);
            if (owner.isPresent() && owner.getAsLong() == pid) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new VezereException(FailureKind.CANNOT_LOCK, failure.getMessage() + "", failure);
        } finally {
            holders.remove(ctid, pid);
        }
    }

    private VezereException locked(long pid) {
        return new VezereException(
                FailureKind.LOCKED, "Locked by: pid " + pid + ", cmdline " + processes.commandLine(pid));
    }

    /// The process in a lock file; none when the file is gone or holds no number.
    private static OptionalLong pid(Path file) throws IOException {
        return firstLine(file).map(VeLocks::number).orElse(OptionalLong.empty());
    }

    /// Nothing when the file is gone.
    private static Optional<String> firstLine(Path file) throws IOException {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip());
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Numbers.parse(text, 1, Integer.MAX_VALUE));
        } catch (BadValueException none) {
            return OptionalLong.empty();
        }
    }
}
