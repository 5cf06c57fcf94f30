package org.vezere.engine.layout;

/// How full the filesystem of a VE is, as `df` and `df -i` show it.
public record DiskUsage(long bytes, long freeBytes, long inodes, long freeInodes) {
    /// Bytes in use.
    public long usedBytes() {
        return bytes - freeBytes;
    }

    /// Files in use.
    public long usedInodes() {
        return inodes - freeInodes;
    }
}
