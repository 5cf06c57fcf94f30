package org.vezere.engine.lifecycle;

import java.util.Locale;

/// How the init of a VE ended.
///
/// In a pid namespace `reboot(2)` ends init by SIGHUP for a restart and by SIGINT for a halt or power-off.
public enum VeEnd {
    HALTED,
    REBOOT,
    KILLED,
    EXITED,
    /// The keeper did not live to tell.
    UNKNOWN;

    private static final String SIGHUP = "killed 1";
    private static final String SIGINT = "killed 2";

    /// Reads what the keeper wrote into the run directory.
    static VeEnd of(String words) {
        if (words.equals(SIGHUP)) {
            return REBOOT;
        }
        if (words.equals(SIGINT)) {
            return HALTED;
        }
        if (words.startsWith("killed ") || words.startsWith("dumped ")) {
            return KILLED;
        }
        return words.startsWith("exited ") ? EXITED : UNKNOWN;
    }

    /// The word in events and logs.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
