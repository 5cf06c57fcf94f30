package org.vezere.cli.option;

/// A word on a command line is no option of the command, or is used wrongly.
public final class OptionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String word;
    private final boolean unknown;

    OptionException(String message, String word, boolean unknown) {
        super(message);
        this.word = word;
        this.unknown = unknown;
    }

    /// The option as it was written, without its value and its dashes.
    public String word() {
        return word;
    }

    /// Whether no option of that name is in the table.
    public boolean unknown() {
        return unknown;
    }
}
