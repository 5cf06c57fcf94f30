package org.vezere.engine.limit;

/// A disk by its numbers, as `stat(2)` shows them.
public record BlockDevice(int major, int minor) {
    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
