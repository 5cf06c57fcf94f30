package org.vezere.engine.lifecycle;

/// The host ids of one VE: `base` stands for uid 0 inside.
///
/// The range holds 65,536 ids. The last one is never mapped: it owns the VE's user namespace, so that whatever
/// the kernel counts per owner (inotify instances, namespaces, keys) is counted for this VE alone.
public record IdRange(int base) {
    /// Ids in a range, the owner included.
    public static final int SIZE = 65_536;

    /// How many ids exist inside the VE: 0 to 65534.
    public static final int MAPPED = SIZE - 1;

    /// The id that owns the user namespace and exists nowhere inside.
    public int owner() {
        return base + MAPPED;
    }

    /// The last id of the range.
    public int last() {
        return base + SIZE - 1;
    }
}
