package org.vezere.engine.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.template.TemplateLayer;
import org.vezere.engine.template.TemplateLayers;
import org.vezere.linux.loop.LoopDevice;
import org.vezere.linux.loop.Space;
import org.vezere.linux.mount.Mounts;
import org.vezere.linux.path.ConfinedRoot;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

class OverlayLayoutTest {
    private static final long MIB = 1 << 20;
    private static final DiskLimits LIMITS = new DiskLimits(64 * MIB, 8192);

    @TempDir
    Path directory;

    private Path privateArea;
    private Path root;
    private TemplateLayer layer;
    private OverlayLayout layout;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void makeLayer() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root mounts");
        Path tree = Files.createDirectories(directory.resolve("layers/small-0123456789ab/root"));
        Files.createDirectories(tree.resolve("etc"));
        Files.writeString(tree.resolve("etc/motd"), "from the template\n");
        Files.createDirectories(tree.resolve("var/lib"));
        Files.setPosixFilePermissions(tree.resolve("var"), PosixFilePermissions.fromString("rwxr-x---"));
        layer = new TemplateLayer("small-0123456789ab", tree);
        layout = new OverlayLayout(new TemplateLayers(directory.resolve("layers"), new FreeSpace(0)), new FreeSpace(0));
        privateArea = directory.resolve("private/101");
        root = directory.resolve("root/101");
        Files.createDirectories(
                root.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @AfterEach
    void unmountAll() {
        if (Mounts.at(root.toString()).isPresent()) {
            Mounts.detach(root.toString());
        }
    }

    @Test
    void createMakesAClosedPrivateAreaAndNothingElse() throws IOException {
        layout.create(privateArea, layer, LIMITS);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateArea)))
                .isEqualTo("rwx------");
        assertThat(namesIn(privateArea)).containsExactlyInAnyOrder("root.img", "layout");
        assertThat(namesIn(privateArea.getParent())).containsExactly("101");
        assertThat(OverlayLayout.layerOf(privateArea)).isEqualTo(layer.id());
        assertThat(layout.usage(privateArea).bytes()).isBetween(64 * MIB, 66 * MIB);
        assertThat(layout.usage(privateArea).inodes()).isBetween(8192L, 8400L);
    }

    @Test
    void createReplacesWhatACrashLeftAndNothingThatIsThere() throws IOException {
        Files.createDirectories(directory.resolve("private/101.tmp/skeleton/upper"));
        layout.create(privateArea, layer, LIMITS);

        assertThat(namesIn(privateArea.getParent())).containsExactly("101");
        assertThatThrownBy(() -> layout.create(privateArea, layer, LIMITS))
                .hasMessage("Private area already exists in " + privateArea)
                .extracting(e -> ((VezereException) e).kind().exitCode())
                .isEqualTo(44);
    }

    @Test
    void createLeavesNothingWhenItFails() {
        OverlayLayout full = new OverlayLayout(
                new TemplateLayers(directory.resolve("layers"), new FreeSpace(0)), new FreeSpace(Long.MAX_VALUE / 2));

        assertThatThrownBy(() -> full.create(privateArea, layer, LIMITS))
                .extracting(e -> ((VezereException) e).kind())
                .isEqualTo(FailureKind.NO_SPACE);
        assertThatThrownBy(() -> layout.create(privateArea, layer, new DiskLimits(MIB, 8192)))
                .hasMessageContaining("too small");
        assertThat(namesIn(privateArea.getParent())).isEmpty();
    }

    @Test
    void prepareMountsWhereNobodySees() throws IOException {
        layout.create(privateArea, layer, LIMITS);
        int mountsBefore = Mounts.current().size();

        try (OverlayFiles files = layout.prepare(privateArea, this::hear);
                ConfinedRoot upper = new ConfinedRoot(files.upper().descriptor());
                ConfinedRoot lower = new ConfinedRoot(files.lower().descriptor())) {
            assertThat(Mounts.current()).hasSize(mountsBefore);
            assertThat(upper.list(".")).contains("upper", "work", "docker", "containers");
            assertThat(upper.status("upper/var").orElseThrow().mode()).isEqualTo(0750);
            assertThat(upper.exists("upper/var/lib/docker")).isTrue();
            assertThat(lower.readText("etc/motd", 100)).contains("from the template\n");
            assertThatThrownBy(() -> lower.replace("etc/motd", "changed")).hasMessageContaining("EROFS");
            assertThat(Space.of(files.upper().descriptor()).total()).isBetween(64 * MIB, 66 * MIB);
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void theLoopDeviceGoesWithTheLastMount() throws IOException {
        layout.create(privateArea, layer, LIMITS);
        Path image = privateArea.resolve("root.img").toRealPath();

        try (OverlayFiles first = layout.prepare(privateArea, this::hear);
                OverlayFiles second = layout.prepare(privateArea, this::hear)) {
            assertThat(first.upper()).isNotEqualTo(second.upper());
            assertThat(LoopDevice.attachedTo(image)).hasSize(1);
        }

        assertThat(eventuallyDetached(image)).isTrue();
    }

    @Test
    void usageOfAMountedImageIsCurrent() {
        layout.create(privateArea, layer, LIMITS);
        try (OverlayFiles files = layout.prepare(privateArea, this::hear);
                ConfinedRoot upper = new ConfinedRoot(files.upper().descriptor())) {
            long before = layout.usage(privateArea).usedBytes();
            upper.write("upper/data", new byte[(int) (8 * MIB)], 0600, 0, 0);

            assertThat(layout.usage(privateArea).usedBytes()).isGreaterThanOrEqualTo(before + 8 * MIB);
        }
    }

    @Test
    void hostMountShowsTheVeAndKeepsWhatIsWritten() throws IOException {
        layout.create(privateArea, layer, LIMITS);

        layout.mountForHost(privateArea, root, this::hear);
        assertThat(layout.isMountedForHost(root)).isTrue();
        assertThat(root.resolve("etc/motd")).hasContent("from the template");
        Files.writeString(root.resolve("etc/motd"), "changed\n");
        Files.writeString(root.resolve("var/lib/docker/layer"), "plain\n");
        layout.unmountForHost(root);

        assertThat(layout.isMountedForHost(root)).isFalse();
        assertThat(root).isEmptyDirectory();
        assertThat(layer.root().resolve("etc/motd")).hasContent("from the template");
        assertThat(namesIn(privateArea)).containsExactlyInAnyOrder("root.img", "layout");
        assertThat(eventuallyDetached(privateArea.resolve("root.img").toRealPath()))
                .isTrue();
        try (OverlayFiles files = layout.prepare(privateArea, this::hear);
                ConfinedRoot upper = new ConfinedRoot(files.upper().descriptor())) {
            assertThat(upper.readText("upper/etc/motd", 100)).contains("changed\n");
            assertThat(upper.readText("docker/layer", 100)).contains("plain\n");
        }
    }

    /// Isolation B10: a link that root inside planted at a mount point leads nowhere outside.
    @Test
    void hostMountFollowsNoLinkOutOfTheVe() throws IOException {
        layout.create(privateArea, layer, LIMITS);
        Path victim = Files.createDirectory(directory.resolve("victim"));
        layout.mountForHost(privateArea, root, this::hear);
        layout.unmountForHost(root);
        try (OverlayFiles files = layout.prepare(privateArea, this::hear);
                ConfinedRoot upper = new ConfinedRoot(files.upper().descriptor())) {
            upper.removeTree("upper/var/lib/docker");
            upper.symlink(victim.toString(), "upper/var/lib/docker");
        }

        layout.mountForHost(privateArea, root, this::hear);

        assertThat(Mounts.at(victim.toRealPath().toString())).isEmpty();
        layout.unmountForHost(root);
    }

    @Test
    void unmountingWhatIsInUseIsRefused() throws IOException {
        layout.create(privateArea, layer, LIMITS);
        layout.mountForHost(privateArea, root, this::hear);

        try (ConfinedRoot user = ConfinedRoot.open(root.resolve("etc").toString())) {
            assertThat(user.exists("motd")).isTrue();
            assertThatThrownBy(() -> layout.unmountForHost(root))
                    .extracting(e -> ((VezereException) e).kind().exitCode())
                    .isEqualTo(51);
        }
        layout.unmountForHost(root);
    }

    @Test
    void growsAndShrinksAtRest() {
        layout.create(privateArea, layer, LIMITS);

        layout.resize(privateArea, new DiskLimits(300 * MIB, 8192), this::hear);
        assertThat(layout.usage(privateArea).bytes()).isBetween(300 * MIB, 310 * MIB);

        layout.resize(privateArea, new DiskLimits(100 * MIB, 8192), this::hear);
        assertThat(layout.usage(privateArea).bytes()).isBetween(100 * MIB, 104 * MIB);
        assertThat(notices).isEmpty();
    }

    @Test
    void growthOfAMountedImageHappensNowOrAtTheNextStart() throws IOException {
        layout.create(privateArea, layer, LIMITS);
        try (OverlayFiles _ = layout.prepare(privateArea, this::hear)) {
            layout.resize(privateArea, new DiskLimits(200 * MIB, 8192), this::hear);
            boolean live = layout.usage(privateArea).bytes() >= 200 * MIB;
            assertThat(notices).hasSize(live ? 0 : 1);
        }
        assertThat(eventuallyDetached(privateArea.resolve("root.img").toRealPath()))
                .isTrue();

        try (OverlayFiles files = layout.prepare(privateArea, this::hear)) {
            assertThat(Space.of(files.upper().descriptor()).total()).isBetween(200 * MIB, 206 * MIB);
        }
        assertThat(LayoutFile.read(privateArea).limits().bytes()).isEqualTo(200 * MIB);
        assertThat(LayoutFile.read(privateArea).resizeTo()).isEmpty();
    }

    @Test
    void shrinkingBelowUseIsRefused() {
        layout.create(privateArea, layer, LIMITS);
        try (OverlayFiles files = layout.prepare(privateArea, this::hear);
                ConfinedRoot upper = new ConfinedRoot(files.upper().descriptor())) {
            upper.write("upper/data", new byte[(int) (30 * MIB)], 0600, 0, 0);

            assertThatThrownBy(() -> layout.resize(privateArea, new DiskLimits(20 * MIB, 8192), this::hear))
                    .hasMessageMatching("Disk space cannot be 20971520 bytes: the container has stored \\d+")
                    .extracting(e -> ((VezereException) e).kind().exitCode())
                    .isEqualTo(154);
        }
        assertThat(LayoutFile.read(privateArea).resizeTo()).isEmpty();
    }

    @Test
    void aChangedNumberOfInodesIsTold() {
        layout.create(privateArea, layer, LIMITS);

        layout.resize(privateArea, new DiskLimits(LIMITS.bytes(), 99999), this::hear);

        assertThat(notices).singleElement().asString().contains("the number of inodes is fixed when an image is made");
    }

    @Test
    void anImageWithErrorsIsMendedBeforeItIsMounted() throws IOException {
        layout.create(privateArea, layer, LIMITS);
        try (RandomAccessFile image =
                new RandomAccessFile(privateArea.resolve("root.img").toFile(), "rw")) {
            // s_state with EXT4_ERROR_FS; the superblock's checksum is now wrong as well, and e2fsck mends both.
            image.seek(1024 + 0x3a);
            image.write(3);
        }

        assertThatThrownBy(() -> layout.prepare(privateArea, this::hear).close())
                .hasMessageContaining("run e2fsck");
        assertThat(notices).singleElement().asString().contains("was not left clean and is being checked");
    }

    @Test
    void strangePrivateAreasAreRefusedInOneLine() throws IOException {
        Files.createDirectories(privateArea);
        assertThatThrownBy(() -> layout.prepare(privateArea, this::hear))
                .hasMessage(privateArea + " is not a private area of layout overlay: no file layout");

        Files.write(privateArea.resolve("layout"), "layout=simfs\nversion=1\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> layout.prepare(privateArea, this::hear))
                .hasMessageContaining("layout is \"simfs\", where \"overlay\" is known");

        Files.delete(privateArea.resolve("layout"));
        Files.delete(privateArea);
        layout.create(privateArea, new TemplateLayer("gone-0123456789ab", layer.root()), LIMITS);
        assertThatThrownBy(() -> layout.prepare(privateArea, this::hear))
                .hasMessageContaining("the template's layer gone-0123456789ab is gone");
    }

    @Test
    void destroyFindsNothingToDoOnANodeThatNeverHadAVe(@TempDir Path node) {
        Path nowhere = node.resolve("private").resolve("101");

        layout.destroy(nowhere);

        assertThat(nowhere.getParent()).doesNotExist();
    }

    @Test
    void destroyTakesAllButNotWhatIsInUse() {
        layout.create(privateArea, layer, LIMITS);
        try (OverlayFiles _ = layout.prepare(privateArea, this::hear)) {
            assertThatThrownBy(() -> layout.destroy(privateArea)).hasMessageContaining("is in use");
        }
        eventuallyDetached(privateArea.resolve("root.img"));

        layout.destroy(privateArea);

        assertThat(namesIn(privateArea.getParent())).isEmpty();
    }

    private void hear(Notice notice) {
        notices.add(notice.text());
    }

    private static boolean eventuallyDetached(Path image) {
        for (int i = 0; i < 200; i++) {
            if (!ImageMount.isAttached(image) && LoopDevice.attachedTo(image).isEmpty()) {
                return true;
            }
            sleep();
        }
        return false;
    }

    private static void sleep() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> namesIn(Path place) {
        String[] names = place.toFile().list();
        return names == null ? List.of() : List.of(names);
    }
}
