package org.vezere.engine.layout;

import java.util.List;

/// A directory of the VE that lies on the image itself, not on the overlay: nested containers need overlay's own
/// features there (whiteouts, trusted attributes), which overlay on overlay does not give.
///
/// @param source where it is in the image, relative to its root
/// @param target where the VE sees it, relative to the VE's root
/// @param mode permissions
public record PlainDirectory(String source, String target, int mode) {
    /// Those of every VE.
    public static final List<PlainDirectory> ALL = List.of(
            new PlainDirectory("docker", "var/lib/docker", 0710),
            new PlainDirectory("containers", "var/lib/containers", 0700));
}
