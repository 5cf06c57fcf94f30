package org.vezere.engine.layout;

/// What the block groups of an ext4 filesystem spend on tables, which `df` does not show.
///
/// @param inodeBlocks blocks of each group's inode table
/// @param descriptors blocks of group descriptors in each copy, those reserved for growth included
/// @param journalBlocks blocks of the journal
record GroupTables(long inodeBlocks, long descriptors, long journalBlocks) {
    static final int BLOCK_SIZE = 4096;
    static final int INODES_PER_BLOCK = 16;
    static final int BLOCKS_PER_GROUP = 8 * BLOCK_SIZE;

    private static final int BITMAPS = 2;

    /// Number of groups of a filesystem.
    static long groups(long blocks) {
        return (blocks + BLOCKS_PER_GROUP - 1) / BLOCKS_PER_GROUP;
    }

    /// Blocks that all groups of a filesystem of this size spend.
    long overhead(long blocks) {
        long overhead = journalBlocks;
        for (long group = 0; group < groups(blocks); group++) {
            overhead += ofGroup(group);
        }
        return overhead;
    }

    /// Blocks that one group spends.
    long ofGroup(long group) {
        return BITMAPS + inodeBlocks + (hasSuperblock(group) ? 1 + descriptors : 0);
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
}
