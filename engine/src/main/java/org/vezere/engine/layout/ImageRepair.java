package org.vezere.engine.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.engine.tool.ToolResult;
import org.vezere.linux.Fd;
import org.vezere.linux.loop.ImageFile;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;

/// What is done to an image that is not mounted: checked, mended, resized.
final class ImageRepair {
    /// `man 8 e2fsck`: 1 is errors corrected, 2 with a reboot advised, which means nothing for an image.
    private static final int CORRECTED = 3;

    private ImageRepair() {}

    /// Mends an image whose superblock says that it needs it; anything else is left to the journal.
    ///
    /// @throws VezereException [FailureKind#MOUNT_IMAGE] when only a person can decide how to mend it
    static void mendIfNeeded(Path image, Consumer<Notice> notices) throws IOException {
        if (Ext4Superblock.read(image).clean()) {
            return;
        }
        notices.accept(Notice.of(NoticeKind.WARNING, "Image " + image + " was not left clean and is being checked"));
        check(image, "-p");
    }

    /// Gives an image another size.
    ///
    /// @throws VezereException [FailureKind#RESIZE_IMAGE] with resize2fs's reason; the image keeps its size
    static void resize(Path image, ImageGeometry geometry) throws IOException {
        check(image, "-fp");
        boolean grows = geometry.blocks() > Ext4Superblock.read(image).blocks();
        if (grows) {
            setFileSize(image, geometry.bytes());
        }
        ToolResult result = ExternalTool.of("resize2fs", image.toString(), String.valueOf(geometry.blocks()))
                .run();
        if (!result.succeeded()) {
            throw new VezereException(
                    FailureKind.RESIZE_IMAGE, "Image " + image + " cannot be resized: " + result.lastLine());
        }
        if (!grows) {
            setFileSize(image, geometry.bytes());
        }
    }

    /// Sets the size of the file, and not of the filesystem in it.
    static void setFileSize(Path image, long bytes) {
        try (Fd file = ImageFile.open(image.toString())) {
            ImageFile.resize(file, image.toString(), bytes);
        }
    }

    private static void check(Path image, String options) {
        ToolResult result = ExternalTool.of("e2fsck", options, image.toString()).run();
        if (result.exitCode() > CORRECTED) {
            throw new VezereException(
                    FailureKind.MOUNT_IMAGE,
                    "Image " + image + " is damaged and cannot be mended without you: run e2fsck " + image);
        }
    }
}
