package org.vezere.engine.doctor;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// What can only be known by trying it. An empty answer means that it works; else it says what was refused and
/// why.
public interface Trials {
    /// Detached mounts: `fsopen`, `fsmount`, `mount_setattr`.
    Optional<String> detachedMount();

    /// `openat2`.
    Optional<String> confinedOpen();

    /// `pidfd_open` and `setns` through it.
    Optional<String> pidfd();

    /// `clone3` with CLONE_INTO_CGROUP.
    Optional<String> cloneIntoCgroup();

    /// A memory file that may be executed.
    Optional<String> executableMemoryFile();

    /// A BPF program that decides about devices.
    Optional<String> deviceProgram();

    /// LOOP_CONFIGURE.
    ///
    /// @param device any loop device; nothing happens to it
    Optional<String> loopConfigure(Path device);

    /// Whether project quota is on for the filesystem of a directory.
    Optional<String> projectQuota(Path directory);

    /// Free space of the filesystem of a directory, in bytes; empty when it cannot be asked.
    OptionalLong freeBytes(Path directory);

    /// Whether there is a shared library.
    boolean hasLibrary(String name);

    /// What needs a user namespace, tried in one child.
    ///
    /// @param directory on the filesystem that is to be id-mapped
    Namespaced inUserNamespace(Path directory);

    /// Answers of the child in a user namespace.
    ///
    /// @param entry making the namespace
    /// @param idmap an id-mapped view of the directory
    /// @param overlay an overlay with `userxattr` mounted inside
    record Namespaced(Optional<String> entry, Optional<String> idmap, Optional<String> overlay) {}
}
