package org.vezere.client;

/// The starter in Java.
public final class Starter {
    private Starter() {}
}
