package org.vezere.engine.layout;

/// What a VE may use of the disk: the hard limits of DISKSPACE and DISKINODES.
///
/// @param bytes largest size of all files together, [#UNLIMITED] for as much as VE0 has
/// @param inodes largest number of files, [#UNLIMITED] for one per 16 KiB
public record DiskLimits(long bytes, long inodes) {
    /// No limit of its own.
    public static final long UNLIMITED = Long.MAX_VALUE;

    public DiskLimits {
        if (bytes < 0 || inodes < 0) {
            throw new IllegalArgumentException("disk limits are not negative: " + bytes + ", " + inodes);
        }
    }
}
