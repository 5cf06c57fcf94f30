package org.vezere.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.setup.KernelParts.Presence;

class MachineTest {
    @TempDir
    Path directory;

    @Test
    void readsEveryDigitOfASysctl() {
        assertThat(Machine.running().number("/proc/sys/kernel/ngroups_max")).hasValue(65_536);
    }

    @Test
    void numberThatIsNoneIsAbsent() {
        MachineCopy copy = new MachineCopy(directory).with("/words", "4 5").with("/huge", "18446744073709551615");

        assertThat(copy.machine().number("/words")).isEmpty();
        assertThat(copy.machine().number("/nowhere")).isEmpty();
        assertThat(copy.machine().number("/huge")).hasValue(Long.MAX_VALUE);
    }

    @Test
    void comparesKernelVersions() {
        MachineCopy copy = new MachineCopy(directory).with("/proc/sys/kernel/osrelease", "6.1.0-50-cloud-amd64");

        assertThat(copy.machine().atLeast(6, 1)).isTrue();
        assertThat(copy.machine().atLeast(5, 14)).isTrue();
        assertThat(copy.machine().atLeast(6, 2)).isFalse();
        assertThat(new Machine(directory.resolve("empty")).atLeast(1, 0)).isFalse();
    }

    @Test
    void tellsWhereAPartOfTheKernelIs() throws IOException {
        MachineCopy copy = new MachineCopy(directory)
                .with("/proc/sys/kernel/osrelease", "6.1.0")
                .with("/lib/modules/6.1.0/modules.builtin", "kernel/fs/ext4/ext4.ko")
                .with("/lib/modules/6.1.0/modules.dep", "kernel/drivers/net/nft-chain.ko.xz: kernel/a.ko")
                .with("/sys/module/veth/refcnt", "0")
                .with("/proc/config.gz", "");
        Files.write(
                directory.resolve("proc/config.gz"), packed("CONFIG_TUN=y\nCONFIG_BTRFS_FS=m\n# CONFIG_X is not set"));

        KernelParts parts = new KernelParts(copy.machine());

        assertThat(parts.presence("ext4", "EXT4_FS")).isEqualTo(Presence.BUILT_IN);
        assertThat(parts.presence("nft_chain", "NFT_CHAIN")).isEqualTo(Presence.LOADABLE);
        assertThat(parts.presence("veth", "VETH")).isEqualTo(Presence.LOADED);
        assertThat(parts.presence("tun", "TUN")).isEqualTo(Presence.BUILT_IN);
        assertThat(parts.presence("btrfs", "BTRFS_FS")).isEqualTo(Presence.NOT_INSTALLED);
        assertThat(parts.presence("x", "X")).isEqualTo(Presence.ABSENT);
        assertThat(parts.option("TUN")).isEqualTo(Presence.BUILT_IN);
        assertThat(parts.option("X")).isEqualTo(Presence.ABSENT);
    }

    @Test
    void withoutConfigAndListsNothingIsClaimed() {
        KernelParts parts = new KernelParts(new Machine(directory));

        assertThat(parts.presence("veth", "VETH")).isEqualTo(Presence.UNKNOWN);
        assertThat(parts.option("CFS_BANDWIDTH")).isEqualTo(Presence.UNKNOWN);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream packer = new GZIPOutputStream(bytes)) {
            packer.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
