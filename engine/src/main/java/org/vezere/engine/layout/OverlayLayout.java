package org.vezere.engine.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.files.Reason;
import org.vezere.engine.files.Trees;
import org.vezere.engine.template.TemplateLayer;
import org.vezere.engine.template.TemplateLayers;
import org.vezere.linux.KernelException;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.Patience;
import org.vezere.linux.loop.Space;
import org.vezere.linux.mount.MountTree;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

/// The layout `overlay`: the template's layer, shared and read-only, below; what the VE changes above, in a sparse
/// ext4 image of its own that is its hard quota of space and inodes.
///
/// A private area holds `root.img` and the file `layout`.
public final class OverlayLayout implements Layout {
    /// What a new image takes at once, and what its VE writes in its first minute.
    private static final long ROOM = 16L << 20;
    private static final Duration DETACHING = Duration.ofSeconds(3);

    private final TemplateLayers layers;
    private final FreeSpace space;

    /// @param layers where the lower layers are
    /// @param space VE0's free space, of which a margin is kept
    public OverlayLayout(TemplateLayers layers, FreeSpace space) {
        this.layers = layers;
        this.space = space;
    }

    @Override
    public String name() {
        return "overlay";
    }

    /// The id of the template's layer that a private area stands on.
    ///
    /// @throws VezereException [FailureKind#BAD_LAYOUT] when it is no private area of this layout
    public static String layerOf(Path privateArea) {
        return LayoutFile.read(privateArea).layer();
    }

    @Override
    public void create(Path privateArea, TemplateLayer layer, DiskLimits limits) {
        if (Files.exists(privateArea)) {
            throw new VezereException(FailureKind.PRIVATE_EXISTS, privateArea.toString());
        }
        Path underWay = underWay(privateArea);
        try {
            Trees.delete(underWay);
            Files.createDirectories(
                    underWay, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            space.require(underWay, ROOM);
            ImageGeometry geometry =
                    ImageGeometry.of(limits, Space.of(underWay.toString()).total());
            OverlayImage.create(underWay.resolve(OverlayImage.NAME), geometry, layer.root());
            new LayoutFile(layer.id(), limits, OptionalLong.empty()).write(underWay);
            Files.move(underWay, privateArea, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.CANNOT_CREATE_PRIVATE,
                    "Private area " + privateArea + " cannot be created: " + Reason.of(e),
                    e);
        } finally {
            remove(underWay);
        }
    }

    @Override
    public OverlayFiles prepare(Path privateArea, Consumer<Notice> notices) {
        LayoutFile layout = LayoutFile.read(privateArea);
        TemplateLayer layer = layers.find(layout.layer())
                .orElseThrow(() -> new VezereException(
                        FailureKind.CANNOT_MOUNT,
                        "the template's layer " + layout.layer() + " is gone; put its archive back into the cache"));
        Path image = imageOf(privateArea);
        try {
            MountTree upper = ImageMount.mount(image, () -> {
                ImageRepair.mendIfNeeded(image, notices);
                new ImageResize(privateArea, space).finish(notices);
            });
            try {
                MountTree lower = MountTree.copyOf(layer.root().toString(), false)
                        .setAttributes(MountAttribute.RDONLY, MountAttribute.NODEV);
                return new OverlayFiles(lower, upper, PlainDirectory.ALL);
            } catch (KernelException e) {
                upper.close();
                throw e;
            }
        } catch (KernelException | IOException e) {
            throw new VezereException(FailureKind.CANNOT_MOUNT, image + ": " + Reason.of(e), e);
        }
    }

    @Override
    public MountTree view(Path privateArea, PreparedFiles files) {
        return switch (files) {
            case OverlayFiles overlay -> HostMount.view(overlay, privateArea);
        };
    }

    @Override
    public void mountForHost(Path privateArea, Path root, Consumer<Notice> notices) {
        try (OverlayFiles files = prepare(privateArea, notices)) {
            HostMount.mount(files, privateArea, root, notices);
        }
    }

    @Override
    public boolean isMountedForHost(Path root) {
        return HostMount.isMounted(root);
    }

    @Override
    public void unmountForHost(Path root) {
        HostMount.unmount(root);
    }

    @Override
    public void resize(Path privateArea, DiskLimits limits, Consumer<Notice> notices) {
        new ImageResize(privateArea, space).to(limits, usage(privateArea), notices);
    }

    @Override
    public DiskUsage usage(Path privateArea) {
        Path image = imageOf(privateArea);
        try {
            if (!ImageMount.isAttached(image)) {
                return Ext4Superblock.read(image).usage();
            }
            try (MountTree mounted = ImageMount.look(image)) {
                Space now = Space.of(mounted.descriptor());
                return new DiskUsage(now.total(), now.free(), now.inodes(), now.freeInodes());
            }
        } catch (IOException | KernelException e) {
            throw new VezereException(
                    FailureKind.NO_IMAGE, "Image " + image + " cannot be looked at: " + Reason.of(e), e);
        }
    }

    @Override
    public void destroy(Path privateArea) {
        Path all = privateArea.resolveSibling(".");
        if (!Files.isDirectory(all)) {
            return;
        }
        String gone = ".vzctl-rm-me." + privateArea.getFileName() + ".";
        try {
            if (Files.exists(privateArea)) {
                // The kernel takes the mounts of a VE that has just ended away when it gets round to it.
                if (!Patience.until(DETACHING, () -> !ImageMount.isAttached(imageOf(privateArea)))) {
                    throw new VezereException(FailureKind.CANNOT_DELETE, privateArea + " is in use");
                }
                Files.move(
                        privateArea,
                        privateArea.resolveSibling(gone + UUID.randomUUID()),
                        StandardCopyOption.ATOMIC_MOVE);
            }
            Trees.delete(underWay(privateArea));
            try (Stream<Path> siblings = Files.list(all)) {
                for (Path left : siblings.filter(
                                path -> path.getFileName().toString().startsWith(gone))
                        .toList()) {
                    Trees.delete(left);
                }
            }
        } catch (IOException e) {
            throw new VezereException(FailureKind.CANNOT_DELETE, Reason.of(e), e);
        }
    }

    /// Resolved as the kernel shows it for a loop device.
    static Path imageOf(Path privateArea) {
        Path image = privateArea.resolve(OverlayImage.NAME);
        try {
            return image.toRealPath();
        } catch (IOException e) {
            throw new VezereException(FailureKind.NO_IMAGE, "Image " + image + " not found", e);
        }
    }

    private static Path underWay(Path privateArea) {
        return privateArea.resolveSibling(privateArea.getFileName() + ".tmp");
    }

    private static void remove(Path underWay) {
        try {
            Trees.delete(underWay);
        } catch (IOException e) {
            System.getLogger(OverlayLayout.class.getName())
                    .log(System.Logger.Level.WARNING, "left over: " + underWay, e);
        }
    }
}
