package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The kinds of init that are asked in different ways to halt their system.
public enum InitKind {
    /// systemd: SIGRTMIN+3, `man 1 systemd`, section signals. The C library keeps the first two real-time
    /// signals, so SIGRTMIN is 34.
    SYSTEMD(37),
    /// busybox init: SIGUSR2 halts, see `init/init.c` of busybox.
    BUSYBOX(12),
    /// sysvinit, upstart and relatives: SIGPWR, `man 8 init`.
    SYSV(30);

    private final int haltSignal;

    InitKind(int haltSignal) {
        this.haltSignal = haltSignal;
    }

    /// The signal that asks for an orderly halt.
    public int haltSignal() {
        return haltSignal;
    }

    /// The kind of a running init.
    ///
    /// A systemd that is up has its halt signal blocked, as it reads it from a descriptor; one that is still
    /// being started is known by its program. Nothing is read out of the VE's files: only the link's text is
    /// looked at.
    ///
    /// @param proc its directory below `/proc`
    public static InitKind of(Path proc) {
        if (blocks(proc, SYSTEMD.haltSignal)) {
            return SYSTEMD;
        }
        String program;
        try {
            program = Files.readSymbolicLink(proc.resolve("exe"))
                    .getFileName()
                    .toString()
                    .toLowerCase(Locale.ROOT);
        } catch (IOException gone) {
            return SYSV;
        }
        if (program.startsWith("systemd")) {
            return SYSTEMD;
        }
        return program.startsWith("busybox") ? BUSYBOX : SYSV;
    }

    private static boolean blocks(Path proc, int signal) {
        try {
            for (String line : Files.readAllLines(proc.resolve("status"))) {
                if (line.startsWith("SigBlk:")) {
                    long mask = Long.parseUnsignedLong(line.substring(7).strip(), 16);
                    return (mask >>> (signal - 1) & 1) == 1;
                }
            }
        } catch (IOException gone) {
            return false;
        }
        return false;
    }
}
