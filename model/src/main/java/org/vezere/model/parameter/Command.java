package org.vezere.model.parameter;

/// A command that takes parameters.
public enum Command {
    CREATE,
    SET
}
