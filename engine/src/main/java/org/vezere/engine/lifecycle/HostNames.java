package org.vezere.engine.lifecycle;

import java.util.List;
import java.util.Map;
import org.vezere.engine.config.VeRegistry;
import org.vezere.model.ExecRequest;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Sets the host name of a running VE's kernel.
final class HostNames {
    private final ExecInVe exec;
    private final VeRegistry registry;

    HostNames(ExecInVe exec, VeRegistry registry) {
        this.exec = exec;
        this.registry = registry;
    }

    void set(RunningVe ve, String name) {
        if (name.isEmpty()) {
            return;
        }
        SilentStreams streams = new SilentStreams(new byte[0]);
        var status = exec.run(
                ve,
                registry.config(ve.ctid()),
                new ExecRequest(ve.ctid(), ExecRequest.Kind.PROGRAM, List.of("hostname", name), Map.of()),
                streams);
        if (status.code() != 0) {
            throw new VezereException(
                    FailureKind.BAD_HOSTNAME, "Unable to set host name " + name + ": " + streams.said());
        }
    }
}
