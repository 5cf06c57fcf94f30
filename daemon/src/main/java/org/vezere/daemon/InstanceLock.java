package org.vezere.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Makes sure that a node has one vzd.
///
/// The kernel drops the lock with the process that holds it, however that ends, and no child inherits it (`fcntl`
/// locks, `man 2 fcntl_locking`): neither a stale file nor a keeper can stand in the way of the next vzd. Only root may
/// open the file: whoever can read it could lock it.
public final class InstanceLock implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final FileChannel channel;
    private final Path pidFile;

    private InstanceLock(FileChannel channel, Path pidFile) {
        this.channel = channel;
        this.pidFile = pidFile;
    }

    /// Takes the lock and writes the process number.
    ///
    /// @throws VezereException with exit code 5 when another vzd serves this node
    public static InstanceLock take(NodePaths paths) throws IOException {
        Files.createDirectories(paths.lockFile().getParent());
        FileChannel channel = FileChannel.open(
                paths.lockFile(),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (tryLock(channel) == null || olderRuns(paths)) {
                throw new VezereException(
                        FailureKind.NO_NODE, "vzd runs already for " + paths.prefix() + holder(paths.pidFile()));
            }
            InstanceLock lock = new InstanceLock(channel, paths.pidFile());
            lock.writePid();
            return lock;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /// Whether another vzd serves the node whose socket was deleted, and has made it again by now: whoever wanted a vzd
    /// has one.
    static boolean comesBack(NodePaths paths) {
        if (Files.exists(paths.starterSocket())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(paths.lockFile(), StandardOpenOption.WRITE)) {
            if (tryLock(channel) != null && !olderRuns(paths)) {
                return false;
            }
            long deadline =
                    System.nanoTime() + FileGuard.INTERVAL.multipliedBy(5).toNanos();
            while (!Files.exists(paths.starterSocket())) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                Thread.sleep(LOOK_AGAIN);
            }
            return true;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether a vzd from before an upgrade serves the node.
    private static boolean olderRuns(NodePaths paths) throws IOException {
        try (FileChannel channel = FileChannel.open(paths.formerLockFile(), StandardOpenOption.WRITE)) {
            return tryLock(channel) == null;
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String holder(Path pidFile) {
        try {
            return ", process " + Files.readString(pidFile).strip();
        } catch (IOException _) {
            return "";
        }
    }

    /// Writes the process number, for whoever wants to know who holds the lock.
    void writePid() throws IOException {
        NodeDirectories.makeFor(pidFile);
        Path fresh = pidFile.resolveSibling("." + pidFile.getFileName() + ".new");
        Files.writeString(fresh, ProcessHandle.current().pid() + "\n");
        Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Lets the next vzd in.
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(pidFile);
        channel.close();
    }
}
