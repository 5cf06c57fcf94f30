package org.vezere.api;

import java.util.Optional;

/// Where a template comes from.
///
/// @param mirror the distribution's mirror to build from; without one the distribution's own
/// @param archive a file on the node to be imported instead of building
public record TemplateRequest(Optional<String> mirror, Optional<String> archive) {
    public TemplateRequest {
        if (mirror.isPresent() && archive.isPresent()) {
            throw new IllegalArgumentException("a template comes from a mirror or from an archive, not from both");
        }
    }
}
