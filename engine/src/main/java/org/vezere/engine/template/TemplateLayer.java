package org.vezere.engine.template;

import java.nio.file.Path;

/// A template, unpacked once: the read-only lower layer of all VEs that were made from it.
///
/// @param id name of the layer: the template's, and the beginning of the archive's digest
/// @param root the system's tree, ids as in the archive; below a directory with mode 0700
public record TemplateLayer(String id, Path root) {}
