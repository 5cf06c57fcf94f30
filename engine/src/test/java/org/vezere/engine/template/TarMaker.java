package org.vezere.engine.template;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Makes archives entry by entry, bad ones too.
final class TarMaker {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    TarMaker() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    }

    /// A tree that passes for a system.
    static TarMaker system() {
        return new TarMaker().directory("./").directory("./sbin/").file("./sbin/init", "#!/bin/sh\n", 0755);
    }

    TarMaker directory(String name) {
        return put(name, TarConstants.LF_DIR, "", entry -> entry.setMode(0755));
    }

    TarMaker file(String name, String content) {
        return file(name, content, 0644);
    }

    TarMaker file(String name, String content, int mode) {
        return put(name, TarConstants.LF_NORMAL, content, entry -> entry.setMode(mode));
    }

    TarMaker symbolicLink(String name, String target) {
        return put(name, TarConstants.LF_SYMLINK, "", entry -> entry.setLinkName(target));
    }

    TarMaker hardLink(String name, String target) {
        return put(name, TarConstants.LF_LINK, "", entry -> entry.setLinkName(target));
    }

    TarMaker entry(String name, byte kind) {
        return put(name, kind, "", entry -> {
            entry.setDevMajor(1);
            entry.setDevMinor(3);
        });
    }

    byte[] bytes() throws IOException {
        tar.finish();
        return bytes.toByteArray();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    private TarMaker put(String name, byte kind, String content, Consumer<TarArchiveEntry> more) {
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        entry.setSize(data.length);
        more.accept(entry);
        try {
            tar.putArchiveEntry(entry);
            tar.write(data);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }
}
