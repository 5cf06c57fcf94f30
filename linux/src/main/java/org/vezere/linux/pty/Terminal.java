package org.vezere.linux.pty;

import org.vezere.linux.BitFlag;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.Winsize;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// What is done with terminals and their masters: those that were made elsewhere, and those of VE0.
public final class Terminal {
    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long TIOCGWINSZ = 0x5413;
    private static final long TIOCSPTLCK = 0x40045431L;
    private static final long TIOCGPTPEER = 0x5441;

    private Terminal() {}

    /// Size in characters.
    public record Size(int rows, int columns) {}

    /// The two ends of a terminal.
    public record Pair(Fd master, Fd slave) implements AutoCloseable {
        @Override
        public void close() {
            slave.close();
            master.close();
        }
    }

    /// Opens a new terminal of VE0; not for VEs, whose terminals belong into their own devpts.
    ///
    /// @throws KernelException ENOSPC when all are in use
    public static Pair open() {
        Fd master = OpenFile.at("/dev/ptmx", OpenFlag.RDWR, OpenFlag.NOCTTY);
        try (Scratch scratch = Scratch.open()) {
            Block zero = scratch.block(Integer.BYTES);
            KernelException.check(
                    Libc.call(Syscall.IOCTL, master.number(), TIOCSPTLCK, zero.address()), "ioctl", () -> "TIOCSPTLCK");
            long flags = BitFlag.of(OpenFlag.RDWR, OpenFlag.NOCTTY, OpenFlag.CLOEXEC);
            long slave = Libc.call(Syscall.IOCTL, master.number(), TIOCGPTPEER, flags);
            return new Pair(master, new Fd((int) KernelException.check(slave, "ioctl", () -> "TIOCGPTPEER")));
        } catch (KernelException failure) {
            master.close();
            throw failure;
        }
    }

    /// The terminal's number in its devpts: 4 for `/dev/pts/4`.
    ///
    /// @throws KernelException ENOTTY when it is not the master of a terminal
    public static int number(Fd master) {
        try (Scratch scratch = Scratch.open()) {
            Block number = scratch.block(Integer.BYTES);
            KernelException.check(
                    Libc.call(Syscall.IOCTL, master.number(), TIOCGPTN, number.address()),
                    "ioctl",
                    () -> master + ", TIOCGPTN");
            return number.i32(0);
        }
    }

    /// Its size, asked on either side.
    ///
    /// @throws KernelException ENOTTY when it is no terminal
    public static Size size(Fd terminal) {
        try (Scratch scratch = Scratch.open()) {
            Block size = scratch.block(Winsize.STRUCT);
            KernelException.check(
                    Libc.call(Syscall.IOCTL, terminal.number(), TIOCGWINSZ, size.address()),
                    "ioctl",
                    () -> terminal + ", TIOCGWINSZ");
            return new Size((int) Winsize.ROWS.get(size), (int) Winsize.COLUMNS.get(size));
        }
    }

    /// The same descriptor, if it is the master of a terminal; it is closed if not.
    ///
    /// @throws KernelException ENOTTY when somebody sent something else
    public static Fd checked(Fd master) {
        try {
            number(master);
            return master;
        } catch (KernelException notOne) {
            master.close();
            throw notOne;
        }
    }

    /// Sets the size in characters; programs in the terminal get SIGWINCH.
    ///
    /// @param rows 0 to 65535
    /// @param columns likewise
    public static void resize(Fd master, int rows, int columns) {
        try (Scratch scratch = Scratch.open()) {
            Block size = scratch.block(Winsize.STRUCT);
            Winsize.ROWS.put(size, rows);
            Winsize.COLUMNS.put(size, columns);
            KernelException.check(
                    Libc.call(Syscall.IOCTL, master.number(), TIOCSWINSZ, size.address()),
                    "ioctl",
                    () -> master + ", TIOCSWINSZ, " + columns + "x" + rows);
        }
    }
}
