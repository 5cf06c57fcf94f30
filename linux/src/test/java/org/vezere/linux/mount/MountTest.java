package org.vezere.linux.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.KernelFile;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.OpenFile;
import org.vezere.linux.loop.ImageFile;
import org.vezere.linux.loop.Images;
import org.vezere.linux.loop.LoopDevice;
import org.vezere.linux.path.ConfinedRoot;
import org.vezere.linux.path.FileTree;
import org.vezere.linux.process.Keepers;
import org.vezere.linux.process.NamespaceIds;

final class MountTest {
    @TempDir
    Path directory;

    @Test
    void linesOfMountinfoAreRead() {
        String line = "36 35 98:0 /mnt1 /mnt\\040two rw,noatime master:1 shared:7 - ext3 /dev/root rw,errors=continue";

        MountEntry entry = Mounts.parse(line + "\n").getFirst();

        assertThat(entry)
                .isEqualTo(new MountEntry(
                        36,
                        35,
                        98,
                        0,
                        "/mnt1",
                        "/mnt two",
                        List.of("rw", "noatime"),
                        List.of("master:1", "shared:7"),
                        "ext3",
                        "/dev/root",
                        List.of("rw", "errors=continue")));
        assertThatThrownBy(() -> Mounts.parse("36 35 98:0 / / rw\n")).hasMessageContaining("not a line of mountinfo");
    }

    @Test
    void mountsOfThisProcessAreRead() {
        assertThat(Mounts.at("/proc"))
                .hasValueSatisfying(entry -> assertThat(entry.type()).isEqualTo("proc"));
        assertThat(Mounts.of((int) ProcessHandle.current().pid())).isNotEmpty();
        assertThat(Mounts.under("/")).hasSameSizeAs(Mounts.current());
    }

    @Test
    void attachesAndDetachesInANamespaceOfItsOwn() throws Exception {
        needRoot();
        Path place = Files.createDirectory(directory.resolve("place"));

        List<String> inside = MountNamespace.runInNew(() -> {
            try (NewFilesystem tmpfs =
                            NewFilesystem.of("tmpfs").option("size", "1m").option("mode", "700");
                    MountTree mount = tmpfs.mount(MountAttribute.NOSUID, MountAttribute.NODEV);
                    Fd target = OpenFile.directory(place.toString())) {
                Files.writeString(Path.of(mount.descriptor().procPath(), "file"), "x");
                mount.attach(target);
                MountEntry entry = Mounts.at(place.toString()).orElseThrow();
                assertThat(entry.type()).isEqualTo("tmpfs");
                assertThat(entry.options()).contains("nosuid", "nodev");
                assertThat(entry.propagation()).isEmpty();
                mount.setAttributes(List.of(MountAttribute.RDONLY), List.of(MountAttribute.NODEV), false);
                List<String> options = Mounts.at(place.toString()).orElseThrow().options();
                assertThat(place.resolve("file")).exists();
                Mounts.detach(place.toString());
                assertThat(Mounts.at(place.toString())).isEmpty();
                return options;
            }
        });

        assertThat(inside).contains("ro", "nosuid").doesNotContain("nodev");
        assertThat(place).isEmptyDirectory();
        assertThatThrownBy(() -> Mounts.unmount(place.toString()))
                .hasMessage("umount2(" + place + "): invalid argument (EINVAL)");
    }

    @Test
    void errandsRunInANamespaceThatIsOpen() throws Exception {
        needRoot();
        Path place = Files.createDirectory(directory.resolve("place"));
        Fd namespace = MountNamespace.runInNew(() -> {
            try (NewFilesystem tmpfs = NewFilesystem.of("tmpfs");
                    MountTree mount = tmpfs.mount()) {
                mount.attach(place.toString());
            }
            Files.createFile(place.resolve("only-there"));
            return OpenFile.at("/proc/thread-self/ns/mnt");
        });

        try (namespace) {
            assertThat(MountNamespace.runIn(namespace, () -> Files.exists(place.resolve("only-there"))))
                    .isTrue();
        }
        assertThat(place).isEmptyDirectory();
        assertThatThrownBy(() -> MountNamespace.runInNew(() -> {
                    throw new KernelException("test", "", 1);
                }))
                .isInstanceOf(KernelException.class);
    }

    @Test
    void attributesOfACopyLeaveTheOriginalAlone() throws Exception {
        needRoot();
        try (MountTree copy = MountTree.copyOf(directory.toString(), false)) {
            copy.setAttributes(MountAttribute.RDONLY, MountAttribute.NOATIME);

            assertThatThrownBy(() -> Files.createFile(Path.of(copy.descriptor().procPath(), "refused")))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Read-only");
            Files.createFile(directory.resolve("allowed"));
        }
    }

    @Test
    void idmappedMountShowsShiftedIds() throws Exception {
        Path image = Images.ext4(directory);
        try (Keepers keepers = new Keepers(directory);
                Fd file = ImageFile.open(image.toString());
                LoopDevice device = LoopDevice.attach(file, "image", false, false);
                NewFilesystem configuration = NewFilesystem.of("ext4").option("source", device.path());
                MountTree base = configuration.mount();
                MountTree shifted = base.copy();
                Fd namespace = new UserNamespaces(keepers.launcher()).make(IdMap.from(100_000, 65_536))) {
            shifted.idmap(namespace, false);
            Path onDisk = Files.createFile(Path.of(base.descriptor().procPath(), "file"));

            assertThat(Files.getAttribute(onDisk, "unix:uid")).isEqualTo(0);
            assertThat(Files.getAttribute(Path.of(shifted.descriptor().procPath(), "file"), "unix:uid"))
                    .isEqualTo(100_000);
            assertThat(KernelFile.readLink(namespace.procPath()))
                    .isNotEqualTo("user:[" + NamespaceIds.own().user() + "]");
            assertThatThrownBy(() -> shifted.idmap(namespace, false)).isInstanceOf(KernelException.class);
        }
    }

    @Test
    void refusedMapIsExplainedAndLeavesNoProcess() throws Exception {
        needRoot();
        try (Keepers keepers = new Keepers(directory)) {
            UserNamespaces namespaces = new UserNamespaces(keepers.launcher());
            List<IdRange> overlapping = List.of(new IdRange(0, 100_000, 10), new IdRange(5, 200_000, 10));

            assertThatThrownBy(() -> namespaces.make(new IdMap(overlapping, overlapping)))
                    .isInstanceOfSatisfying(
                            KernelException.class,
                            failure -> assertThat(failure.errno()).isEqualTo(Errno.EINVAL))
                    .hasMessageContaining("uid_map");
        }
    }

    @Test
    void idRangesAreChecked() {
        assertThatThrownBy(() -> new IdRange(0, 1L << 32, 1)).hasMessageContaining("from 0 to 4294967294");
        assertThatThrownBy(() -> new IdRange(-1, 0, 1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new IdRange(0, 0, 0)).hasMessageContaining("0 of them");
        assertThat(new IdRange(0, 4_294_901_759L, 65_536).line()).isEqualTo("0 4294901759 65536\n");
    }

    @Test
    void unknownFilesystemsAndOptionsAreNamed() {
        needRoot();
        assertThatThrownBy(() -> NewFilesystem.of("vezerefs").close())
                .hasMessage("fsopen(vezerefs): no such device or filesystem type (ENODEV)");
        try (NewFilesystem tmpfs = NewFilesystem.of("tmpfs")) {
            assertThatThrownBy(() -> tmpfs.option("siize", "1m"))
                    .hasMessageContaining("tmpfs, siize=1m; tmpfs: Unknown parameter 'siize'): invalid argument");
        }
    }

    @Test
    void tmpfsIsResizedWhileItIsMounted() {
        needRoot();
        try (NewFilesystem tmpfs = NewFilesystem.of("tmpfs").option("size", "1m");
                MountTree mount = tmpfs.mount();
                NewFilesystem again = NewFilesystem.of(mount).option("size", "2m")) {
            again.reconfigure();

            assertThat(org.vezere.linux.loop.Space.of(mount.descriptor()).total())
                    .isEqualTo(2 << 20);
        }
    }

    @Test
    void deletingStopsAtAMount() throws Exception {
        needRoot();
        Path tree = Files.createDirectories(directory.resolve("tree/sub/mounted"));

        Optional<String> refusal = MountNamespace.runInNew(() -> {
            try (NewFilesystem tmpfs = NewFilesystem.of("tmpfs");
                    MountTree mount = tmpfs.mount();
                    Fd top = OpenFile.directory(directory.toString())) {
                mount.attach(tree.toString());
                Files.createFile(tree.resolve("kept"));
                try {
                    FileTree.delete(top, "tree");
                    return Optional.empty();
                } catch (KernelException failure) {
                    assertThat(tree.resolve("kept")).exists();
                    return Optional.of(failure.getMessage());
                }
            }
        });

        assertThat(refusal).hasValueSatisfying(text -> assertThat(text).contains("where something is mounted"));
        try (ConfinedRoot root = ConfinedRoot.open(directory.toString())) {
            root.removeTree("tree");
        }
        assertThat(directory.resolve("tree")).doesNotExist();
    }

    private static void needRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    }
}
