package org.vezere.engine.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.vezere.engine.files.Reason;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.mount.MountEntry;
import org.vezere.linux.mount.MountTree;
import org.vezere.linux.mount.Mounts;
import org.vezere.linux.mount.NewFilesystem;
import org.vezere.linux.path.ConfinedRoot;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;

/// The overlay of a VE that does not run, mounted for VE0: for `vzctl mount`, backups, and settings in the VE's
/// files.
///
/// Ids are those on disk, and nothing in it is set-uid or a device to VE0. The overlay has the same options as
/// inside the VE, so that both see the same deletions.
final class HostMount {
    private HostMount() {}

    static void mount(OverlayFiles files, Path privateArea, Path root, Consumer<Notice> notices) {
        makeRoot(root, notices);
        try (Parts parts = parts(files, privateArea)) {
            parts.overlay.attach(root.toString());
            try {
                bindPlainDirectories(parts, root);
            } catch (KernelException e) {
                // Takes along what is mounted below.
                Mounts.detach(real(root));
                throw e;
            }
        } catch (KernelException | IOException e) {
            throw new VezereException(FailureKind.CANNOT_MOUNT, root + ": " + Reason.of(e), e);
        }
    }

    /// The same overlay, attached nowhere; `files` keep their own mounts.
    static MountTree view(OverlayFiles files, Path privateArea) {
        try (MountTree lower = files.lower().copy();
                MountTree upper = files.upper().copy()) {
            return detached(new OverlayFiles(lower, upper, List.of()), privateArea);
        } catch (KernelException | IOException e) {
            throw new VezereException(FailureKind.CANNOT_MOUNT, privateArea + ": " + Reason.of(e), e);
        }
    }

    private static MountTree detached(OverlayFiles files, Path privateArea) throws IOException {
        try {
            return overlay(files);
        } catch (KernelException old) {
            if (!old.is(Errno.EINVAL)) {
                throw old;
            }
            return parts(files, privateArea).overlay;
        }
    }

    static boolean isMounted(Path root) {
        return Files.exists(root) && Mounts.at(real(root)).isPresent();
    }

    static void unmount(Path root) {
        try {
            for (String mountPoint : deepestFirst(real(root))) {
                Mounts.unmount(mountPoint);
            }
        } catch (KernelException e) {
            throw new VezereException(FailureKind.CANNOT_UNMOUNT, root + ": " + Reason.of(e), e);
        }
    }

    /// What [#mount] attaches.
    private record Parts(MountTree overlay, Map<PlainDirectory, MountTree> plain) implements AutoCloseable {
        @Override
        public void close() {
            overlay.close();
            plain.values().forEach(MountTree::close);
        }
    }

    /// Kernels before 6.15 take only attached mounts for an overlay: the image is attached inside the private area
    /// for the moment it takes. The overlay keeps its own copies.
    private static Parts parts(OverlayFiles files, Path privateArea) throws IOException {
        Path moment = Files.createTempDirectory(
                privateArea,
                ".mount-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path lower = Files.createDirectory(moment.resolve("lower"));
        Path upper = Files.createDirectory(moment.resolve("upper"));
        Map<PlainDirectory, MountTree> plain = new LinkedHashMap<>();
        try {
            files.lower().attach(lower.toString());
            files.upper().attach(upper.toString());
            for (PlainDirectory directory : files.plain()) {
                plain.put(
                        directory,
                        MountTree.copyOf(upper.resolve(directory.source()).toString(), false));
            }
            return new Parts(overlay(files), plain);
        } catch (KernelException e) {
            plain.values().forEach(MountTree::close);
            throw e;
        } finally {
            deepestFirst(real(moment)).forEach(Mounts::detach);
            Files.delete(upper);
            Files.delete(lower);
            Files.delete(moment);
        }
    }

    private static MountTree overlay(OverlayFiles files) {
        String image = files.upper().descriptor().procPath();
        try (NewFilesystem overlay = NewFilesystem.of("overlay")) {
            return overlay.option("source", "overlay")
                    .option("lowerdir", files.lower().descriptor().procPath())
                    .option("upperdir", image + "/" + OverlayFiles.UPPER_DIRECTORY)
                    .option("workdir", image + "/" + OverlayFiles.WORK_DIRECTORY)
                    .flag("userxattr")
                    .mount(MountAttribute.NOSUID, MountAttribute.NODEV);
        }
    }

    /// The targets are looked up inside the VE's tree: a link there leads nowhere else.
    private static void bindPlainDirectories(Parts parts, Path root) {
        try (ConfinedRoot inside = ConfinedRoot.open(root.toString())) {
            parts.plain.forEach((directory, mount) -> {
                if (inside.exists(directory.target())) {
                    bind(inside, directory, mount);
                }
            });
        }
    }

    private static void bind(ConfinedRoot inside, PlainDirectory directory, MountTree mount) {
        try (Fd target = inside.openDirectory(directory.target())) {
            mount.attach(target);
        } catch (KernelException e) {
            // Root inside put a file there: then there is nothing for nested containers.
            if (!e.is(Errno.ENOTDIR)) {
                throw e;
            }
        }
    }

    private static void makeRoot(Path root, Consumer<Notice> notices) {
        try {
            Files.createDirectories(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path above = root.toRealPath().getParent();
            Set<PosixFilePermission> allowed = above == null ? Set.of() : Files.getPosixFilePermissions(above);
            if (allowed.contains(PosixFilePermission.OTHERS_EXECUTE)) {
                notices.accept(Notice.of(
                        NoticeKind.WARNING,
                        "all users of this machine can look into " + root + ": its directory " + above
                                + " should have mode 0700"));
            }
        } catch (IOException e) {
            throw new VezereException(FailureKind.CANNOT_CREATE_ROOT, root + ": " + Reason.of(e), e);
        }
    }

    /// The kernel lists mounts by when they were made, which need not be the order in which they were attached.
    private static List<String> deepestFirst(String path) {
        return Mounts.under(path).stream()
                .map(MountEntry::mountPoint)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static String real(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            throw new VezereException(FailureKind.CANNOT_UNMOUNT, path + ": " + Reason.of(e), e);
        }
    }
}
