package org.vezere.model;

/// How a command in a VE ended.
///
/// @param code its exit code, when `signal` is 0
/// @param signal the signal that killed it, else 0
public record ExitStatus(int code, int signal) {}
