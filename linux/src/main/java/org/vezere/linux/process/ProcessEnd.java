package org.vezere.linux.process;

/// How a process ended.
public sealed interface ProcessEnd {

    /// It ended by itself.
    ///
    /// @param code 0 to 255
    record Exited(int code) implements ProcessEnd {}

    /// A signal ended it. For the first process of a pid namespace, SIGHUP (1) means that a restart was asked
    /// for by
    /// `reboot(2)`, and SIGINT (2) a halt.
    ///
    /// @param dumped whether it left a core dump
    record Killed(int signal, boolean dumped) implements ProcessEnd {}

    /// What `waitid(2)` says in `si_code` and `si_status`.
    ///
    /// @throws IllegalArgumentException when the code does not stand for an end
    static ProcessEnd of(int code, int status) {
        return switch (code) {
            case 1 -> new Exited(status);
            case 2 -> new Killed(status, false);
            case 3 -> new Killed(status, true);
            default -> throw new IllegalArgumentException("si_code " + code + " is not the end of a process");
        };
    }
}
