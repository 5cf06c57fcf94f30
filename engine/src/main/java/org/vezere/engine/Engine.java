package org.vezere.engine;

/// Placeholder until the first noun.
public final class Engine {
    private Engine() {}
}
