package org.vezere.engine.layout;

import java.util.List;
import org.vezere.linux.mount.MountTree;

/// The parts of an overlay, as detached mounts in VE0's ids. The start gives them the VE's ids and mounts the
/// overlay inside the VE's user namespace, with `userxattr`.
///
/// @param lower the template's tree, read-only
/// @param upper the root of the VE's image: the overlay's upper directory is [OverlayImage#UPPER] in it, its work
///     directory [OverlayImage#WORK]. It is nosuid and nodev, which does not carry over to the overlay, but does to
///     copies of this mount
/// @param plain directories of the image that are bound over the overlay, without nosuid; a target that does not
///     exist in the VE is left out
public record OverlayFiles(MountTree lower, MountTree upper, List<PlainDirectory> plain) implements PreparedFiles {
    /// The upper directory, below the root of [#upper].
    public static final String UPPER_DIRECTORY = OverlayImage.UPPER;

    /// The work directory, below the root of [#upper].
    public static final String WORK_DIRECTORY = OverlayImage.WORK;

    @Override
    public void close() {
        lower.close();
        upper.close();
    }
}
