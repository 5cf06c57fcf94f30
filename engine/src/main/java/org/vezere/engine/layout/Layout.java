package org.vezere.engine.layout;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.vezere.engine.template.TemplateLayer;
import org.vezere.linux.mount.MountTree;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

/// A way to store the files of VEs.
///
/// The caller holds the VE's lock during each of these.
public sealed interface Layout permits OverlayLayout {
    /// The name in `VE_LAYOUT`.
    String name();

    /// Makes a private area: all of it, or nothing.
    ///
    /// @param privateArea `VE_PRIVATE`, which must not exist; it gets mode 0700
    /// @param layer the template
    /// @param limits DISKSPACE and DISKINODES
    /// @throws VezereException [FailureKind#PRIVATE_EXISTS], [FailureKind#NO_SPACE], [FailureKind#CREATE_IMAGE] or
    ///     [FailureKind#CANNOT_CREATE_PRIVATE]
    void create(Path privateArea, TemplateLayer layer, DiskLimits limits);

    /// Makes the files ready for a start: checked where that is needed, mounted where nobody sees them.
    ///
    /// @param notices hears what was done on the way
    /// @return what the start puts together; closing it lets go of what was not used
    /// @throws VezereException [FailureKind#CANNOT_MOUNT] or [FailureKind#MOUNT_IMAGE]
    PreparedFiles prepare(Path privateArea, Consumer<Notice> notices);

    /// The files of a VE that does not run, put together with the ids they have on disk, where nobody else sees them.
    ///
    /// @param files from [#prepare]; they stay as they are
    /// @return without set-uid and devices; closing it unmounts it
    /// @throws VezereException [FailureKind#CANNOT_MOUNT]
    MountTree view(Path privateArea, PreparedFiles files);

    /// Mounts the files for VE0's eyes, with the ids they have on disk, without set-uid and devices. Not while the
    /// VE runs.
    ///
    /// @param root `VE_ROOT`; made where it is missing
    /// @throws VezereException as [#prepare]; [FailureKind#CANNOT_CREATE_ROOT]
    void mountForHost(Path privateArea, Path root, Consumer<Notice> notices);

    /// Whether [#mountForHost] was done.
    boolean isMountedForHost(Path root);

    /// Takes back [#mountForHost].
    ///
    /// @throws VezereException [FailureKind#CANNOT_UNMOUNT] when somebody is in there
    void unmountForHost(Path root);

    /// Changes how much the VE may store: at once where the kernel lets us, else before its next start, which a
    /// notice says.
    ///
    /// @throws VezereException [FailureKind#RESIZE_IMAGE] when the VE has stored more than that;
    ///     [FailureKind#NO_SPACE]
    void resize(Path privateArea, DiskLimits limits, Consumer<Notice> notices);

    /// How full it is, whether the VE runs or not.
    DiskUsage usage(Path privateArea);

    /// Deletes a private area that is not in use, and what a creation or deletion of it that broke off has left. It is
    /// gone at once; its space is given back before this returns. One that is not there is no failure.
    ///
    /// @throws VezereException [FailureKind#CANNOT_DELETE]
    void destroy(Path privateArea);
}
