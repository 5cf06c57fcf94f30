package org.vezere.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.cli.Cli;
import org.vezere.daemon.http.OneVeNode;
import org.vezere.daemon.starter.TestStarter;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

@Timeout(60)
class NodeServerTest {
    @TempDir
    private Path prefix;

    private NodeServer open(NodeOpener opener) throws IOException {
        return NodeServer.open(new NodePaths(prefix), opener, node -> new Cli(node)::run);
    }

    @Test
    void aDayOfVzd() throws IOException {
        NodePaths paths = new NodePaths(prefix);
        try (NodeServer server = open(surroundings -> new OneVeNode(surroundings.events()))) {
            assertThat(server).isNotNull();
            assertThat(paths.apiSocket()).exists();
            try (TestStarter starter = new TestStarter(paths.starterSocket())) {
                starter.hello("vzctl", "status", "101");

                assertThat(starter.outcome().out()).isEqualTo("CTID 101 exist mounted running\n");
            }
        }
        assertThat(paths.starterSocket()).doesNotExist();
        assertThat(paths.apiSocket()).doesNotExist();
        assertThat(paths.pidFile()).doesNotExist();
    }

    @Test
    void aNodeThatCannotBeServedLeavesNothing() {
        NodePaths paths = new NodePaths(prefix);

        assertThatThrownBy(() -> open(_ -> {
                    throw new VezereException(FailureKind.NO_NODE, "no cgroups here");
                }))
                .hasMessage("no cgroups here");
        assertThat(paths.starterSocket()).doesNotExist();
        assertThat(paths.pidFile()).doesNotExist();
    }

    @Test
    void theNodeIsClosedAfterItsSockets() throws IOException {
        AtomicReference<Boolean> socketWasThere = new AtomicReference<>();
        NodePaths paths = new NodePaths(prefix);
        NodeOpener.Surroundings[] given = new NodeOpener.Surroundings[1];

        open(surroundings -> {
                    given[0] = surroundings;
                    return new OneVeNode(
                            surroundings.events(),
                            () -> socketWasThere.set(
                                    paths.starterSocket().toFile().exists()));
                })
                .close();

        assertThat(socketWasThere).hasValue(false);
        assertThat(given[0].paths()).isEqualTo(paths);
    }
}
