package org.vezere.model.value;

/// A text is not a value of its kind. The message says what would be right, in a form that fits in parentheses.
public final class BadValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// @param expected what would be right, without a capital or a full stop
    public BadValueException(String expected) {
        super(expected);
    }

    /// What would be right.
    public String expected() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
