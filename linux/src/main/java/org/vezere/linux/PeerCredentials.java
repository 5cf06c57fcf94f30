package org.vezere.linux;

import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Who is at the other end of a connected Unix socket: `SO_PEERCRED`, `man 7 unix`.
///
/// What the peer was when it connected; ids as this process's namespaces show them.
///
/// @param pid 0 when the peer lives in a pid namespace that this process can't see
public record PeerCredentials(int pid, int uid, int gid) {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SIZE = 3 * Integer.BYTES;

    /// Asks the kernel.
    ///
    /// @param socket a connected Unix socket's descriptor
    /// @throws KernelException when it is something else
    public static PeerCredentials of(int socket) {
        try (Scratch scratch = Scratch.open()) {
            Block credentials = scratch.block(SIZE);
            Block length = scratch.block(Integer.BYTES).putU32(0, SIZE);
            long result = Libc.call(
                    Syscall.GETSOCKOPT, socket, SOL_SOCKET, SO_PEERCRED, credentials.address(), length.address());
            if (result < 0) {
                throw new KernelException("getsockopt", "descriptor " + socket + ", SO_PEERCRED", (int) -result);
            }
            return new PeerCredentials(credentials.i32(0), credentials.i32(4), credentials.i32(8));
        }
    }
}
