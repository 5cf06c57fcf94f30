package org.vezere.api;

import java.util.Optional;
import org.vezere.model.Notice;

/// One line of a report that is read while the work goes on: a notice, or as the last line the end, good or bad.
///
/// @param done the work is done
/// @param error why the work failed
public record ReportLine(Optional<Notice> notice, boolean done, Optional<ApiError> error) {
    /// A line that tells something.
    public static ReportLine of(Notice notice) {
        return new ReportLine(Optional.of(notice), false, Optional.empty());
    }

    /// The last line of work that succeeded.
    public static ReportLine end() {
        return new ReportLine(Optional.empty(), true, Optional.empty());
    }

    /// The last line of work that failed.
    public static ReportLine failure(ApiError error) {
        return new ReportLine(Optional.empty(), false, Optional.of(error));
    }
}
