package org.vezere.api;

import org.vezere.model.Event;

/// Somebody who wants to know what happens.
@FunctionalInterface
public interface EventSink {
    /// Takes an event; must not block for long.
    ///
    /// @return false when no more are wanted
    boolean accept(Event event);
}
