package org.vezere.cli.vz;

import java.util.List;
import java.util.Locale;
import org.vezere.api.Codecs;
import org.vezere.model.Finding;

/// `vz doctor`: what the kernel can do for Vezere, what it lacks, and what to do about that.
final class Doctor implements Verb {
    @Override
    public String words() {
        return "doctor";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public String summary() {
        return "tell what this kernel can do and what it lacks";
    }

    @Override
    public int run(Errand errand) {
        return errand.print(Codecs.FINDINGS, errand.node().doctor(), Doctor::table);
    }

    static String table(List<Finding> findings) {
        Columns columns = new Columns();
        for (Finding finding : findings) {
            columns.row(finding.state().name().toLowerCase(Locale.ROOT), finding.name(), finding.detail());
        }
        StringBuilder text = new StringBuilder(columns.print());
        for (Finding finding : findings) {
            if (finding.state() != Finding.State.PRESENT) {
                text.append('\n')
                        .append(finding.name())
                        .append(": ")
                        .append(finding.loss())
                        .append('\n');
                if (!finding.remedy().isEmpty()) {
                    text.append("  ").append(finding.remedy()).append('\n');
                }
            }
        }
        return text.toString();
    }
}
