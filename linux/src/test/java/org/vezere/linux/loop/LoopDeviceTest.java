package org.vezere.linux.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.mount.MountTree;
import org.vezere.linux.mount.NewFilesystem;
import org.vezere.linux.path.FileStatus;

final class LoopDeviceTest {
    @TempDir
    Path directory;

    @Test
    void deviceLivesAsLongAsItIsOpen() throws Exception {
        Path image = Images.ext4(directory);
        try (Fd file = ImageFile.open(image.toString());
                LoopDevice device = LoopDevice.attach(file, image.toString(), false, false)) {
            LoopDevice.Status status = device.status();

            assertThat(LoopDevice.attachedTo(image.toRealPath())).containsExactly(device.number());
            assertThat(status.autoclear()).isTrue();
            assertThat(status.readOnly()).isFalse();
            assertThat(status.inode()).isEqualTo(FileStatus.of(file).inode());
            assertThat(image.toString()).startsWith(status.file());
        }
        assertThat(LoopDevice.attachedTo(image.toRealPath())).isEmpty();
    }

    @Test
    void filesystemIsMountedWithoutAPlaceAndGone() throws Exception {
        Path image = Images.ext4(directory);
        try (MountTree mount = mount(image)) {
            assertThat(LoopDevice.attachedTo(image.toRealPath())).hasSize(1);
            Path place = Path.of(mount.descriptor().procPath());
            Files.writeString(place.resolve("file"), "x");
            Space space = Space.of(mount.descriptor());

            assertThat(space.type()).isEqualTo(Ext4.MAGIC);
            assertThat(space.total()).isBetween(8L << 20, 16L << 20);
            assertThat(space.used()).isPositive();
            assertThat(space.usedInodes()).isGreaterThan(1);
            try (Fd root = OpenFile.at(mount.descriptor().procPath(), OpenFlag.DIRECTORY)) {
                assertThat(Ext4.trim(root)).isPositive();
            }
        }
        assertThat(LoopDevice.attachedTo(image.toRealPath())).isEmpty();
    }

    @Test
    void growthIsDoneOrRefusedWithItsReason() throws Exception {
        Path image = Images.ext4(directory);
        try (Fd file = ImageFile.open(image.toString());
                LoopDevice device = LoopDevice.attach(file, image.toString(), false, false);
                NewFilesystem configuration = NewFilesystem.of("ext4").option("source", device.path());
                MountTree mount = configuration.mount();
                Fd root = OpenFile.at(mount.descriptor().procPath(), OpenFlag.DIRECTORY)) {
            long before = Space.of(root).total();
            ImageFile.resize(file, "image", 32 << 20);
            device.updateSize();

            try {
                Ext4.grow(root, (32 << 20) / 4096);
                assertThat(Space.of(root).total()).isGreaterThan(before + (12 << 20));
            } catch (KernelException refused) {
                // Without CAP_SYS_RESOURCE.
                assertThat(refused.errno()).isEqualTo(Errno.EPERM);
                assertThat(Space.of(root).total()).isEqualTo(before);
            }
        }
    }

    @Test
    void manyAtOnceFindEachADeviceOfTheirOwn() throws Exception {
        Path image = Images.ext4(directory);
        List<CompletableFuture<LoopDevice>> devices = new ArrayList<>();
        try (Fd file = ImageFile.open(image.toString())) {
            for (int i = 0; i < 8; i++) {
                devices.add(CompletableFuture.supplyAsync(() -> LoopDevice.attach(file, "many", true, false)));
            }
            List<Integer> numbers =
                    devices.stream().map(device -> device.join().number()).toList();

            assertThat(numbers).doesNotHaveDuplicates();
        } finally {
            devices.forEach(device -> device.join().close());
        }
    }

    @Test
    void directIoIsKeptWhereTheFilesystemCanDoIt() throws Exception {
        Path image = Images.ext4(directory);
        try (Fd file = ImageFile.open(image.toString());
                LoopDevice device = LoopDevice.attach(file, "direct", false, true)) {
            boolean chosen = device.status().directIo();

            device.useDirectIo(false);

            assertThat(device.status().directIo()).isFalse();
            assertThat(chosen).isTrue();
        }
    }

    @Test
    void imageWithoutAFilesystemIsRefused() throws Exception {
        Path image = Images.ext4(directory);
        try (Fd file = ImageFile.open(image.toString())) {
            ImageFile.resize(file, "image", 0);
            ImageFile.resize(file, "image", 16 << 20);
        }

        assertThatThrownBy(() -> mount(image).close()).hasMessage("fsconfig(ext4, create): invalid argument (EINVAL)");
    }

    @Test
    void whatIsNotAFileCannotBeAttached() {
        try (Fd nothing = OpenFile.at("/dev/null", OpenFlag.RDWR)) {
            assertThatThrownBy(() -> LoopDevice.attach(nothing, "null", false, false))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("LOOP_CONFIGURE");
        }
    }

    @Test
    void spaceOfMissingPathIsAnError() {
        assertThatThrownBy(() -> Space.of("/not/there"))
                .hasMessage("statfs(/not/there): no such file or directory (ENOENT)");
    }

    @Test
    void reservedImageTakesItsSpace() throws Exception {
        try (Fd file = ImageFile.create(directory.resolve("full").toString(), 1 << 20)) {
            assertThat(FileStatus.of(file).allocated()).isZero();

            ImageFile.reserve(file, "full", 1 << 20);

            assertThat(FileStatus.of(file).allocated()).isGreaterThanOrEqualTo(1 << 20);
            assertThatThrownBy(() -> ImageFile.create(directory.resolve("full").toString(), 1))
                    .hasMessageContaining("exists already");
        }
    }

    private static MountTree mount(Path image) {
        try (Fd file = ImageFile.open(image.toString());
                LoopDevice device = LoopDevice.attach(file, image.toString(), false, false);
                NewFilesystem configuration = NewFilesystem.of("ext4").option("source", device.path())) {
            return configuration.flag("nodiscard").mount();
        }
    }
}
