package org.vezere.daemon.starter;

import java.io.IOException;

/// A command line holds bytes that are no text. The frame is right, so its sender deserves an answer.
final class NotUtf8Exception extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param what which part of the command line
    /// @param shown its bytes, read as Latin-1
    NotUtf8Exception(String what, String shown) {
        super(what + " is not UTF-8: " + shown);
    }
}
