package org.vezere.engine.template;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// What a program file says about itself: `man 5 elf`, 64-bit little-endian.
final class ElfProgram {
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER = 64;
    private static final int SEGMENTS_AT = 32;
    private static final int SEGMENT_SIZE_AT = 54;
    private static final int SEGMENT_COUNT_AT = 56;
    private static final int PT_INTERP = 3;

    private ElfProgram() {}

    /// Whether the program needs a dynamic linker, hence libraries beside it.
    ///
    /// @throws IOException when it is no ELF program
    static boolean needsInterpreter(Path program) throws IOException {
        try (FileChannel channel = FileChannel.open(program)) {
            ByteBuffer header = read(channel, 0, HEADER);
            if (header.getInt(0) != MAGIC) {
                throw new IOException(program + " is not an ELF program");
            }
            long at = header.getLong(SEGMENTS_AT);
            int size = Short.toUnsignedInt(header.getShort(SEGMENT_SIZE_AT));
            int count = Short.toUnsignedInt(header.getShort(SEGMENT_COUNT_AT));
            for (int segment = 0; segment < count; segment++) {
                if (read(channel, at + (long) segment * size, Integer.BYTES).getInt(0) == PT_INTERP) {
                    return true;
                }
            }
            return false;
        }
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("a program file is cut off");
            }
        }
        return buffer;
    }
}
