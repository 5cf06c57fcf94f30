package org.vezere.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Memory outside the Java heap for one errand: whatever is taken from it is zeroed, and freed when it is
/// closed.
public final class Scratch implements AutoCloseable {
    private final Arena arena;

    private Scratch(Arena arena) {
        this.arena = arena;
    }

    /// For use by the calling thread only.
    @SuppressWarnings("MustBeClosedChecker") // closed by close()
    public static Scratch open() {
        return new Scratch(Arena.ofConfined());
    }

    /// For use by several threads; closing it waits for none of them and fails while one is inside.
    @SuppressWarnings("MustBeClosedChecker") // closed by close()
    public static Scratch shared() {
        return new Scratch(Arena.ofShared());
    }

    /// A zeroed block, aligned to 8 bytes.
    public Block block(long size) {
        return new Block(arena.allocate(size, 8));
    }

    /// A zeroed block of a structure's size.
    public Block block(Struct struct) {
        return block(struct.size());
    }

    /// A copy of bytes.
    public Block bytes(byte[] content) {
        Block block = block(content.length);
        return block.put(0, content, 0, content.length);
    }

    /// A zero-terminated copy of a name given as bytes.
    ///
    /// @throws IllegalArgumentException when there is a zero byte inside: C would see a shorter one
    public Block string(byte[] content) {
        for (byte value : content) {
            if (value == 0) {
                throw new IllegalArgumentException("a zero character inside a string for the kernel: "
                        + new String(content, StandardCharsets.UTF_8).replace('\0', '?'));
            }
        }
        MemorySegment segment = arena.allocate(content.length + 1L, 8);
        return new Block(segment).put(0, content, 0, content.length);
    }

    /// A zero-terminated copy in UTF-8.
    ///
    /// @throws IllegalArgumentException when there is a zero character inside
    public Block string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        arena.close();
    }
}
