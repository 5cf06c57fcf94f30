package org.vezere.engine.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.vezere.engine.files.Reason;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Reads every header of an archive and refuses what no honest template has.
///
/// Refused are: absolute names and `..`; entries that lie below a symbolic link of the same archive; links that
/// lead out of the tree; names that come twice; device nodes outside the directories of [#SKIPPED]; kinds of
/// entries that are no file, directory, link or pipe; more entries or bytes than allowed; archives that end too
/// early. Absolute targets of symbolic links are fine: inside the VE they mean the VE's own root.
///
/// This is the first of two walls. The second is that unpacking happens where nothing but the tree can be
/// reached ([ConfinedTar]); so a difference between this reader's and GNU tar's idea of an archive leads
/// nowhere.
public final class ArchiveCheck {
    /// Directories whose contents are left out: a VE's /dev is made at its start, and templates of OpenVZ carry
    /// nodes there.
    static final List<String> SKIPPED = List.of("dev", "lib/udev/devices");

    private static final int BLOCK = 512;

    /// Long names, extended attributes and sparse maps of one entry; ACLs and capabilities take some hundred
    /// bytes.
    private static final long LONGEST_DESCRIPTION = 4 << 20;

    private final ArchiveLimits limits;
    private final Path archive;
    private final EntryNames names = new EntryNames();
    private final EntryNames symbolicLinks = new EntryNames();
    private long entries;
    private long bytes;
    private long devices;

    private ArchiveCheck(ArchiveLimits limits, Path archive) {
        this.limits = limits;
        this.archive = archive;
    }

    /// Reads an archive to its end.
    ///
    /// @param file the archive
    /// @param limits what it may ask for
    /// @throws VezereException [FailureKind#BAD_TEMPLATE] with the entry and what is wrong with it
    public static ArchiveSummary check(Path file, ArchiveLimits limits) {
        try {
            return checkAndCopy(file, limits, OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.BAD_TEMPLATE, "Template archive " + file + " cannot be read: " + Reason.of(e), e);
        }
    }

    /// Reads an archive to its end and hands on the decompressed bytes as it goes.
    ///
    /// @param copy receives the plain archive; an entry's bytes may get there before the entry was checked
    /// @throws VezereException [FailureKind#BAD_TEMPLATE] with the entry and what is wrong with it
    /// @throws IOException when the copy can't be written
    static ArchiveSummary checkAndCopy(Path file, ArchiveLimits limits, OutputStream copy) throws IOException {
        CopyFailure failure = new CopyFailure(copy);
        ArchiveCheck check = new ArchiveCheck(limits, file);
        try (InputStream plain = Compression.of(file).open(file)) {
            return check.read(new MeteredStream(plain, failure));
        } catch (VezereException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decompressors and the tar reader answer broken input with exceptions of both kinds.
            if (failure.happened()) {
                throw e;
            }
            throw new VezereException(
                    FailureKind.BAD_TEMPLATE,
                    "Template archive " + file + " is broken or not complete: " + Reason.of(e),
                    e);
        }
    }

    private ArchiveSummary read(MeteredStream metered) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(metered, "UTF-8")) {
            metered.allow(LONGEST_DESCRIPTION);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                checkEntry(entry);
                metered.allow(entry.getSize() + LONGEST_DESCRIPTION);
            }
        }
        if (metered.trailingZeros() < BLOCK) {
            throw refused("it ends without an end mark: it was cut off, or is no tar archive");
        }
        if (entries == 0) {
            throw refused("it is empty");
        }
        return new ArchiveSummary(entries, bytes, devices);
    }

    private void checkEntry(TarArchiveEntry entry) {
        if (!entry.isCheckSumOK()) {
            throw refused("a header's checksum is wrong: it is damaged, or no tar archive");
        }
        entries++;
        if (entries > limits.entries()) {
            throw refused("it has more than " + limits.entries() + " entries");
        }
        List<String> path = path(entry);
        String name = String.join("/", path);
        boolean skipped = SKIPPED.stream().anyMatch(directory -> name.startsWith(directory + "/"));
        if (isDevice(entry)) {
            devices++;
            if (!skipped) {
                throw refused(entry, "is a device node outside /dev");
            }
        }
        if (skipped) {
            return;
        }
        checkParents(entry, path);
        checkKind(entry, path);
        checkSize(entry);
        if (!names.add(name) && !entry.isDirectory()) {
            throw refused(entry, "comes twice");
        }
        if (entry.isSymbolicLink()) {
            symbolicLinks.add(name);
        }
    }

    private void checkParents(TarArchiveEntry entry, List<String> path) {
        StringBuilder parent = new StringBuilder();
        for (String component : path.subList(0, Math.max(0, path.size() - 1))) {
            parent.append(parent.isEmpty() ? "" : "/").append(component);
            if (symbolicLinks.contains(parent.toString())) {
                throw refused(entry, "lies below the symbolic link \"" + printable(parent.toString()) + "\"");
            }
        }
    }

    private void checkKind(TarArchiveEntry entry, List<String> path) {
        if (entry.isSymbolicLink()) {
            checkSymbolicLink(entry, path);
        } else if (entry.isLink()) {
            checkHardLink(entry);
        } else if (path.isEmpty() && !entry.isDirectory()) {
            throw refused(entry, "is the root and no directory");
        } else if (!isPlain(entry)) {
            throw refused(entry, "is no file, directory, link or pipe, but of kind " + (int) entry.getLinkFlag());
        }
    }

    private static boolean isPlain(TarArchiveEntry entry) {
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_OLDNORM,
                    TarConstants.LF_NORMAL,
                    TarConstants.LF_CONTIG,
                    TarConstants.LF_DIR,
                    TarConstants.LF_FIFO,
                    TarConstants.LF_GNUTYPE_SPARSE,
                    TarConstants.LF_CHR,
                    TarConstants.LF_BLK -> true;
            default -> false;
        };
    }

    private static boolean isDevice(TarArchiveEntry entry) {
        return entry.isCharacterDevice() || entry.isBlockDevice();
    }

    private void checkSymbolicLink(TarArchiveEntry entry, List<String> path) {
        String target = entry.getLinkName();
        if (target.isEmpty()) {
            throw refused(entry, "is a symbolic link to nothing");
        }
        if (target.startsWith("/")) {
            return;
        }
        int depth = path.size() - 1;
        for (String component : target.split("/", -1)) {
            if (component.equals("..")) {
                depth--;
            } else if (!component.isEmpty() && !component.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                throw refused(entry, "is a symbolic link out of the tree: \"" + printable(target) + "\"");
            }
        }
    }

    private void checkHardLink(TarArchiveEntry entry) {
        String target = entry.getLinkName();
        List<String> components = components(target);
        if (target.startsWith("/") || components.contains("..")) {
            throw refused(entry, "is a hard link out of the tree: \"" + printable(target) + "\"");
        }
        if (!names.contains(String.join("/", components))) {
            throw refused(entry, "is a hard link to \"" + printable(target) + "\", which does not come before it");
        }
    }

    private void checkSize(TarArchiveEntry entry) {
        long size = entry.getSize();
        if (size < 0 || size > limits.bytes() - bytes) {
            throw new VezereException(
                    FailureKind.NO_SPACE,
                    "Template archive " + archive + " refused: unpacked it needs more than the " + limits.bytes()
                            + " bytes that may be used");
        }
        bytes += size;
    }

    private List<String> path(TarArchiveEntry entry) {
        String name = entry.getName();
        List<String> components = components(name);
        if (name.startsWith("/")) {
            throw refused(entry, "has an absolute name");
        }
        if (components.contains("..")) {
            throw refused(entry, "has \"..\" in its name");
        }
        return components;
    }

    private static List<String> components(String name) {
        List<String> components = new ArrayList<>();
        for (String component : name.split("/", -1)) {
            if (!component.isEmpty() && !component.equals(".")) {
                components.add(component);
            }
        }
        return components;
    }

    private VezereException refused(TarArchiveEntry entry, String reason) {
        return refused("entry \"" + printable(entry.getName()) + "\" " + reason);
    }

    private VezereException refused(String reason) {
        return new VezereException(FailureKind.BAD_TEMPLATE, "Template archive " + archive + " refused: " + reason);
    }

    /// One line, whatever an archive calls its entries.
    private static String printable(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 200 ? clean.substring(0, 200) + "..." : clean;
    }

    /// Tells a copy that can't be written from an archive that can't be read.
    private static final class CopyFailure extends OutputStream {
        private final OutputStream copy;
        private boolean failed;

        CopyFailure(OutputStream copy) {
            this.copy = copy;
        }

        boolean happened() {
            return failed;
        }

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                copy.write(bytes, offset, length);
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }
    }
}
