package org.vezere.daemon;

/// The process vzd.
public final class Vzd {
    private Vzd() {}
}
