package org.vezere.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vezere.api.Node;
import org.vezere.cli.vz.Vz;
import org.vezere.cli.vzctl.Vzctl;
import org.vezere.cli.vzlist.Vzlist;
import org.vezere.cli.vzquota.Vzquota;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// The commands as the daemon runs them for a starter: one call, one exit code.
///
/// Safe for use by many threads; a call blocks its thread for as long as the command takes, so a virtual thread is what
/// it wants.
public final class Cli {
    private static final System.Logger LOG = System.getLogger(Cli.class.getName());

    private static final Map<String, Program> PROGRAMS =
            List.of(new Vzctl(), new Vzlist(), new Vzquota(), new Vz()).stream()
                    .collect(Collectors.toUnmodifiableMap(Program::name, Function.identity()));

    private final Node node;

    public Cli(Node node) {
        this.node = node;
    }

    /// Runs the command that `argv[0]` names.
    ///
    /// @return the exit code; failures have been told on standard error
    public int run(Invocation invocation) {
        String name = invocation.argv().getFirst();
        Printer printer = new Printer(invocation.streams());
        Program program = PROGRAMS.get(name);
        if (program == null) {
            printer.error(name + ": not a command of Vezere, which are "
                    + String.join(", ", PROGRAMS.keySet().stream().sorted().toList()));
            return FailureKind.USAGE.exitCode();
        }
        try {
            return program.run(node, invocation);
        } catch (VezereException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> String.join(" ", invocation.argv()), e);
            printer.error(String.valueOf(e.getMessage()));
            return e.kind().exitCode();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, () -> String.join(" ", invocation.argv()), e);
            printer.error(name + ": unexpected failure, see the log of vzd: " + e);
            return FailureKind.SYSTEM.exitCode();
        }
    }
}
