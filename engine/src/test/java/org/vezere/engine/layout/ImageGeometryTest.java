package org.vezere.engine.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.model.VezereException;

class ImageGeometryTest {
    private static final long NODE_BYTES = 100L << 30;

    @TempDir
    Path directory;

    /// Sizes in MiB; with the samples' ratios of inodes and with unusual ones.
    @ParameterizedTest
    @CsvSource({
        "16, 1024",
        "20, 5000",
        "64, 4096",
        "127, 8000",
        "128, 8192",
        "129, 100",
        "500, 20000",
        "1024, 65536",
        "1126, 72090",
        "2048, 131072",
        "2252, 144179",
        "3000, 700000",
        "10240, 200000",
        "10241, 655360",
        "51200, 3276800",
        "1048576, 1000000"
    })
    void holdsWhatIsPromisedAndHardlyMore(long mebibytes, long inodes) throws IOException {
        long bytes = mebibytes << 20;
        Path image = directory.resolve(OverlayImage.NAME);

        ImageGeometry geometry = ImageGeometry.of(new DiskLimits(bytes, inodes), NODE_BYTES);
        OverlayImage.create(image, geometry, Files.createDirectory(directory.resolve("layer")));

        Ext4Superblock superblock = Ext4Superblock.read(image);
        assertThat(superblock.usage().bytes()).isBetween(bytes, bytes + bytes / 50);
        assertThat(superblock.usable()).as("computed and made").isEqualTo(geometry.usable());
        assertThat(superblock.inodes())
                .isBetween(inodes, inodes + Math.max(inodes / 50, 1024 + 16 * 8 * mebibytes / 128));
        assertThat(superblock.clean()).isTrue();
        assertThat(ExternalTool.of("e2fsck", "-f", "-n", image.toString()).run().exitCode())
                .isZero();
    }

    @Test
    void takesTheNodesSizeWithoutALimit() {
        ImageGeometry geometry =
                ImageGeometry.of(new DiskLimits(DiskLimits.UNLIMITED, DiskLimits.UNLIMITED), NODE_BYTES);

        assertThat(geometry.usable() * ImageGeometry.BLOCK_SIZE).isGreaterThanOrEqualTo(NODE_BYTES);
        assertThat(geometry.inodes()).isEqualTo(NODE_BYTES / 16384);
    }

    @Test
    void refusesWhatNoImageCanBe() {
        assertThatThrownBy(() -> ImageGeometry.of(new DiskLimits(1 << 20, 1000), NODE_BYTES))
                .isInstanceOf(VezereException.class)
                .hasMessage("Disk space of 1048576 bytes is too small: at least 16777216 are needed");
    }

    @Test
    void aLimitOfInodesThatTheSpaceCannotReachIsNone() {
        ImageGeometry geometry = ImageGeometry.of(new DiskLimits(1L << 30, 1L << 31), NODE_BYTES);

        assertThat(geometry.inodes()).isBetween(1L << 16, 1L << 19);
    }

    @Test
    void writesNextToNothing() throws IOException {
        Path image = directory.resolve(OverlayImage.NAME);

        OverlayImage.create(
                image,
                ImageGeometry.of(new DiskLimits(10L << 30, 655360), NODE_BYTES),
                Files.createDirectory(directory.resolve("layer")));

        long kibibytes = Long.parseLong(
                ExternalTool.of("du", "-k", image.toString()).run().said().replaceFirst("\\s.*", ""));
        assertThat(kibibytes).isLessThan(8192);
    }
}
