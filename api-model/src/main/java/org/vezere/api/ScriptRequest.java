package org.vezere.api;

/// What `vzctl runscript` is asked for.
///
/// @param file the script, an absolute path on the node
public record ScriptRequest(String file) {}
