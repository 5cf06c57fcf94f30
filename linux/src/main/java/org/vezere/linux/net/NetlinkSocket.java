package org.vezere.linux.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.SocketCalls;

/// A connection to the kernel's routing tables (`man 7 rtnetlink`) in one network namespace.
///
/// Threads may share it; each batch has it to itself. A batch goes out in one `sendto(2)`; only its last request
/// asks for an acknowledgement, because the kernel works in order and reports failures in any case, so one datagram
/// comes back for a batch that succeeds.
public final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;

    private static final int FLAG_REQUEST = 1;
    private static final int FLAG_ACK = 4;
    private static final int FLAG_DUMP = 0x300;

    /// A failure answer takes about a kilobyte of the socket's receive buffer (212,992 bytes by default); this many
    /// failures still fit.
    private static final int CHUNK = 64;

    private static final int DUMP_TRIES = 8;

    private final Fd socket;
    private final ReentrantLock turn = new ReentrantLock();
    private int sequence;

    private NetlinkSocket(Fd socket) {
        this.socket = socket;
    }

    /// A socket in the network namespace of the calling thread.
    ///
    /// @throws KernelException when the kernel refuses
    public static NetlinkSocket open() {
        return new NetlinkSocket(descriptor(0));
    }

    /// A socket in another network namespace, which the socket then keeps alive until it is closed. Needs
    /// CAP_SYS_ADMIN.
    ///
    /// @param namespace descriptor of the namespace, as `/proc/PID/ns/net` opens it, or a pidfd
    /// @throws KernelException when it is no network namespace, or may not be entered
    public static NetlinkSocket in(Fd namespace) {
        return NetworkNamespaces.call(namespace, NetlinkSocket::open);
    }

    /// As [#in], but the calling thread may do something else meanwhile.
    public static Opening opening(Fd namespace) {
        return new Opening(NetworkNamespaces.begin(namespace, NetlinkSocket::open));
    }

    /// A socket that is being opened in another network namespace. Closing it closes the socket.
    public static final class Opening implements AutoCloseable {
        private final Supplier<NetlinkSocket> socket;

        private Opening(Supplier<NetlinkSocket> socket) {
            this.socket = socket;
        }

        /// Waits for the socket.
        ///
        /// @throws KernelException when it could not be opened there
        public NetlinkSocket socket() {
            return socket.get();
        }

        @Override
        public void close() {
            try {
                socket.get().close();
            } catch (KernelException neverOpened) {
                // Nothing is open; whoever asked for the socket was told.
            }
        }
    }

    static Fd descriptor(int groups) {
        Fd socket = new Fd(Checked.result(
                SocketCalls.socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), "socket", "AF_NETLINK, NETLINK_ROUTE"));
        // Before Linux 4.20 one of these is unknown; without it messages are longer or dumps unfiltered, nothing more.
        SocketCalls.option(socket.number(), SOL_NETLINK, NETLINK_EXT_ACK, 1);
        SocketCalls.option(socket.number(), SOL_NETLINK, NETLINK_CAP_ACK, 1);
        SocketCalls.option(socket.number(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
        byte[] address = ByteBuffer.allocate(12)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_NETLINK)
                .putShort((short) 0)
                .putInt(0)
                .putInt(groups)
                .array();
        try {
            Checked.result(SocketCalls.bind(socket.number(), address), "bind", "AF_NETLINK, groups " + groups);
        } catch (KernelException refused) {
            socket.close();
            throw refused;
        }
        return socket;
    }

    /// Sends requests in order and waits until the kernel has done all of them. One that fails does not keep the
    /// following ones from being done.
    ///
    /// @throws KernelException the first failure, the others being attached to it as suppressed
    public void send(List<NetlinkRequest> requests) {
        exchange(requests);
    }

    /// Sends requests in order, see [#send(List)].
    public void send(NetlinkRequest... requests) {
        exchange(List.of(requests));
    }

    /// As [#send(List)], and returns the messages that were asked for with it, in order.
    List<NetlinkMessage> exchange(List<NetlinkRequest> requests) {
        List<KernelException> failures = new ArrayList<>();
        List<NetlinkMessage> answers = new ArrayList<>();
        turn.lock();
        try {
            for (int start = 0; start < requests.size(); start += CHUNK) {
                chunk(requests.subList(start, Math.min(requests.size(), start + CHUNK)), answers, failures);
            }
        } finally {
            turn.unlock();
        }
        if (!failures.isEmpty()) {
            KernelException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        return answers;
    }

    private void chunk(List<NetlinkRequest> requests, List<NetlinkMessage> answers, List<KernelException> failures) {
        int first = sequence + 1;
        int size = requests.stream()
                .mapToInt(request -> aligned(NetlinkMessage.HEADER + request.body().length))
                .sum();
        ByteBuffer batch = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        for (int index = 0; index < requests.size(); index++) {
            boolean last = index == requests.size() - 1;
            put(batch, requests.get(index), requests.get(index).flags() | (last ? FLAG_ACK : 0), ++sequence);
        }
        transmit(batch.array(), requests.getFirst() + (requests.size() == 1 ? "" : " and more"));
        boolean waiting = true;
        while (waiting) {
            for (NetlinkMessage message : receive(socket)) {
                int index = message.sequence() - first;
                if (index < 0 || index >= requests.size()) {
                    // The rest of a batch that was given up; what was asked since then has larger numbers.
                    continue;
                }
                if (message.type() != NetlinkMessage.ERROR) {
                    answers.add(message);
                    continue;
                }
                judge(requests.get(index), message, failures);
                waiting &= index != requests.size() - 1;
            }
        }
    }

    private static void judge(NetlinkRequest request, NetlinkMessage answer, List<KernelException> failures) {
        int errno = answer.errno();
        if (errno != 0 && !request.tolerates(Errno.of(errno))) {
            failures.add(failure(request, answer.errorText(), errno));
        }
    }

    private static KernelException failure(NetlinkRequest request, String text, int errno) {
        return new KernelException("rtnetlink", text.isEmpty() ? request.toString() : request + ": " + text, errno);
    }

    /// Asks for a whole table. A table that changed meanwhile is asked for again, so what comes is consistent.
    List<NetlinkMessage> dump(NetlinkRequest request) {
        turn.lock();
        try {
            for (int attempt = 1; ; attempt++) {
                List<NetlinkMessage> table = new ArrayList<>();
                boolean consistent = dumpOnce(request, table);
                if (consistent || attempt == DUMP_TRIES) {
                    return table;
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private boolean dumpOnce(NetlinkRequest request, List<NetlinkMessage> table) {
        int number = ++sequence;
        ByteBuffer message = ByteBuffer.allocate(aligned(NetlinkMessage.HEADER + request.body().length))
                .order(ByteOrder.nativeOrder());
        put(message, request, FLAG_DUMP, number);
        transmit(message.array(), request.toString());
        boolean consistent = true;
        while (true) {
            for (NetlinkMessage answer : receive(socket)) {
                if (answer.sequence() != number) {
                    continue;
                }
                consistent &= !answer.has(NetlinkMessage.DUMP_INTERRUPTED);
                if (answer.type() == NetlinkMessage.ERROR || answer.type() == NetlinkMessage.DONE) {
                    if (answer.errno() != 0) {
                        throw failure(request, answer.errorText(), answer.errno());
                    }
                    return consistent;
                }
                table.add(answer);
            }
        }
    }

    private static void put(ByteBuffer batch, NetlinkRequest request, int flags, int number) {
        int length = NetlinkMessage.HEADER + request.body().length;
        batch.putInt(length)
                .putShort((short) request.type())
                .putShort((short) (flags | FLAG_REQUEST))
                .putInt(number)
                .putInt(0)
                .put(request.body());
        batch.position(batch.position() + aligned(length) - length);
    }

    private void transmit(byte[] bytes, String words) {
        Checked.result(SocketCalls.send(socket.number(), bytes, new byte[0]), "sendto", words);
    }

    /// Takes the next datagram, waiting for it.
    static List<NetlinkMessage> receive(Fd socket) {
        // Answers have some hundred bytes, dumps up to 32 KiB: room for the longest would be zeroed each time.
        byte[] buffer = new byte[received(socket, new byte[0], SocketCalls.MSG_PEEK | SocketCalls.MSG_TRUNC)];
        int length = received(socket, buffer, SocketCalls.MSG_TRUNC);
        if (length > buffer.length) {
            throw Attributes.malformed("an answer of " + length + " bytes");
        }
        return NetlinkMessage.split(buffer, length);
    }

    private static int received(Fd socket, byte[] buffer, int flags) {
        return Checked.result(SocketCalls.receive(socket.number(), buffer, flags), "recvfrom", "rtnetlink socket");
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }

    @Override
    public void close() {
        socket.close();
    }
}
