package org.vezere.cli.vz;

import java.util.List;
import org.vezere.api.Codecs;

/// `vz trace start`: the steps of a start, without executing them.
final class Trace implements Verb {
    @Override
    public String words() {
        return "trace start";
    }

    @Override
    public List<String> operands() {
        return List.of("CTID");
    }

    @Override
    public String summary() {
        return "print the steps that a start of the VE would take";
    }

    @Override
    public int run(Errand errand) {
        List<String> steps = errand.node().traceStart(errand.node().resolve(errand.operand(0)));
        return errand.print(Codecs.LINES, steps, lines -> String.join("\n", lines) + "\n");
    }
}
