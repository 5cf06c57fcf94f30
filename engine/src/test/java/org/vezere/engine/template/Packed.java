package org.vezere.engine.template;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Compresses archives for tests.
final class Packed {
    private Packed() {}

    static Path as(Compression compression, byte[] plain, Path directory) throws IOException {
        Path file = directory.resolve("packed.tar" + compression.suffix());
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream packed = switch (compression) {
                    case NONE -> raw;
                    case GZIP -> new GZIPOutputStream(raw);
                    case BZIP2 -> new BZip2CompressorOutputStream(raw);
                    case XZ -> new XZOutputStream(raw, new LZMA2Options());
                    case ZSTD -> new ZstdOutputStream(raw);
                }) {
            packed.write(plain);
        }
        return file;
    }
}
