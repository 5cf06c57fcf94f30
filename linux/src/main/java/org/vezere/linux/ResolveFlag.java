package org.vezere.linux;

/// How `openat2(2)` walks a path.
public enum ResolveFlag implements BitFlag {
    /// No mount point is crossed.
    NO_XDEV(0x01),
    /// The links of `/proc/PID/fd` and their like are refused.
    NO_MAGICLINKS(0x02),
    /// No symbolic link anywhere in the path.
    NO_SYMLINKS(0x04),
    /// A path that leaves the directory is refused (EXDEV).
    BENEATH(0x08),
    /// The directory is the root for `/` and `..`, in symbolic links too.
    IN_ROOT(0x10);

    private final long bits;

    ResolveFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
