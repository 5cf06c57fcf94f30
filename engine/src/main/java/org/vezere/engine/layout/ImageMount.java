package org.vezere.engine.layout;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.loop.ImageFile;
import org.vezere.linux.loop.LoopDevice;
import org.vezere.linux.mount.MountTree;
import org.vezere.linux.mount.NewFilesystem;
import org.vezere.linux.path.FileStatus;

/// An image as a filesystem that nobody sees but who holds it.
final class ImageMount {
    private ImageMount() {}

    /// Whether the image is attached to a loop device, so that its filesystem may be in use.
    static boolean isAttached(Path image) {
        return attached(image)
                .map(device -> {
                    device.close();
                    return true;
                })
                .orElse(false);
    }

    /// The device that an image is attached to.
    static Optional<LoopDevice> attached(Path image) {
        List<Integer> numbers = LoopDevice.attachedTo(image);
        for (int number : numbers) {
            LoopDevice device = LoopDevice.at(number);
            // It may have been let go, and taken for another file, before it was opened.
            if (isOf(device, image)) {
                return Optional.of(device);
            }
            device.close();
        }
        return Optional.empty();
    }

    /// Mounts an image, over the device that it is attached to already or a new one. The device goes when the last
    /// mount does.
    static MountTree mount(Path image) {
        Optional<LoopDevice> there = attached(image);
        try (LoopDevice device = there.isPresent() ? there.get() : attach(image);
                NewFilesystem ext4 = NewFilesystem.of("ext4")) {
            return ext4.option("source", device.path())
                    // Deleted files give VE0 its space back, and new groups of a sparse file need not be zeroed.
                    .flag("discard")
                    .flag("noinit_itable")
                    .mount(MountAttribute.NOSUID, MountAttribute.NODEV);
        }
    }

    private static LoopDevice attach(Path image) {
        try (Fd file = ImageFile.open(image.toString())) {
            return LoopDevice.attach(file, image.toString(), false, true);
        }
    }

    private static boolean isOf(LoopDevice device, Path image) {
        try (Fd file = OpenFile.at(image.toString(), OpenFlag.PATH, OpenFlag.NOFOLLOW)) {
            return device.status().inode() == FileStatus.of(file).inode();
        } catch (KernelException e) {
            if (e.is(Errno.ENXIO)) {
                return false;
            }
            throw e;
        }
    }
}
