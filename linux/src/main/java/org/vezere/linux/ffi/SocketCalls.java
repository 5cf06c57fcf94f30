package org.vezere.linux.ffi;

/// Socket calls of section 2 of the manual on Java arrays. Each returns the call's result or the negative errno.
public final class SocketCalls {
    /// `recvfrom(2)`: leave the datagram where it is.
    public static final int MSG_PEEK = 0x2;

    /// `recvfrom(2)`: return the datagram's true length, also when it did not fit.
    public static final int MSG_TRUNC = 0x20;

    private static final int SOCK_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;

    private SocketCalls() {}

    /// `socket(2)`, close-on-exec.
    public static int socket(int family, int type, int protocol) {
        return (int) Libc.call(Syscall.SOCKET, family, type | SOCK_CLOEXEC, protocol);
    }

    /// `bind(2)` to a raw `struct sockaddr`.
    public static int bind(int socket, byte[] address) {
        try (Scratch scratch = Scratch.open()) {
            Block raw = scratch.bytes(address);
            return (int) Libc.call(Syscall.BIND, socket, raw.address(), address.length);
        }
    }

    /// `setsockopt(2)` with an `int`.
    public static int option(int socket, int level, int option, int value) {
        try (Scratch scratch = Scratch.open()) {
            Block raw = scratch.block(Integer.BYTES).putU32(0, value);
            return (int) Libc.call(Syscall.SETSOCKOPT, socket, level, option, raw.address(), Integer.BYTES);
        }
    }

    /// `sendto(2)`; an empty address stands for a connected socket or the kernel.
    public static int send(int socket, byte[] data, byte[] address) {
        try (Scratch scratch = Scratch.open()) {
            Block raw = scratch.bytes(data);
            long to = address.length == 0 ? 0 : scratch.bytes(address).address();
            return (int) Libc.call(Syscall.SENDTO, socket, raw.address(), data.length, 0, to, address.length);
        }
    }

    /// `recvfrom(2)` without the sender's address.
    public static int receive(int socket, byte[] buffer, int flags) {
        try (Scratch scratch = Scratch.open()) {
            Block raw = scratch.block(buffer.length);
            int length = (int) Libc.call(Syscall.RECVFROM, socket, raw.address(), buffer.length, flags, 0, 0);
            if (length > 0) {
                raw.get(0, buffer, 0, Math.min(length, buffer.length));
            }
            return length;
        }
    }

    /// `ppoll(2)`: waits until the socket has something to read.
    ///
    /// @return 1 when there is something, 0 when the time was over, or the negative errno
    public static int awaitReadable(int socket, long nanoseconds) {
        try (Scratch scratch = Scratch.open()) {
            Block poll = scratch.block(8).putU32(0, socket).putU16(4, POLLIN);
            Block time =
                    scratch.block(16).putU64(0, nanoseconds / 1_000_000_000L).putU64(8, nanoseconds % 1_000_000_000L);
            return (int) Libc.call(Syscall.PPOLL, poll.address(), 1, time.address(), 0, 8);
        }
    }
}
