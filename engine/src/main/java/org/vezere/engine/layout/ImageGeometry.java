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
record ImageGeometry(long blocks, long inodes) {
    static final int BLOCK_SIZE = 4096;
    static final int INODE_SIZE = 256;

    /// 4 MiB is the smallest journal of a filesystem with blocks of 4 KiB; 8 MiB is enough for one VE (kernel-facts
    /// 22 of the design: +0.2 ms on mount), and for small images half of that.
    static final int JOURNAL_MIB = 8;

    static final int SMALL_JOURNAL_MIB = 4;

    private static final long SMALLEST_BYTES = 16L << 20;
    private static final long SMALL_BYTES = 128L << 20;

    /// What ext4 with blocks of 4 KiB can hold in a file: 16 TiB, and some room.
    private static final long LARGEST_BYTES = (16L << 40) - (1L << 30);

    private static final long BYTES_PER_INODE = 16384;
    private static final long FEWEST_INODES = 1024;
    private static final int BLOCKS_PER_GROUP = 8 * BLOCK_SIZE;
    private static final int MOST_INODES_PER_GROUP = 8 * BLOCK_SIZE;
    private static final int INODES_PER_BLOCK = BLOCK_SIZE / INODE_SIZE;
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
        long most = ceilingOf(wanted, BLOCKS_PER_GROUP) * (MOST_INODES_PER_GROUP - INODES_PER_BLOCK);
        if (inodes > most) {
            throw new VezereException(
                    FailureKind.CREATE_IMAGE,
                    inodes + " inodes do not fit into " + bytes + " bytes: at most " + most + " do");
        }
        ImageGeometry geometry = new ImageGeometry(wanted, inodes);
        while (geometry.usable() < wanted) {
            geometry = new ImageGeometry(geometry.blocks + wanted - geometry.usable(), inodes);
        }
        return geometry;
    }

    /// Size of the image in bytes.
    long bytes() {
        return blocks * BLOCK_SIZE;
    }

    /// Size of the journal in MiB.
    int journalMib() {
        return bytes() < SMALL_BYTES ? SMALL_JOURNAL_MIB : JOURNAL_MIB;
    }

    /// Blocks that `df` shows.
    long usable() {
        long groups = ceilingOf(blocks, BLOCKS_PER_GROUP);
        long last = blocks % BLOCKS_PER_GROUP;
        if (groups > 1 && last > 0 && last < groupOverhead(groups - 1, groups) + FEWEST_IN_GROUP) {
            return new ImageGeometry(blocks - last, inodes).usable();
        }
        long overhead = (long) journalMib() * BLOCKS_PER_MIB;
        for (long group = 0; group < groups; group++) {
            overhead += groupOverhead(group, groups);
        }
        return blocks - overhead;
    }

    private long groupOverhead(long group, long groups) {
        long tables = 2 + ceilingOf(ceilingOf(inodes, groups), INODES_PER_BLOCK);
        return hasSuperblock(group) ? 1 + descriptors(groups) + reservedDescriptors(groups) + tables : tables;
    }

    private static long descriptors(long groups) {
        return ceilingOf(groups * DESCRIPTOR_SIZE, BLOCK_SIZE);
    }

    private long reservedDescriptors(long groups) {
        long mostBlocks = blocks < 0xffffffffL / GROWTH ? blocks * GROWTH : 0xffffffffL;
        long later = descriptors(ceilingOf(mostBlocks, BLOCKS_PER_GROUP)) - descriptors(groups);
        return Math.min(Math.max(later, 0), MOST_RESERVED);
    }

    /// `sparse_super`: copies in groups 0, 1 and the powers of 3, 5 and 7.
    private static boolean hasSuperblock(long group) {
        return group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
    }

    private static boolean isPower(long number, int base) {
        long rest = number;
        while (rest % base == 0) {
            rest /= base;
        }
        return rest == 1;
    }

    private static long ceilingOf(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
