package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Hands out ranges of host ids, one per running VE, never the same one twice on this machine.
///
/// Ids on disk are 0-based, so a range belongs to a VE only while it runs. All nodes of a machine share one
/// directory; a file there named after the range's number says who has it. The first range starts above what
/// directories (SSSD up to 2,000,200,000 in its default slices is avoided by the check of `/etc/subuid`) and
/// systemd-nspawn (524,288 to 1,879,048,191, see `man 1 systemd-nspawn`) take.
public final class IdRanges {
    /// First host id that may be handed out.
    public static final int FIRST = 1_879_048_192;

    /// How many ranges fit below 2^31.
    public static final int COUNT = (int) ((1L << 31) - FIRST) / IdRange.SIZE;

    private final Path directory;
    private final List<Path> subordinateFiles;
    private final String node;

    /// @param directory shared by all nodes of the machine, on a filesystem that a reboot empties
    /// @param subordinateFiles files in the form of `man 5 subuid` whose ranges are avoided
    /// @param node what tells this node from the others on the machine
    public IdRanges(Path directory, List<Path> subordinateFiles, String node) {
        this.directory = directory;
        this.subordinateFiles = List.copyOf(subordinateFiles);
        this.node = node;
    }

    /// Takes a free range for a VE: the one with the VE's number if possible, so that ids on VE0 tell VEs apart.
    ///
    /// @throws VezereException with [FailureKind#NO_RESOURCES] when none is left
    public IdRange take(Ctid ctid) {
        return locked(() -> {
            List<long[]> taken = subordinateRanges();
            for (int attempt = 0; attempt < COUNT; attempt++) {
                int number = Math.floorMod(ctid.value() + attempt, COUNT);
                IdRange range = new IdRange(FIRST + number * IdRange.SIZE);
                if (Files.notExists(file(number)) && taken.stream().noneMatch(other -> overlaps(range, other))) {
                    Files.writeString(file(number), node + " " + ctid + "\n", StandardOpenOption.CREATE_NEW);
                    return range;
                }
            }
            throw new VezereException(
                    FailureKind.NO_RESOURCES, "all " + COUNT + " ranges of host ids are taken, see " + directory);
        });
    }

    /// Gives a range back; harmless when it is free already.
    public void release(IdRange range) {
        locked(() -> {
            Files.deleteIfExists(file((range.base() - FIRST) / IdRange.SIZE));
            return range;
        });
    }

    /// The ranges that VEs of this node have, by the files there.
    public List<Taken> ours() {
        return locked(() -> {
            List<Taken> ours = new ArrayList<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[0-9]*")) {
                for (Path file : files) {
                    String[] words = Files.readString(file).strip().split(" ", -1);
                    if (words.length == 2 && words[0].equals(node)) {
                        int number = Integer.parseInt(file.getFileName().toString());
                        ours.add(new Taken(
                                new IdRange(FIRST + number * IdRange.SIZE), new Ctid(Integer.parseInt(words[1]))));
                    }
                }
            }
            return ours;
        });
    }

    /// A range and the VE that has it.
    public record Taken(IdRange range, Ctid ctid) {}

    private Path file(int number) {
        return directory.resolve(Integer.toString(number));
    }

    private static boolean overlaps(IdRange range, long[] other) {
        return range.base() < other[0] + other[1] && other[0] <= range.last();
    }

    private List<long[]> subordinateRanges() throws IOException {
        List<long[]> ranges = new ArrayList<>();
        for (Path file : subordinateFiles) {
            List<String> lines;
            try {
                lines = Files.readAllLines(file);
            } catch (NoSuchFileException none) {
                continue;
            }
            for (String line : lines) {
                String[] fields = line.split(":", -1);
                if (fields.length == 3 && fields[1].matches("[0-9]{1,10}") && fields[2].matches("[0-9]{1,10}")) {
                    ranges.add(new long[] {Long.parseLong(fields[1]), Long.parseLong(fields[2])});
                }
            }
        }
        return ranges;
    }

    private <T> T locked(Work<T> work) {
        // A FileLock excludes other processes only, the monitor the threads of this one.
        synchronized (IdRanges.class) {
            try {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                try (FileChannel channel = FileChannel.open(
                                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    assert lock.isValid();
                    return work.run();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException("host id ranges in " + directory, failure);
            }
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }
}
