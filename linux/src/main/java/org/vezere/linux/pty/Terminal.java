package org.vezere.linux.pty;

import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// What is done with the master of a terminal that was made elsewhere.
public final class Terminal {
    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSWINSZ = 0x5414;
    private static final int WINSIZE_BYTES = 8;

    private Terminal() {}

    /// The same descriptor, if it is the master of a terminal; it is closed if not.
    ///
    /// @throws KernelException ENOTTY when somebody sent something else
    public static Fd checked(Fd master) {
        try (Scratch scratch = Scratch.open()) {
            Block number = scratch.block(Integer.BYTES);
            KernelException.check(
                    Libc.call(Syscall.IOCTL, master.number(), TIOCGPTN, number.address()),
                    "ioctl",
                    () -> master + ", TIOCGPTN");
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
            Block size = scratch.block(WINSIZE_BYTES).clear();
            size.putU16(0, rows);
            size.putU16(2, columns);
            KernelException.check(
                    Libc.call(Syscall.IOCTL, master.number(), TIOCSWINSZ, size.address()),
                    "ioctl",
                    () -> master + ", TIOCSWINSZ, " + columns + "x" + rows);
        }
    }
}
