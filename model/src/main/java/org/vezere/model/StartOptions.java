package org.vezere.model;

/// Options of `vzctl start`.
///
/// @param force in spite of `DISABLED=yes`
/// @param await until the VE has booted
/// @param skipSetup without writing the distribution's files
public record StartOptions(boolean force, boolean await, boolean skipSetup) {
    /// No options.
    public static final StartOptions NONE = new StartOptions(false, false, false);
}
