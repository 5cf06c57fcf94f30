package org.vezere.engine.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vezere.engine.setup.SystemPrograms;
import org.vezere.engine.tool.KeptProgram;

/// keepalived (`man 8 keepalived`), as Vezere runs it.
///
/// @param spreading whether it has IPVS to do; otherwise only VRRP
/// @param cleaning takes away what one that was killed has left: keepalived only ever takes away addresses that it has
///     added itself
record Keepalived(boolean spreading, Runnable cleaning) implements KeptProgram.Kind {
    private static final String PROGRAM = "keepalived";

    /// Whether the program is on this machine.
    static boolean isInstalled() {
        return SystemPrograms.find(PROGRAM).isPresent();
    }

    @Override
    public String name() {
        return PROGRAM;
    }

    @Override
    public List<String> arguments(Path directory) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "--no-syslog",
                "--use-file=" + config(directory),
                "--pid=" + directory.resolve("keepalived.pid"),
                "--vrrp_pid=" + directory.resolve("vrrp.pid"),
                "--checkers_pid=" + directory.resolve("checkers.pid")));
        if (!spreading) {
            arguments.add("--vrrp");
        }
        return arguments;
    }

    @Override
    public boolean rereads() {
        return true;
    }

    @Override
    public void beforeStart() {
        cleaning.run();
    }
}
