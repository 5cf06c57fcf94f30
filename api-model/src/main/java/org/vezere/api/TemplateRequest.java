package org.vezere.api;

import java.util.List;
import java.util.Optional;
import org.vezere.model.TemplateBuild;

/// Where a template comes from: an archive, or else packages.
///
/// @param base the recipe that it is built by; without one the recipe called as the template
/// @param packages further packages, in addition to those of the recipe
/// @param mirror the distribution's mirror to build from; without one the mirror that the node itself uses
/// @param archive a file on the node to be imported instead of building
public record TemplateRequest(
        Optional<String> base, List<String> packages, Optional<String> mirror, Optional<String> archive) {
    public TemplateRequest {
        packages = List.copyOf(packages);
        if (archive.isPresent() && (base.isPresent() || !packages.isEmpty() || mirror.isPresent())) {
            throw new IllegalArgumentException(
                    "a template is imported from an archive or built from packages, not both");
        }
    }

    /// What is to be built when there is no archive.
    ///
    /// @param name the template's name
    /// @throws IllegalArgumentException when a package cannot be called so
    public TemplateBuild build(String name) {
        return new TemplateBuild(name, base, packages, mirror);
    }
}
