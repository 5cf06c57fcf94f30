package org.vezere.cli.vzctl;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// `vzctl runscript`: a script of VE0, fed to a shell in the VE.
final class RunScript implements Command {
    @Override
    public Usage usage() {
        return Usage.of("runscript", "run a script of the node in the VE, which need not run")
                .operands("SCRIPT");
    }

    @Override
    public int run(Request request) {
        List<String> words = request.line().operands();
        if (words.isEmpty()) {
            request.printer().error("Script not specified");
            return FailureKind.USAGE.exitCode();
        }
        if (words.size() > 1) {
            return Vzctl.extra(request.printer(), words.subList(1, words.size()));
        }
        Path script = script(request, words.getFirst());
        return Exec.code(request, request.node().runScript(request.ctid(), script, request.streams(), request.call()));
    }

    private static Path script(Request request, String word) {
        try {
            Path script = request.invocation().directory().resolve(word).normalize();
            if (Files.isRegularFile(script)) {
                return script;
            }
        } catch (InvalidPathException e) {
            throw new VezereException(FailureKind.NO_SCRIPT, word, e);
        }
        throw new VezereException(FailureKind.NO_SCRIPT, word);
    }
}
