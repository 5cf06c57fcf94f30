package org.vezere.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vezere.model.Ctid;
import org.vezere.model.VezereException;

class NodePathsTest {
    private static final NodePaths MACHINE = new NodePaths(Path.of("/"));
    private static final NodePaths BOX = new NodePaths(Path.of("/tmp/box"));

    @Test
    void theMachineHasThePathsOfTheReference() {
        assertThat(MACHINE.globalConfig()).isEqualTo(Path.of("/etc/vz/vz.conf"));
        assertThat(MACHINE.config(new Ctid(101))).isEqualTo(Path.of("/etc/vz/conf/101.conf"));
        assertThat(MACHINE.starterSocket()).isEqualTo(Path.of("/run/vezere/vzd.sock"));
        assertThat(MACHINE.inside("/vz/private/101")).isEqualTo(Path.of("/vz/private/101"));
        assertThat(MACHINE.isMachine()).isTrue();
        assertThat(MACHINE.cgroup()).isEqualTo("vezere.slice");
    }

    @Test
    void aPrefixWorksLikeARoot() {
        assertThat(BOX.globalConfig()).isEqualTo(Path.of("/tmp/box/etc/vz/vz.conf"));
        assertThat(BOX.inside("/vz/private/101")).isEqualTo(Path.of("/tmp/box/vz/private/101"));
        assertThat(BOX.inside("//vz")).isEqualTo(Path.of("/tmp/box/vz"));
        assertThat(BOX.inside("/")).isEqualTo(Path.of("/tmp/box"));
        assertThat(BOX.isMachine()).isFalse();
    }

    @Test
    void pathsDoNotLeaveThePrefix() {
        assertThatThrownBy(() -> BOX.inside("/../etc")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BOX.inside("vz")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theEnvironmentNamesThePrefix() {
        assertThat(NodePaths.of(Map.of())).isEqualTo(MACHINE);
        assertThat(NodePaths.of(Map.of("VEZERE_PREFIX", ""))).isEqualTo(MACHINE);
        assertThat(NodePaths.of(Map.of("VEZERE_PREFIX", "/tmp/x/../box/"))).isEqualTo(BOX);
        assertThatThrownBy(() -> NodePaths.of(Map.of("VEZERE_PREFIX", "box"))).isInstanceOf(VezereException.class);
    }

    @Test
    void nodesOfOneMachineHaveDifferentCgroups() {
        assertThat(BOX.cgroup()).matches("vezere-[0-9a-f]{8}");
        assertThat(new NodePaths(Path.of("/tmp/other")).cgroup()).isNotEqualTo(BOX.cgroup());
    }
}
