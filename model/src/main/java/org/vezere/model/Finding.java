package org.vezere.model;

/// Something of the kernel that Vezere uses.
///
/// @param name what it is
/// @param state whether it is there
/// @param detail what was found
/// @param loss what is lost without it
/// @param remedy how to get it
public record Finding(String name, State state, String detail, String loss, String remedy) {
    /// Whether it is there.
    public enum State {
        PRESENT,
        PARTIAL,
        MISSING
    }
}
