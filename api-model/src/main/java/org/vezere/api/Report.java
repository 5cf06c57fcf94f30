package org.vezere.api;

import java.util.List;
import org.vezere.model.Notice;

/// What work told while it was done.
public record Report(List<Notice> notices) {
    public Report {
        notices = List.copyOf(notices);
    }
}
