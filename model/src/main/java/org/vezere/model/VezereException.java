package org.vezere.model;

import org.jspecify.annotations.Nullable;

/// A command failed for a reason that its user understands: a kind with an exit code, and one line.
public final class VezereException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final String detail;

    /// A failure whose text has no place to fill.
    public VezereException(FailureKind kind) {
        this(kind, "", null);
    }

    /// @param detail what fills the kind's text: the VE, the file, the value, what would be right
    public VezereException(FailureKind kind, String detail) {
        this(kind, detail, null);
    }

    /// @param cause what went wrong below, kept for the log
    public VezereException(FailureKind kind, String detail, @Nullable Throwable cause) {
        super(kind.text(detail), cause);
        this.kind = kind;
        this.detail = detail;
    }

    /// The kind, which decides the exit code.
    public FailureKind kind() {
        return kind;
    }

    /// What fills the kind's text.
    public String detail() {
        return detail;
    }
}
