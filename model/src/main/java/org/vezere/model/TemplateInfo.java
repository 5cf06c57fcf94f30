package org.vezere.model;

import java.time.Instant;

/// An OS template in the cache.
///
/// @param bytes size of the archive
/// @param ves number of VEs that stand on it
public record TemplateInfo(String name, String file, long bytes, Instant modified, int ves) {}
