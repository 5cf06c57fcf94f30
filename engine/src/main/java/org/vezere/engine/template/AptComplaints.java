package org.vezere.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What apt and mmdebstrap complained of while they installed a system, as one line for people.
///
/// Both write `E: ` before a complaint. apt says first what is wrong; what follows only repeats, step by step, that
/// something went wrong.
final class AptComplaints {
    private static final String COMPLAINT = "E: ";
    private static final Pattern MISSING =
            Pattern.compile("Unable to locate package (\\S+)|Package '(\\S+)' has no installation candidate");

    private final List<String> complaints = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /// Takes a line of what was written; only complaints are kept.
    void hear(String line) {
        if (!line.startsWith(COMPLAINT)) {
            return;
        }
        String complaint = line.substring(COMPLAINT.length());
        complaints.add(complaint);
        Matcher matcher = MISSING.matcher(complaint);
        if (matcher.matches()) {
            missing.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
    }

    /// What was wrong.
    ///
    /// @param source where the packages were looked for
    /// @param otherwise what to say when nobody complained
    String sentence(String source, String otherwise) {
        if (!missing.isEmpty()) {
            return (missing.size() == 1 ? "there is no package " : "there are no packages ")
                    + String.join(", ", missing) + " in " + source;
        }
        return complaints.isEmpty() ? otherwise : complaints.getFirst();
    }
}
