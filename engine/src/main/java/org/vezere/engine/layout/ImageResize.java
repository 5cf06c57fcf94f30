package org.vezere.engine.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.files.Reason;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.loop.Ext4;
import org.vezere.linux.loop.Space;
import org.vezere.linux.mount.MountTree;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;

/// Gives the image of a private area another size.
///
/// The wish is written into the layout file first and crossed out when it is fulfilled; so whatever happens in
/// between, the next start finishes it. A mounted filesystem can only grow, and only with CAP_SYS_RESOURCE
/// (`EXT4_IOC_RESIZE_FS` in the kernel's `fs/ext4/ioctl.c`); all else waits until it is not mounted.
final class ImageResize {
    private final Path privateArea;
    private final Path image;
    private final FreeSpace space;

    ImageResize(Path privateArea, FreeSpace space) {
        this.privateArea = privateArea;
        this.image = OverlayLayout.imageOf(privateArea);
        this.space = space;
    }

    /// Resizes now, or records it for the next start.
    ///
    /// @param usage how full the image is
    void to(DiskLimits limits, DiskUsage usage, Consumer<Notice> notices) {
        LayoutFile layout = LayoutFile.read(privateArea);
        if (limits.inodes() != layout.limits().inodes()) {
            notices.accept(Notice.of(
                    NoticeKind.WARNING,
                    "the number of inodes is fixed when an image is made, and stays " + usage.inodes()));
        }
        if (limits.bytes() == layout.limits().bytes() && layout.resizeTo().isEmpty()) {
            return;
        }
        long wanted = limits.bytes();
        if (wanted < usage.usedBytes()) {
            throw new VezereException(
                    FailureKind.RESIZE_IMAGE,
                    "Disk space cannot be " + wanted + " bytes: the container has stored " + usage.usedBytes());
        }
        try {
            geometry(wanted);
            space.require(image, 0);
            new LayoutFile(layout.layer(), layout.limits(), OptionalLong.of(wanted)).write(privateArea);
            if (!ImageMount.atRest(image, () -> finish(notices))) {
                resizeMounted(wanted, notices);
            }
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.RESIZE_IMAGE, "Image " + image + " cannot be resized: " + Reason.of(e), e);
        }
    }

    /// Does what was recorded. The image is not mounted.
    void finish(Consumer<Notice> notices) throws IOException {
        LayoutFile layout = LayoutFile.read(privateArea);
        if (layout.resizeTo().isEmpty()) {
            return;
        }
        long bytes = layout.resizeTo().getAsLong();
        try {
            ImageRepair.resize(image, geometry(bytes));
            done(layout, bytes);
        } catch (VezereException e) {
            if (e.kind() != FailureKind.RESIZE_IMAGE) {
                throw e;
            }
            // The VE has more in it than when the wish was recorded: it starts with the size it had.
            new LayoutFile(layout.layer(), layout.limits(), OptionalLong.empty()).write(privateArea);
            notices.accept(Notice.of(NoticeKind.WARNING, Reason.of(e)));
        }
    }

    private void resizeMounted(long bytes, Consumer<Notice> notices) throws IOException {
        ImageGeometry geometry = geometry(bytes);
        boolean grows = geometry.blocks() >= Ext4Superblock.read(image).blocks();
        if (grows && grow(geometry)) {
            done(LayoutFile.read(privateArea), bytes);
            return;
        }
        notices.accept(Notice.of(
                NoticeKind.WARNING,
                "the disk space of a running container cannot be changed here: it will be " + bytes
                        + " bytes from the next start on"));
    }

    /// False when the kernel does not let us.
    private boolean grow(ImageGeometry geometry) throws IOException {
        try (MountTree mounted = ImageMount.look(image);
                Fd root = OpenFile.below(mounted.descriptor(), ".", OpenFlag.DIRECTORY)) {
            ImageRepair.setFileSize(image, geometry.bytes());
            ImageMount.attached(image).ifPresent(device -> {
                try (device) {
                    device.updateSize();
                }
            });
            Ext4.grow(root, geometry.blocks());
            return true;
        } catch (KernelException refused) {
            System.getLogger(ImageResize.class.getName())
                    .log(System.Logger.Level.INFO, image + " does not grow while mounted", refused);
            return false;
        }
    }

    private ImageGeometry geometry(long bytes) throws IOException {
        Ext4Superblock now = Ext4Superblock.read(image);
        return ImageGeometry.resized(now, bytes, Space.of(image.toString()).total());
    }

    private void done(LayoutFile layout, long bytes) throws IOException {
        DiskLimits limits = new DiskLimits(bytes, layout.limits().inodes());
        new LayoutFile(layout.layer(), limits, OptionalLong.empty()).write(privateArea);
    }
}
