package org.vezere.api;

import java.time.Instant;

/// What is known of the hardware node itself.
///
/// @param version of Vezere, as `vzctl --version` tells it in its own words
/// @param host the node's name
/// @param kernel release of the running kernel
/// @param pid process id of vzd
/// @param started when this vzd started
/// @param ves VEs that have a config and a private area
/// @param running those of them that run
public record NodeInfo(String version, String host, String kernel, int pid, Instant started, int ves, int running) {}
