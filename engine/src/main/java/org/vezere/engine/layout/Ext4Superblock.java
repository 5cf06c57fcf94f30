package org.vezere.engine.layout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// What the superblock of an ext4 image says: kernel documentation, `filesystems/ext4/super.rst`.
///
/// While the image is mounted its numbers are those of the last time the kernel wrote them.
///
/// @param blocks number of blocks of the filesystem
/// @param freeBlocks blocks not in use
/// @param inodes number of inodes
/// @param freeInodes inodes not in use
/// @param tables what the filesystem spends on its own tables
/// @param clean false when it was not unmounted cleanly and no journal tells how to mend it, or when the kernel met
///     errors: e2fsck must look at it before it is mounted. A journal to be replayed is no reason: the kernel does
///     it.
record Ext4Superblock(long blocks, long freeBlocks, long inodes, long freeInodes, GroupTables tables, boolean clean) {
    private static final int AT = 1024;
    private static final int SIZE = 1024;
    private static final int DESCRIPTOR_SIZE = 64;
    private static final int MAGIC = 0xef53;
    private static final int STATE_VALID = 0x1;
    private static final int STATE_ERRORS = 0x2;

    /// Reads the superblock of an image.
    ///
    /// @throws IOException when it cannot be read or is no ext4
    static Ext4Superblock read(Path image) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(image)) {
            while (bytes.hasRemaining() && channel.read(bytes, AT + bytes.position()) >= 0) {
                // Reads until the superblock is there or the file ends.
            }
        }
        if (bytes.hasRemaining() || Short.toUnsignedInt(bytes.getShort(0x38)) != MAGIC) {
            throw new IOException(image + " holds no ext4 filesystem");
        }
        int state = Short.toUnsignedInt(bytes.getShort(0x3a));
        int errors = bytes.getInt(0x194);
        long blocks = wide(bytes, 0x4, 0x150);
        GroupTables tables = new GroupTables(
                bytes.getInt(0x28) / GroupTables.INODES_PER_BLOCK,
                descriptors(blocks) + Short.toUnsignedInt(bytes.getShort(0xce)),
                // The journal's size in bytes, the last word of s_jnl_blocks.
                Integer.toUnsignedLong(bytes.getInt(0x14c)) / GroupTables.BLOCK_SIZE);
        return new Ext4Superblock(
                blocks,
                wide(bytes, 0xc, 0x158),
                Integer.toUnsignedLong(bytes.getInt(0x0)),
                Integer.toUnsignedLong(bytes.getInt(0x10)),
                tables,
                (state & STATE_VALID) != 0 && (state & STATE_ERRORS) == 0 && errors == 0);
    }

    /// Blocks that `df` shows.
    long usable() {
        return blocks - tables.overhead(blocks);
    }

    /// As `df` would show it.
    DiskUsage usage() {
        return new DiskUsage(
                usable() * GroupTables.BLOCK_SIZE, freeBlocks * GroupTables.BLOCK_SIZE, inodes, freeInodes);
    }

    private static long descriptors(long blocks) {
        long size = GroupTables.groups(blocks) * DESCRIPTOR_SIZE;
        return (size + GroupTables.BLOCK_SIZE - 1) / GroupTables.BLOCK_SIZE;
    }

    private static long wide(ByteBuffer bytes, int low, int high) {
        return Integer.toUnsignedLong(bytes.getInt(low)) | Integer.toUnsignedLong(bytes.getInt(high)) << 32;
    }
}
