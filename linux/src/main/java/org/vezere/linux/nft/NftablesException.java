package org.vezere.linux.nft;

/// Rules were refused; nothing of their transaction has been done. The message has the library's own words.
public final class NftablesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what was refused and why
    public NftablesException(String message) {
        super(message);
    }
}
