package org.vezere.linux.cgroup;

/// Where a controller is found, which decides the names and the meaning of its files.
public enum Home {
    /// In a hierarchy of v1.
    V1,
    /// In the unified hierarchy.
    V2,
    /// Nowhere: this kernel does not have it, or nobody mounted it.
    NONE
}
