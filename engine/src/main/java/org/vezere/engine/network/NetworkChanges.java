package org.vezere.engine.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vezere.engine.config.DeclaredFiles;
import org.vezere.model.DeclaredNetwork;

/// The changes of networks that have begun and not ended, in a place that outlives vzd and the machine: what a network
/// was and what it is to be. The next vzd finds here what may still have to go.
final class NetworkChanges {
    private final DeclaredFiles<DeclaredNetwork> before;
    private final DeclaredFiles<DeclaredNetwork> after;

    NetworkChanges(Path directory) {
        this.before = new DeclaredFiles<>(directory.resolve("before"), "network", new NetworkForm());
        this.after = new DeclaredFiles<>(directory.resolve("after"), "network", new NetworkForm());
    }

    /// A change, either end of which may be missing: a network that comes, or goes.
    record Change(Optional<DeclaredNetwork> before, Optional<DeclaredNetwork> after) {
        /// Both ends.
        List<DeclaredNetwork> ends() {
            return Stream.of(before, after).flatMap(Optional::stream).toList();
        }

        /// Whether this change has VE0's addresses taken over, so that it may have been broken off before anybody
        /// knew whether gateways answer by the bridge.
        boolean takesOver() {
            return after.filter(DeclaredNetwork::takeOver).isPresent()
                    && before.filter(DeclaredNetwork::takeOver).isEmpty();
        }
    }

    /// Writes down what begins now, before anything is touched. The old end is there as long as the new one is: without
    /// it, that would look like a network that comes.
    void begin(String name, Change change) {
        write(before, name, change.before());
        write(after, name, change.after());
    }

    private static void write(DeclaredFiles<DeclaredNetwork> files, String name, Optional<DeclaredNetwork> network) {
        network.ifPresentOrElse(files::write, () -> files.delete(name));
    }

    /// Forgets it again: it was done, or taken back.
    void end(String name) {
        after.delete(name);
        before.delete(name);
    }

    /// The networks of which a change is written down.
    List<String> names() {
        return Stream.concat(before.names().stream(), after.names().stream())
                .distinct()
                .toList();
    }

    /// What is written down about a network.
    ///
    /// @throws org.vezere.model.VezereException BAD_CONFIG when it can't be read
    Change find(String name) {
        return new Change(before.find(name), after.find(name));
    }
}
