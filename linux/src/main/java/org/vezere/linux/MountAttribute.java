package org.vezere.linux;

/// Attributes of a single mount, `mount_setattr(2)`. The access time flags exclude each other.
public enum MountAttribute implements BitFlag {
    RDONLY(0x1),
    NOSUID(0x2),
    NODEV(0x4),
    NOEXEC(0x8),
    NOATIME(0x10),
    STRICTATIME(0x20),
    NODIRATIME(0x80),
    NOSYMFOLLOW(0x200000);

    /// The bits that choose among relatime, [#NOATIME] and [#STRICTATIME]; they must be cleared to set one of
    /// them.
    public static final long ATIME_MASK = 0x70;

    private final long bits;

    MountAttribute(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
