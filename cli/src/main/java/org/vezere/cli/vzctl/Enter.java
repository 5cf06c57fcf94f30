package org.vezere.cli.vzctl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vezere.model.ExecRequest;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// `vzctl enter`: a login shell on a terminal of the VE.
final class Enter implements Command {
    @Override
    public Usage usage() {
        return Usage.raw("enter", "[--exec COMMAND [ARG...]]", "open a root shell in the VE");
    }

    @Override
    public int run(Request request) {
        List<String> words = request.line().operands();
        if (!words.isEmpty() && !words.getFirst().equals("--exec")) {
            return Vzctl.extra(request.printer(), words);
        }
        if (!request.node().status(request.ctid()).running()) {
            throw new VezereException(FailureKind.NOT_RUNNING);
        }
        List<String> typed = words.isEmpty() ? List.of() : words.subList(1, words.size());
        String terminal = Optional.ofNullable(request.invocation().environment().get("TERM"))
                .orElse("linux");
        ExecRequest shell = new ExecRequest(request.ctid(), ExecRequest.Kind.ENTER, typed, Map.of("TERM", terminal));

        request.printer().line("entered into CT " + request.ctid());
        request.streams().raw(true);
        try {
            // The shell's own exit code is not the command's: leaving a shell is no failure.
            request.node().exec(shell, request.streams());
        } catch (VezereException e) {
            request.streams().raw(false);
            request.complain(String.valueOf(e.getMessage()));
            request.printer().error("enter into CT " + request.ctid() + " failed");
            return e.kind().exitCode();
        } finally {
            request.streams().raw(false);
        }
        request.printer().line("exited from CT " + request.ctid());
        return 0;
    }
}
