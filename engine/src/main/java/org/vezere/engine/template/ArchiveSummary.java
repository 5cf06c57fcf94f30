package org.vezere.engine.template;

/// What was found in a checked archive.
///
/// @param entries number of entries
/// @param bytes sum of the sizes of its files as stored
/// @param devices number of device nodes, which are never unpacked
public record ArchiveSummary(long entries, long bytes, long devices) {}
