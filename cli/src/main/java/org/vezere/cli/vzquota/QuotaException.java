package org.vezere.cli.vzquota;

/// A command of vzquota failed, with the exit code of the reference.
final class QuotaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int SYSTEM = 1;
    static final int USAGE = 2;
    static final int KERNEL = 3;
    static final int RUNNING = 5;
    static final int NOT_RUNNING = 6;
    static final int UGID_INACTIVE = 9;
    static final int NO_FILE = 11;

    private final int code;

    QuotaException(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
