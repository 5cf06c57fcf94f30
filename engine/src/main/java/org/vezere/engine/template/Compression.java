package org.vezere.engine.template;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// How a template's archive is compressed; in the order in which an archive is looked for, that of the
/// reference with zstd at its end.
public enum Compression {
    NONE("", "") {
        @Override
        InputStream decompress(InputStream archive) {
            return archive;
        }
    },
    GZIP(".gz", "1f8b") {
        @Override
        InputStream decompress(InputStream archive) throws IOException {
            return new GZIPInputStream(archive, BUFFER);
        }
    },
    BZIP2(".bz2", "425a68") {
        @Override
        InputStream decompress(InputStream archive) throws IOException {
            return new BZip2CompressorInputStream(archive, true);
        }
    },
    XZ(".xz", "fd377a585a00") {
        @Override
        InputStream decompress(InputStream archive) throws IOException {
            return new XZInputStream(archive, XZ_MEMORY_KIB);
        }
    },
    ZSTD(".zst", "28b52ffd") {
        @Override
        InputStream decompress(InputStream archive) {
            return new ZstdInputStream(archive);
        }
    };

    private static final int BUFFER = 1 << 16;

    /// What `xz -9` needs (64 MiB of dictionary) and a little: an archive must not make vzd run out of memory.
    private static final int XZ_MEMORY_KIB = 66 << 10;

    private final String suffix;
    private final String magic;

    Compression(String suffix, String magic) {
        this.suffix = suffix;
        this.magic = magic;
    }

    /// What follows `.tar` in the name of a file, with the dot; empty for a plain archive.
    public String suffix() {
        return suffix;
    }

    /// How a file is compressed, told by its first bytes, since names lie.
    public static Compression of(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            String start = HexFormat.of().formatHex(stream.readNBytes(8));
            for (Compression compression : values()) {
                if (compression != NONE && start.startsWith(compression.magic)) {
                    return compression;
                }
            }
            return NONE;
        }
    }

    /// The plain archive inside a file. The stream belongs to the caller.
    public InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            return decompress(raw);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    abstract InputStream decompress(InputStream archive) throws IOException;
}
