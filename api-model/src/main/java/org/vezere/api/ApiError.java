package org.vezere.api;

import java.util.Set;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// A failure as the API tells it.
///
/// @param code name of the [FailureKind]
/// @param exitCode what `vzctl` would have ended with
/// @param message one line for people
public record ApiError(String code, int exitCode, String message) {
    private static final Set<FailureKind> NOT_FOUND =
            Set.of(FailureKind.NO_CONFIG, FailureKind.BAD_CTID, FailureKind.NO_PRIVATE, FailureKind.NO_OSTEMPLATE_FILE);

    private static final Set<FailureKind> CONFLICT = Set.of(
            FailureKind.LOCKED,
            FailureKind.RUNNING,
            FailureKind.NOT_RUNNING,
            FailureKind.MOUNTED,
            FailureKind.NOT_MOUNTED,
            FailureKind.PRIVATE_EXISTS,
            FailureKind.DISABLED,
            FailureKind.NAME,
            FailureKind.ADDRESS_IN_USE);

    private static final Set<FailureKind> BAD_REQUEST = Set.of(
            FailureKind.USAGE,
            FailureKind.BAD_PARAMETER,
            FailureKind.INVALID,
            FailureKind.BAD_HOSTNAME,
            FailureKind.BAD_ADDRESS,
            FailureKind.BAD_NAMESERVER,
            FailureKind.BAD_SEARCHDOMAIN,
            FailureKind.NO_SAMPLE,
            FailureKind.SAMPLE_NOT_APPLICABLE,
            FailureKind.APPLY_SAMPLE,
            FailureKind.NO_OSTEMPLATE,
            FailureKind.NO_SUCH_LAYOUT,
            FailureKind.NO_SCRIPT);

    /// The error that tells a failure.
    public static ApiError of(VezereException failure) {
        return new ApiError(failure.kind().name(), failure.kind().exitCode(), String.valueOf(failure.getMessage()));
    }

    /// The HTTP status of a failure: 400, 403, 404, 409, 504 or 507 where these say what is wrong, else 500.
    public static int httpStatus(FailureKind kind) {
        if (NOT_FOUND.contains(kind)) {
            return 404;
        }
        if (CONFLICT.contains(kind)) {
            return 409;
        }
        if (BAD_REQUEST.contains(kind)) {
            return 400;
        }
        if (kind == FailureKind.NO_PERMISSION) {
            return 403;
        }
        if (kind == FailureKind.TIMEOUT || kind == FailureKind.WAIT) {
            return 504;
        }
        return kind == FailureKind.NO_SPACE || kind == FailureKind.NO_RESOURCES ? 507 : 500;
    }
}
