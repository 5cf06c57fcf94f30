package org.vezere.linux.plan;

import static org.vezere.linux.plan.Operations.number;
import static org.vezere.linux.plan.Operations.symbol;

import java.util.List;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ffi.Syscall;

/// Terminals, `ioctl_tty(2)`.
public final class TerminalOperations {
    private static final long TIOCSPTLCK = 0x40045431L;
    private static final long TIOCGPTPEER = 0x5441;
    private static final long TIOCSCTTY = 0x540E;
    private static final long TIOCSWINSZ = 0x5414;

    private final Operations operations;

    TerminalOperations(Operations operations) {
        this.operations = operations;
    }

    /// The two ends of a new terminal.
    public record Pair(Register master, Register slave) {}

    /// Opens a new terminal in a devpts instance, without the detour over a path for its slave.
    ///
    /// @param devpts a directory that is the root of the instance
    public Pair open(Descriptor devpts) {
        Register master = operations
                .files()
                .openInRoot(devpts, "ptmx", OpenFlag.RDWR, OpenFlag.NOCTTY)
                .as("open a terminal")
                .result();
        unlock(master);
        Register slave = operations
                .syscall(
                        Syscall.IOCTL,
                        master,
                        symbol(TIOCGPTPEER, "TIOCGPTPEER"),
                        Operand.Flags.of(List.of(OpenFlag.RDWR, OpenFlag.NOCTTY, OpenFlag.CLOEXEC)))
                .as("open the terminal's slave")
                .result();
        return new Pair(master, slave);
    }

    /// Lets the slave of a new terminal be opened (`unlockpt(3)`).
    public Step unlock(Descriptor master) {
        return operations.syscall(
                Syscall.IOCTL,
                master,
                symbol(TIOCSPTLCK, "TIOCSPTLCK"),
                operations.data().bytes(new byte[8], "unlock"));
    }

    /// Makes the terminal the controlling one of the session that the process leads.
    public Step setControlling(Descriptor slave) {
        return operations.syscall(Syscall.IOCTL, slave, symbol(TIOCSCTTY, "TIOCSCTTY"), number(0));
    }

    /// Sets the terminal's size in characters.
    public Step setWindowSize(Descriptor terminal, int rows, int columns) {
        byte[] size = PlanData.buffer(8)
                .putShort((short) rows)
                .putShort((short) columns)
                .array();
        return operations.syscall(
                Syscall.IOCTL,
                terminal,
                symbol(TIOCSWINSZ, "TIOCSWINSZ"),
                operations.data().bytes(size, columns + "x" + rows));
    }

    /// Makes a terminal, or any other file, standard input, output and error.
    public void makeStandard(Descriptor file) {
        for (int number = 0; number <= 2; number++) {
            operations.files().dup3(file, number);
        }
    }
}
