package org.vezere.engine.lifecycle;

import java.util.Map;
import org.vezere.model.Ctid;

/// Takes what happens to VEs.
@FunctionalInterface
public interface EventLog {
    /// Takes an event; never fails and never blocks.
    ///
    /// @param name such as `ve.started`
    void add(String name, Ctid ctid, Map<String, String> details);
}
