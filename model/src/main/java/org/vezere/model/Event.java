package org.vezere.model;

import java.time.Instant;
import java.util.Map;

/// Something that happened on the node.
///
/// @param sequence counts up from 1 while vzd runs
/// @param name `ve.created`, `ve.started`, `ve.stopped` ...; the first word is the subject
/// @param ctid the VE, or 0 for the node itself
/// @param details further facts by name
public record Event(long sequence, Instant time, String name, int ctid, Map<String, String> details) {
    public Event {
        details = Map.copyOf(details);
    }
}
