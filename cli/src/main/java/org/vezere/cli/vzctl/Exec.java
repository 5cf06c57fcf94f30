package org.vezere.cli.vzctl;

import java.util.List;
import java.util.Map;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;

/// `vzctl exec`, `exec2` and `exec3`: a command in a running VE.
final class Exec implements Command {
    private final Usage usage;
    private final boolean shell;
    private final boolean ownCode;

    private Exec(String name, String summary, boolean shell, boolean ownCode) {
        this.usage = Usage.raw(name, "COMMAND [ARG...]", summary);
        this.shell = shell;
        this.ownCode = ownCode;
    }

    /// By a shell; exit code 0 or 8.
    static Exec plain() {
        return new Exec("exec", "execute a command by a shell in the VE; exit code 8 if it fails", true, false);
    }

    /// By a shell; the command's own exit code.
    static Exec second() {
        return new Exec("exec2", "the same; exit code that of the command", true, true);
    }

    /// Without a shell.
    static Exec third() {
        return new Exec("exec3", "the same, without a shell", false, true);
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int run(Request request) {
        List<String> words = request.line().operands();
        if (words.isEmpty()) {
            request.printer().error("No command line given for " + usage.name());
            return FailureKind.USAGE.exitCode();
        }
        ExecRequest.Kind kind = !shell
                ? ExecRequest.Kind.PROGRAM
                : words.equals(List.of("-")) ? ExecRequest.Kind.SCRIPT : ExecRequest.Kind.SHELL;
        List<String> command = kind == ExecRequest.Kind.SCRIPT ? List.of() : words;

        ExitStatus status =
                request.node().exec(new ExecRequest(request.ctid(), kind, command, Map.of()), request.streams());

        int code = code(request, status);
        return code == 0 || ownCode ? code : FailureKind.COMMAND_FAILED.exitCode();
    }

    /// The exit code of what ran in a VE; a signal is told and becomes the code of a system error.
    static int code(Request request, ExitStatus status) {
        if (status.signal() == 0) {
            return status.code();
        }
        request.complain("Got signal " + status.signal());
        return FailureKind.SYSTEM.exitCode();
    }
}
