package org.vezere.engine.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.vezere.engine.files.Trees;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.engine.tool.ToolResult;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// The sparse ext4 image that holds what a VE changes: `upper` and `work` of its overlay, and the directories that
/// lie beside the overlay.
///
/// It is made by one run of mke2fs, directories included: 4 ms for any size, as nothing but the tables in use is
/// written. (A ready-made image copied sparsely takes 2 ms, but all copies would share one UUID, to which their
/// checksums are bound.)
final class OverlayImage {
    static final String NAME = "root.img";
    static final String UPPER = "upper";
    static final String WORK = "work";

    /// Spelled out, so that images don't depend on a machine's mke2fs.conf or on the version of e2fsprogs: all
    /// known to every kernel that Vezere runs on.
    private static final String FEATURES = "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,"
            + "flex_bg,sparse_super,large_file,huge_file,dir_nlink,extra_isize,metadata_csum";

    private static final int ROOT_MODE = 0755;

    private OverlayImage() {}

    /// Makes an image. Its file must not exist.
    ///
    /// @param layerRoot the template's tree; the VE's root directory gets its root's mode
    /// @throws VezereException [FailureKind#CREATE_IMAGE] with mke2fs's reason
    static void create(Path image, ImageGeometry geometry, Path layerRoot) throws IOException {
        Path skeleton = Files.createDirectory(image.resolveSibling("skeleton"));
        try {
            fillSkeleton(skeleton, layerRoot);
            ToolResult result = ExternalTool.of(
                            "mke2fs",
                            "-F",
                            "-q",
                            "-t",
                            "ext4",
                            "-b",
                            String.valueOf(ImageGeometry.BLOCK_SIZE),
                            "-I",
                            String.valueOf(ImageGeometry.INODE_SIZE),
                            "-J",
                            "size=" + geometry.journalMib(),
                            "-m",
                            "0",
                            "-e",
                            "remount-ro",
                            "-E",
                            // A sparse file reads as zeros: neither mke2fs nor, later, the kernel has to write them.
                            "assume_storage_prezeroed=1,lazy_itable_init=1,lazy_journal_init=1,nodiscard,root_owner=0:0",
                            "-O",
                            FEATURES,
                            "-N",
                            String.valueOf(geometry.inodes()),
                            "-d",
                            skeleton.toString(),
                            image.toString(),
                            String.valueOf(geometry.blocks()))
                    .with("MKE2FS_CONFIG", "/dev/null")
                    .run();
            if (!result.succeeded()) {
                throw new VezereException(
                        FailureKind.CREATE_IMAGE, "Image " + image + " cannot be made: " + result.lastLine());
            }
            Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-------"));
        } finally {
            Trees.delete(skeleton);
        }
    }

    /// The directories below which nothing of the template is hidden.
    private static void fillSkeleton(Path skeleton, Path layerRoot) throws IOException {
        directory(skeleton.resolve(WORK), 0700);
        Path upper = skeleton.resolve(UPPER);
        directory(upper, modeOf(layerRoot));
        for (PlainDirectory plain : PlainDirectory.ALL) {
            directory(skeleton.resolve(plain.source()), plain.mode());
            makeMountPoint(upper, layerRoot, plain);
        }
    }

    /// Makes the place where the VE sees a plain directory, in the upper layer, with the template's modes above it.
    /// A template that has a link or a file on the way keeps it, and goes without.
    private static void makeMountPoint(Path upper, Path layerRoot, PlainDirectory plain) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (int depth = 1; depth <= Path.of(plain.target()).getNameCount(); depth++) {
            Path below = Path.of(plain.target()).subpath(0, depth);
            Path inLayer = layerRoot.resolve(below);
            if (Files.exists(inLayer, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(inLayer, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            missing.add(below);
        }
        for (Path below : missing) {
            Path inLayer = layerRoot.resolve(below);
            int mode = Files.exists(inLayer) ? modeOf(inLayer) : ROOT_MODE;
            if (!Files.exists(upper.resolve(below))) {
                directory(upper.resolve(below), mode);
            }
        }
    }

    private static int modeOf(Path directory) throws IOException {
        return ((Integer) Files.getAttribute(directory, "unix:mode")) & 07777;
    }

    private static void directory(Path directory, int mode) throws IOException {
        Files.createDirectory(directory);
        Files.setAttribute(directory, "unix:mode", mode);
    }
}
