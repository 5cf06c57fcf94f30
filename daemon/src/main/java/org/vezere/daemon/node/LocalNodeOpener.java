package org.vezere.daemon.node;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.vezere.api.Node;
import org.vezere.daemon.NodeOpener;
import org.vezere.engine.config.GlobalConfig;
import org.vezere.engine.lifecycle.NodeAssembly;
import org.vezere.engine.lifecycle.StepWatch;

/// Opens the node of this machine, or of the prefix that stands for one.
public final class LocalNodeOpener implements NodeOpener {
    /// Names the file of the keeper; set by the launcher.
    private static final String KEEPER = "vezere.keeper";

    /// For tests of recovery: `OPERATION:STEP` after which vzd ends at once.
    private static final String HALT_AFTER = "VEZERE_HALT_AFTER";

    /// For tests of recovery: a file that gets a line for each step.
    private static final String RECORD_STEPS = "VEZERE_RECORD_STEPS";

    /// Found as a service.
    public LocalNodeOpener() {}

    @Override
    public Node open(Surroundings surroundings) {
        NodeAssembly assembly = NodeAssembly.open(
                surroundings.paths(),
                Path.of(System.getProperty(KEEPER, "/usr/lib/vezere/vz-keeper")),
                (name, ctid, details) -> surroundings.events().publish(name, ctid.value(), details),
                stepWatch(System.getenv()));
        applyLogSettings(assembly.registry().global(), surroundings);
        return new LocalNode(assembly, surroundings, Instant.now());
    }

    private static StepWatch stepWatch(Map<String, String> environment) {
        String haltAfter = environment.getOrDefault(HALT_AFTER, "");
        String record = environment.getOrDefault(RECORD_STEPS, "");
        if (!haltAfter.isEmpty()) {
            return StepWatch.haltAfter(haltAfter);
        }
        return record.isEmpty() ? StepWatch.NONE : StepWatch.recordTo(Path.of(record));
    }

    private static void applyLogSettings(GlobalConfig global, Surroundings surroundings) {
        global.logFile().ifPresentOrElse(surroundings.file()::moveTo, surroundings.file()::silence);
        surroundings.log().level(global.logLevel());
    }
}
