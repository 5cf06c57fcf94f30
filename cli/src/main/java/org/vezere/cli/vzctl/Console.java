package org.vezere.cli.vzctl;

import java.util.List;
import java.util.regex.Pattern;
import org.vezere.model.FailureKind;

/// `vzctl console`: a terminal of the VE, also of one that does not run yet.
final class Console implements Command {
    private static final Pattern TERMINAL = Pattern.compile("[1-9][0-9]?");

    @Override
    public Usage usage() {
        return Usage.of("console", "connect to terminal N of the VE; ESC . at the start of a line leaves it")
                .operands("[N]");
    }

    @Override
    public int run(Request request) {
        List<String> words = request.line().operands();
        if (words.size() > 1) {
            return Vzctl.extra(request.printer(), words.subList(1, words.size()));
        }
        String word = words.isEmpty() ? "1" : words.getFirst();
        if (!TERMINAL.matcher(word).matches()) {
            request.printer().error("Invalid console number: " + word + ", 1 to 99 expected");
            return FailureKind.USAGE.exitCode();
        }
        int terminal = Integer.parseInt(word);
        EscapeStreams streams =
                new EscapeStreams(request.streams(), () -> request.node().secureAttention(request.ctid(), terminal));

        request.printer().error("Attached to CT " + request.ctid() + " (ESC . to detach)");
        request.streams().raw(true);
        try {
            request.node().console(request.ctid(), terminal, streams);
        } finally {
            request.streams().raw(false);
        }
        request.printer().error("\nDetached from CT " + request.ctid());
        return 0;
    }
}
