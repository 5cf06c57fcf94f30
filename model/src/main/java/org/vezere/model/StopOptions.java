package org.vezere.model;

/// Options of `vzctl stop`.
///
/// @param fast kill at once
/// @param skipUnmount leave the root mounted
public record StopOptions(boolean fast, boolean skipUnmount) {
    /// No options.
    public static final StopOptions NONE = new StopOptions(false, false);
}
