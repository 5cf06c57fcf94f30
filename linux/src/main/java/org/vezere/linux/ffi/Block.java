package org.vezere.linux.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A piece of memory outside the Java heap, of known size. It lives as long as the [Scratch] it came from.
///
/// Offsets are in bytes and need no alignment; an access outside the block throws [IndexOutOfBoundsException].
public final class Block {
    private final MemorySegment segment;

    Block(MemorySegment segment) {
        this.segment = segment;
    }

    /// What C calls a pointer to the first byte.
    public long address() {
        return segment.address();
    }

    /// A pointer to the byte at an offset.
    public long address(long offset) {
        Objects.checkIndex(offset, segment.byteSize() + 1);
        return segment.address() + offset;
    }

    /// Size in bytes.
    public long size() {
        return segment.byteSize();
    }

    /// An unsigned byte.
    public int u8(long offset) {
        return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, offset));
    }

    /// An unsigned 16-bit number in the machine's byte order.
    public int u16(long offset) {
        return Short.toUnsignedInt(segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset));
    }

    /// A signed 32-bit number in the machine's byte order.
    public int i32(long offset) {
        return segment.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
    }

    /// An unsigned 32-bit number in the machine's byte order.
    public long u32(long offset) {
        return Integer.toUnsignedLong(i32(offset));
    }

    /// A 64-bit number in the machine's byte order.
    public long i64(long offset) {
        return segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    }

    /// Stores the low 8 bits.
    public Block putU8(long offset, long value) {
        segment.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
        return this;
    }

    /// Stores the low 16 bits.
    public Block putU16(long offset, long value) {
        segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) value);
        return this;
    }

    /// Stores the low 32 bits.
    public Block putU32(long offset, long value) {
        segment.set(ValueLayout.JAVA_INT_UNALIGNED, offset, (int) value);
        return this;
    }

    /// Stores 64 bits.
    public Block putU64(long offset, long value) {
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
        return this;
    }

    /// Copies bytes from the heap.
    public Block put(long offset, byte[] source, int from, int length) {
        MemorySegment.copy(source, from, segment, ValueLayout.JAVA_BYTE, offset, length);
        return this;
    }

    /// Copies bytes to the heap.
    public void get(long offset, byte[] target, int at, int length) {
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, target, at, length);
    }

    /// A copy of some bytes.
    public byte[] bytes(long offset, int length) {
        byte[] copy = new byte[length];
        get(offset, copy, 0, length);
        return copy;
    }

    /// The bytes up to the next zero byte, or up to the end of the block where there is none.
    public byte[] untilZero(long offset) {
        long end = offset;
        while (end < segment.byteSize() && segment.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        return bytes(offset, Math.toIntExact(end - offset));
    }

    /// A zero-terminated string in UTF-8; what is not UTF-8 is replaced.
    public String string(long offset) {
        return new String(untilZero(offset), StandardCharsets.UTF_8);
    }

    /// Sets every byte to zero.
    public Block clear() {
        segment.fill((byte) 0);
        return this;
    }
}
