package org.vezere.api;

/// The request or answer of a route that has none.
public enum Nothing {
    NOTHING
}
