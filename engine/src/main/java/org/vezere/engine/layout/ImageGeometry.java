package org.vezere.engine.layout;

import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// The size of an ext4 image whose usable blocks are what a VE was promised.
///
/// `df` shows the blocks of a filesystem without those of its own tables ("overhead"): superblock and group
/// descriptor copies, room for more descriptors, bitmaps, inode tables and the journal. How mke2fs lays these out
/// is computed here (e2fsprogs, `lib/ext2fs/initialize.c`), so that an image is made in one go with the right size.
///
/// @param blocks number of blocks of 4 KiB
/// @param inodes number of inodes asked for; mke2fs rounds it up to fill its tables
/// @param promised number of blocks that `df` must show at least
record ImageGeometry(long blocks, long inodes, long promised) {
    static final int BLOCK_SIZE = GroupTables.BLOCK_SIZE;
    static final int INODE_SIZE = 256;

    /// 4 MiB is the smallest journal of a filesystem with blocks of 4 KiB; 8 MiB is enough for one VE and costs a mount
    /// 0.2 ms, and for small images half of that will do.
    static final int JOURNAL_MIB = 8;

    static final int SMALL_JOURNAL_MIB = 4;

    private static final long SMALLEST_BYTES = 16L << 20;
    private static final long SMALL_BYTES = 128L << 20;

    /// What ext4 with blocks of 4 KiB can hold in a file: 16 TiB, and some room.
    private static final long LARGEST_BYTES = (16L << 40) - (1L << 30);

    private static final long BYTES_PER_INODE = 16384;
    private static final long FEWEST_INODES = 1024;
    private static final int MOST_INODES_PER_GROUP = 8 * BLOCK_SIZE;
    private static final int DESCRIPTOR_SIZE = 64;

    /// Growth that descriptors are reserved for: mke2fs's own default.
    private static final long GROWTH = 1024;

    private static final long MOST_RESERVED = BLOCK_SIZE / 4;
    private static final int BLOCKS_PER_MIB = (1 << 20) / BLOCK_SIZE;

    /// mke2fs gives up a last group that would hold fewer usable blocks than this.
    private static final int FEWEST_IN_GROUP = 50;

    /// The smallest image that holds what is promised.
    ///
    /// @param limits the promise; unlimited ones are those of VE0's own filesystem
    /// @param nodeBytes size of the filesystem of VE0 that holds the image
    /// @throws VezereException [FailureKind#CREATE_IMAGE] when no image can be of that size
    static ImageGeometry of(DiskLimits limits, long nodeBytes) {
        long bytes = Math.min(limits.bytes() == DiskLimits.UNLIMITED ? nodeBytes : limits.bytes(), LARGEST_BYTES);
        if (bytes < SMALLEST_BYTES) {
            throw new VezereException(
                    FailureKind.CREATE_IMAGE,
                    "Disk space of " + bytes + " bytes is too small: at least " + SMALLEST_BYTES + " are needed");
        }
        long inodes = limits.inodes() == DiskLimits.UNLIMITED ? bytes / BYTES_PER_INODE : limits.inodes();
        inodes = Math.max(inodes, FEWEST_INODES);
        long wanted = ceilingOf(bytes, BLOCK_SIZE);
        // A limit that so little space can't reach is none: space ends first.
        inodes = Math.min(inodes, GroupTables.groups(wanted) * (MOST_INODES_PER_GROUP - GroupTables.INODES_PER_BLOCK));
        ImageGeometry geometry = new ImageGeometry(wanted, inodes, wanted);
        while (geometry.usable() < wanted) {
            geometry = new ImageGeometry(geometry.blocks + wanted - geometry.usable(), inodes, wanted);
        }
        return geometry;
    }

    /// The size to give to an image that exists. Its inode tables grow with it, group by group.
    ///
    /// @throws VezereException [FailureKind#CREATE_IMAGE] when no image can be of that size
    static ImageGeometry resized(Ext4Superblock now, long bytes, long nodeBytes) {
        long wanted = of(new DiskLimits(bytes, FEWEST_INODES), nodeBytes).promised;
        GroupTables tables = now.tables();
        long blocks = wanted;
        for (long usable = usable(blocks, tables); usable < wanted; usable = usable(blocks, tables)) {
            blocks += wanted - usable;
        }
        return new ImageGeometry(blocks, now.inodes(), wanted);
    }

    /// Size of the image in bytes.
    long bytes() {
        return blocks * BLOCK_SIZE;
    }

    /// Size of the journal in MiB.
    int journalMib() {
        return bytes() < SMALL_BYTES ? SMALL_JOURNAL_MIB : JOURNAL_MIB;
    }

    /// Blocks that `df` shows of a new image.
    long usable() {
        return usable(blocks, newTables(blocks));
    }

    private static long usable(long blocks, GroupTables tables) {
        long groups = GroupTables.groups(blocks);
        long last = blocks % GroupTables.BLOCKS_PER_GROUP;
        boolean lastIsDropped = groups > 1 && last > 0 && last < tables.ofGroup(groups - 1) + FEWEST_IN_GROUP;
        long kept = lastIsDropped ? blocks - last : blocks;
        return kept - tables.overhead(kept);
    }

    private GroupTables newTables(long size) {
        long groups = GroupTables.groups(size);
        long inodeBlocks = ceilingOf(ceilingOf(inodes, groups), GroupTables.INODES_PER_BLOCK);
        return new GroupTables(
                inodeBlocks, descriptors(groups) + reservedDescriptors(groups), (long) journalMib() * BLOCKS_PER_MIB);
    }

    private static long descriptors(long groups) {
        return ceilingOf(groups * DESCRIPTOR_SIZE, BLOCK_SIZE);
    }

    private long reservedDescriptors(long groups) {
        long mostBlocks = blocks < 0xffffffffL / GROWTH ? blocks * GROWTH : 0xffffffffL;
        long later = descriptors(GroupTables.groups(mostBlocks)) - descriptors(groups);
        return Math.min(Math.max(later, 0), MOST_RESERVED);
    }

    private static long ceilingOf(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
