package org.vezere.model;

import java.util.List;

/// Something a command tells its user while it works; the words are those of the reference.
///
/// @param kind what is told
/// @param arguments what the kind's text has places for
public record Notice(NoticeKind kind, List<String> arguments) {
    public Notice {
        arguments = List.copyOf(arguments);
    }

    /// A notice of a kind with the words for its places.
    public static Notice of(NoticeKind kind, Object... arguments) {
        return new Notice(
                kind, java.util.Arrays.stream(arguments).map(String::valueOf).toList());
    }

    /// The line as users and scripts read it.
    public String text() {
        return kind.text(arguments);
    }
}
