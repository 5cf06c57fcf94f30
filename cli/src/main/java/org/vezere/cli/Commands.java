package org.vezere.cli;

/// The commands.
public final class Commands {
    private Commands() {}
}
