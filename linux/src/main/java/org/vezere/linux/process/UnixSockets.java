package org.vezere.linux.process;

import java.nio.charset.StandardCharsets;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.SockaddrUn;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Unix sockets as descriptors, with names below a directory that is open: so the path may be as long as it
/// likes, and
/// nobody can move the directory away on the way. All close on exec.
public final class UnixSockets {
    private static final int AF_UNIX = 1;
    private static final int STREAM = 1 | 0x80000;
    private static final int SEQPACKET = 5 | 0x80000;
    private static final int BACKLOG = 64;
    private static final int LONGEST = 107;

    private UnixSockets() {}

    /// Two sockets connected with each other.
    public record Pair(Fd one, Fd other) implements AutoCloseable {
        @Override
        public void close() {
            one.close();
            other.close();
        }
    }

    /// A connected pair that keeps the boundaries of messages (`SOCK_SEQPACKET`).
    ///
    /// @throws KernelException when there are too many open files
    public static Pair packetPair() {
        try (Scratch scratch = Scratch.open()) {
            Block pair = scratch.block(8);
            long result = Libc.call(Syscall.SOCKETPAIR, AF_UNIX, SEQPACKET, 0, pair.address());
            KernelException.check(result, "socketpair", () -> "unix, seqpacket");
            return new Pair(new Fd(pair.i32(0)), new Fd(pair.i32(4)));
        }
    }

    /// Makes a listening stream socket; one of this name that a dead process left is replaced.
    ///
    /// @throws KernelException when the name cannot be used
    public static Fd listen(Fd directory, String name) {
        try (Scratch scratch = Scratch.open()) {
            Block address = address(scratch, directory, name);
            Libc.call(Syscall.UNLINKAT, directory.number(), scratch.string(name).address(), 0);
            Fd socket = socket();
            try {
                KernelException.check(
                        Libc.call(Syscall.BIND, socket.number(), address.address(), address.size()),
                        "bind",
                        () -> name);
                KernelException.check(Libc.call(Syscall.LISTEN, socket.number(), BACKLOG), "listen", () -> name);
            } catch (KernelException failure) {
                socket.close();
                throw failure;
            }
            return socket;
        }
    }

    /// Connects to a stream socket.
    ///
    /// @throws KernelException ENOENT or ECONNREFUSED when nobody listens
    public static Fd connect(Fd directory, String name) {
        try (Scratch scratch = Scratch.open()) {
            Block address = address(scratch, directory, name);
            Fd socket = socket();
            long result = Libc.call(Syscall.CONNECT, socket.number(), address.address(), address.size());
            if (result < 0) {
                socket.close();
                throw new KernelException("connect", name, (int) -result);
            }
            return socket;
        }
    }

    private static Fd socket() {
        long result = Libc.call(Syscall.SOCKET, AF_UNIX, STREAM, 0);
        return new Fd((int) KernelException.check(result, "socket", () -> "unix, stream"));
    }

    private static Block address(Scratch scratch, Fd directory, String name) {
        byte[] path = (directory.procPath() + "/" + name).getBytes(StandardCharsets.UTF_8);
        if (path.length > LONGEST || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "a socket's name has no slash and at most 80 bytes, unlike \"" + name + "\"");
        }
        Block address = scratch.block(SockaddrUn.STRUCT);
        SockaddrUn.FAMILY.put(address, AF_UNIX);
        address.put(SockaddrUn.PATH.offset(), path, 0, path.length);
        return address;
    }
}
