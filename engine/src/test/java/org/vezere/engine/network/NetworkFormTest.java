package org.vezere.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.config.DeclaredFiles;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.value.IpAddress;

class NetworkFormTest {
    private static final DeclaredNetwork TRUNK = new DeclaredNetwork(
            "lan0",
            List.of(IpAddress.parse("198.51.100.1/24")),
            Optional.of("eth1"),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            true);

    @Test
    void aFileSaysWhatWasDeclared(@TempDir Path directory) throws IOException {
        DeclaredFiles<DeclaredNetwork> files = new DeclaredFiles<>(directory, "network", new NetworkForm());

        files.write(TRUNK);

        assertThat(files.all()).containsExactly(TRUNK);
        assertThat(Files.readString(directory.resolve("lan0.conf"))).contains("VLAN_AWARE=\"yes\"");
    }

    @Test
    void aFileOfAnEarlierVersionIsOfOneSegment(@TempDir Path directory) throws IOException {
        DeclaredFiles<DeclaredNetwork> files = new DeclaredFiles<>(directory, "network", new NetworkForm());
        Files.writeString(directory.resolve("lan0.conf"), "UPLINK=\"eth1\"\nVLAN=\"12\"\n");

        assertThat(files.get("lan0").vlanAware()).isFalse();
        assertThat(files.get("lan0").vlan()).contains(12);
    }
}
