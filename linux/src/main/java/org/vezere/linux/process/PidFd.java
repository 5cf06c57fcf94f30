package org.vezere.linux.process;

import java.time.Duration;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Syscall;

/// A process, held by a descriptor: its number can't come to mean another one meanwhile (`pidfd_open(2)`).
public final class PidFd implements AutoCloseable {
    private final Fd descriptor;
    private final int pid;

    /// Takes over a pidfd that was received.
    ///
    /// @param pid of the process as this one sees it
    public PidFd(Fd descriptor, int pid) {
        this.descriptor = descriptor;
        this.pid = pid;
    }

    /// Takes hold of a process. Whether it is still the one that is meant, the caller checks afterwards, by its
    /// start
    /// time ([ProcessStat]).
    ///
    /// @throws KernelException ESRCH when there is none of this number
    public static PidFd open(int pid) {
        long result = Libc.call(Syscall.PIDFD_OPEN, pid, 0);
        return new PidFd(new Fd((int) KernelException.check(result, "pidfd_open", () -> "process " + pid)), pid);
    }

    /// The process's number.
    public int pid() {
        return pid;
    }

    /// For watching: becomes readable when the process ends.
    public Fd descriptor() {
        return descriptor;
    }

    /// Sends a signal.
    ///
    /// @return false when the process has ended
    /// @throws KernelException when it may not be signalled
    public boolean send(int signal) {
        long result = Libc.call(Syscall.PIDFD_SEND_SIGNAL, descriptor.number(), signal, 0, 0);
        if (result == -Errno.ESRCH.number()) {
            return false;
        }
        KernelException.check(result, "pidfd_send_signal", () -> "process " + pid + ", signal " + signal);
        return true;
    }

    /// Sends a signal to the process group that the process leads, as a terminal's interrupt key does.
    ///
    /// @return false when the process has ended
    public boolean sendToGroup(int signal) {
        if (hasEnded()) {
            return false;
        }
        return Libc.call(Syscall.KILL, -pid, signal) >= 0;
    }

    /// Waits for the end of the process, child of ours or not.
    ///
    /// @return false when it still runs after this time
    public boolean awaitEnd(Duration patience) {
        return Poller.await(descriptor, Poller.READABLE, patience);
    }

    /// Whether the process has ended.
    public boolean hasEnded() {
        return awaitEnd(Duration.ZERO);
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "process " + pid;
    }
}
