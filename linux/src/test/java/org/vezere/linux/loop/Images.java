package org.vezere.linux.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.vezere.linux.Fd;

/// Small ext4 images for tests.
public final class Images {
    private Images() {}

    /// An image of 16 MiB, formatted.
    public static Path ext4(Path directory) throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Path image = directory.resolve("image.ext4");
        try (Fd file = ImageFile.create(image.toString(), 16 << 20)) {
            assertThat(file.number()).isPositive();
        }
        int code = new ProcessBuilder(
                        "mke2fs", "-q", "-t", "ext4", "-b", "4096", "-O", "^resize_inode,meta_bg", image.toString())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        assertThat(code).isZero();
        return image;
    }
}
