package org.vezere.model.parameter;

/// When a parameter takes effect, and whether it is kept.
public enum Applies {
    /// At once, also in a running VE; kept with `--save`.
    LIVE,
    /// At once unless the VE runs, which refuses it; kept with `--save`.
    STOPPED,
    /// At the next start or event that looks at it: only saving it has an effect.
    SAVED,
    /// As [#SAVED], and an error without `--save`.
    NEEDS_SAVE,
    /// At once, and never kept.
    NEVER_SAVED,
    /// It steers the command it is given to, and is no property of a VE.
    COMMAND,
    /// Whenever the node looks at its own config.
    NODE,
    /// Kept as it is, and without effect.
    IGNORED
}
