package org.vezere.linux.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.SocketCalls;

/// Hears of every change of links and addresses in the network namespace where it was opened. One thread at a time may
/// read.
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

    /// Waits until there is something to be read; others may do this while one reads.
    ///
    /// @return whether there is, or only the time is over
    public boolean await(Duration time) {
        return Checked.result(SocketCalls.awaitReadable(socket.number(), time.toNanos()), "ppoll", "rtnetlink events")
                != 0;
    }

    /// All that has happened up to now. What the kernel has told somebody to be done is among it.
    public List<LinkEvent> read() {
        List<LinkEvent> events = new ArrayList<>();
        while (await(Duration.ZERO)) {
            try {
                NetlinkSocket.receive(socket).stream()
                        .flatMap(message -> event(message).stream())
                        .forEach(events::add);
            } catch (KernelException failure) {
                if (!failure.is(Errno.ENOBUFS)) {
                    throw failure;
                }
                events.add(new LinkEvent.Lost());
            }
        }
        return events;
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
