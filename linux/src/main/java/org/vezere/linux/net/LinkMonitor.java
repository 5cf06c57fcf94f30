package org.vezere.linux.net;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.SocketCalls;

/// Hears of every change of links and addresses in the network namespace where it was opened. For one thread.
public final class LinkMonitor implements AutoCloseable {
    /// RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR of `linux/rtnetlink.h`.
    private static final int GROUPS = 0x1 | 0x10 | 0x100;

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int AF_BRIDGE = 7;

    private final Fd socket;

    private LinkMonitor(Fd socket) {
        this.socket = socket;
    }

    /// Listens in the network namespace of the calling thread, from now on.
    public static LinkMonitor open() {
        return new LinkMonitor(NetlinkSocket.descriptor(GROUPS));
    }

    /// Waits for events; returns with none when the time is over.
    public List<LinkEvent> await(Duration time) {
        int ready =
                Checked.result(SocketCalls.awaitReadable(socket.number(), time.toNanos()), "ppoll", "rtnetlink events");
        if (ready == 0) {
            return List.of();
        }
        try {
            return NetlinkSocket.receive(socket).stream()
                    .flatMap(message -> event(message).stream())
                    .toList();
        } catch (KernelException failure) {
            if (failure.is(Errno.ENOBUFS)) {
                return List.of(new LinkEvent.Lost());
            }
            throw failure;
        }
    }

    private static Optional<LinkEvent> event(NetlinkMessage message) {
        return switch (message.type()) {
            // A bridge reports its ports in the same group; that is not about the link itself.
            case RTM_NEWLINK, RTM_DELLINK ->
                Stream.of(message)
                        .filter(report -> report.u8(0) != AF_BRIDGE)
                        .<LinkEvent>map(report -> report.type() == RTM_NEWLINK
                                ? new LinkEvent.Changed(Link.of(report))
                                : new LinkEvent.Gone(Link.of(report)))
                        .findFirst();
            case RTM_NEWADDR -> Optional.of(new LinkEvent.AddressAdded(Addresses.Assigned.of(message)));
            case RTM_DELADDR -> Optional.of(new LinkEvent.AddressGone(Addresses.Assigned.of(message)));
            default -> Optional.empty();
        };
    }

    @Override
    public void close() {
        socket.close();
    }
}
