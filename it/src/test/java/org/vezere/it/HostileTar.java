package org.vezere.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes tar archives that no honest program writes: every field of a header is taken as it is given.
///
/// The layout is POSIX.1-1988's ustar, `man 5 tar`.
final class HostileTar {
    static final char FILE = '0';
    static final char HARD_LINK = '1';
    static final char SYMBOLIC_LINK = '2';
    static final char CHARACTER_DEVICE = '3';
    static final char BLOCK_DEVICE = '4';
    static final char DIRECTORY = '5';

    private static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// An archive that begins with what makes a directory a system: `/sbin/init` and a shell.
    static HostileTar system() {
        return new HostileTar()
                .directory("./")
                .directory("./bin/")
                .directory("./sbin/")
                .directory("./etc/")
                .file("./bin/sh", "#!/bin/false\n")
                .file("./sbin/init", "#!/bin/false\n");
    }

    HostileTar directory(String name) {
        return entry(DIRECTORY, name, "", new byte[0], 0);
    }

    HostileTar file(String name, String content) {
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        return entry(FILE, name, "", data, data.length);
    }

    HostileTar link(char kind, String name, String target) {
        return entry(kind, name, target, new byte[0], 0);
    }

    HostileTar device(char kind, String name) {
        return entry(kind, name, "", new byte[0], 0);
    }

    /// A file whose header tells of more bytes than follow.
    HostileTar lyingFile(String name, long size) {
        return entry(FILE, name, "", new byte[0], size);
    }

    /// As [#system], with so many further empty files below /dev, compressed: half a kilobyte each while it is read,
    /// some
    /// bytes on the disk.
    static void writeMany(Path file, int count) throws IOException, InterruptedException {
        Process zstd = new ProcessBuilder("zstd", "-q", "-1", "-f", "-o", file.toString()).start();
        try (OutputStream archive = zstd.getOutputStream()) {
            archive.write(system().directory("./dev/").bytes.toByteArray());
            for (int i = 0; i < count; i++) {
                archive.write(new HostileTar().file("./dev/" + i, "").bytes.toByteArray());
            }
            archive.write(new byte[2 * BLOCK]);
        }
        if (zstd.waitFor() != 0) {
            throw new IOException("zstd: " + new String(zstd.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private HostileTar entry(char kind, String name, String target, byte[] data, long size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000755");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", size));
        put(header, 136, "00000000000");
        header[156] = (byte) kind;
        put(header, 157, target);
        put(header, 257, "ustar\00000");
        put(header, 329, "0000010");
        put(header, 337, "0000355");
        put(header, 148, "        ");
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        bytes.writeBytes(header);
        bytes.writeBytes(data);
        bytes.writeBytes(new byte[(BLOCK - data.length % BLOCK) % BLOCK]);
        return this;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] field = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(field, 0, header, offset, field.length);
    }

    /// The archive with its end mark.
    void write(Path file) {
        bytes.writeBytes(new byte[2 * BLOCK]);
        writeCut(file);
    }

    /// The archive as it is, without an end.
    void writeCut(Path file) {
        try {
            Files.write(file, bytes.toByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
