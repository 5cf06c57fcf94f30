package org.vezere.engine.template;

/// What an archive may ask for.
///
/// @param entries largest number of entries
/// @param bytes largest sum of what its files need when unpacked
public record ArchiveLimits(long entries, long bytes) {
    /// More files than any system has that was ever packed as a template.
    public static final long MOST_ENTRIES = 1_000_000;

    /// The usual number of entries, and a size.
    public static ArchiveLimits ofBytes(long bytes) {
        return new ArchiveLimits(MOST_ENTRIES, bytes);
    }
}
