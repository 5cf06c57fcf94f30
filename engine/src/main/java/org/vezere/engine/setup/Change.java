package org.vezere.engine.setup;

/// One thing that `vz setup` did, or could not do.
///
/// @param subject the sysctl, file or module
/// @param before what was, empty where that has no value
/// @param after what is, or what should have been
/// @param note why it was not done, or what to know about it; empty when there is nothing to say
public record Change(String subject, String before, String after, Outcome outcome, String note) {
    /// How it went.
    public enum Outcome {
        /// It is so now.
        DONE,
        /// The kernel or the filesystem refused.
        REFUSED,
        /// Left alone on purpose.
        LEFT
    }

    /// The line for people: `net.ipv4.ip_forward: 0 -> 1`.
    public String text() {
        String what = before.isEmpty() ? subject + ": " + after : subject + ": " + before + " -> " + after;
        String how = switch (outcome) {
            case DONE -> "";
            case REFUSED -> " refused";
            case LEFT -> " left as it is";
        };
        return what + how + (note.isEmpty() ? "" : " (" + note + ")");
    }
}
