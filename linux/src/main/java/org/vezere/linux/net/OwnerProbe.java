package org.vezere.linux.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vezere.linux.Fd;
import org.vezere.linux.ffi.SocketCalls;

/// Asks the machines on Ethernet links whether one of them has an address: ARP probes (RFC 5227, section 2.1) and
/// neighbour solicitations as for duplicate address detection (RFC 4862, section 5.4), through `AF_PACKET`
/// sockets (`man 7 packet`). Needs CAP_NET_RAW.
public final class OwnerProbe {
    private static final int ARP_LENGTH = 42;
    private static final int ARP_OPERATION = 20;
    private static final int ARP_SENDER = 22;
    private static final int ARP_SENDER_ADDRESS = 28;
    private static final int ARP_REPLY = 2;
    private static final int NEXT_HEADER = 20;
    private static final int ICMP = 54;
    private static final int TARGET = ICMP + 8;
    private static final int SOLICITATION = 135;
    private static final int SOLICITATION_LENGTH = 24;
    private static final int SOURCE_MAC = 6;
    private static final int FRAME = 128;

    private OwnerProbe() {}

    /// Who answers for an address.
    ///
    /// @param links where to ask: up, with a hardware address
    /// @param own hardware addresses of this machine, whose answers don't count
    /// @param patience how long to wait for an answer; that long it takes when there is none
    /// @return the hardware address of the first that answers
    /// @throws org.vezere.linux.KernelException when a link is down
    public static Optional<MacAddress> find(
            List<Link> links, Set<MacAddress> own, InetAddress address, Duration patience) {
        boolean ipv4 = address instanceof Inet4Address;
        int protocol = ipv4 ? Announcer.ETHERTYPE_ARP : Announcer.ETHERTYPE_IPV6;
        int wire = Short.toUnsignedInt(Short.reverseBytes((short) protocol));
        int type = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? wire : protocol;
        try (Fd listener = new Fd(Checked.result(
                        SocketCalls.socket(Announcer.AF_PACKET, Announcer.SOCK_RAW, type), "socket", "AF_PACKET"));
                Announcer sender = Announcer.open()) {
            for (Link link : links) {
                MacAddress mac = link.mac().orElseThrow();
                byte[] question = ipv4 ? arpProbe(mac, address) : solicitation(mac, address);
                sender.send(link.index(), question, "ask for " + address.getHostAddress());
            }
            return await(listener, own, address, patience);
        }
    }

    private static Optional<MacAddress> await(
            Fd listener, Set<MacAddress> own, InetAddress address, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        byte[] frame = new byte[FRAME];
        for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (Checked.result(SocketCalls.awaitReadable(listener.number(), left), "ppoll", "answers") == 0) {
                break;
            }
            int length = Checked.result(SocketCalls.receive(listener.number(), frame, 0), "recvfrom", "answers");
            Optional<MacAddress> owner = owner(Arrays.copyOf(frame, Math.min(length, FRAME)), address);
            if (owner.isPresent() && !own.contains(owner.get())) {
                return owner;
            }
        }
        return Optional.empty();
    }

    /// Whether a frame says that somebody has the address.
    static Optional<MacAddress> owner(byte[] frame, InetAddress address) {
        byte[] wanted = address.getAddress();
        boolean says = wanted.length == 4 ? saysArp(frame, wanted) : saysAdvertisement(frame, wanted);
        int mac = wanted.length == 4 ? ARP_SENDER : SOURCE_MAC;
        return says
                ? Optional.of(MacAddress.of(Arrays.copyOfRange(frame, mac, mac + MacAddress.LENGTH)))
                : Optional.empty();
    }

    private static boolean saysArp(byte[] frame, byte[] wanted) {
        return frame.length >= ARP_LENGTH
                && frame[ARP_OPERATION] == 0
                && frame[ARP_OPERATION + 1] == ARP_REPLY
                && Arrays.equals(frame, ARP_SENDER_ADDRESS, ARP_SENDER_ADDRESS + 4, wanted, 0, 4);
    }

    private static boolean saysAdvertisement(byte[] frame, byte[] wanted) {
        return frame.length >= TARGET + wanted.length
                && frame[NEXT_HEADER] == Announcer.ICMPV6
                && Byte.toUnsignedInt(frame[ICMP]) == Announcer.ADVERTISEMENT
                && Arrays.equals(frame, TARGET, TARGET + wanted.length, wanted, 0, wanted.length);
    }

    /// From nobody, so that no neighbour learns anything of it.
    static byte[] arpProbe(MacAddress mac, InetAddress address) {
        return Announcer.arpRequest(mac, new byte[4], address);
    }

    /// From nobody to the group in which whoever has the address listens (RFC 4291, section 2.7.1).
    static byte[] solicitation(MacAddress mac, InetAddress address) {
        byte[] target = address.getAddress();
        byte[] group = InetAddress.ofLiteral("ff02::1:ff00:0").getAddress();
        System.arraycopy(target, 13, group, 13, 3);
        long tail = (Byte.toUnsignedLong(target[13]) << 16)
                | (Byte.toUnsignedLong(target[14]) << 8)
                | Byte.toUnsignedLong(target[15]);
        ByteBuffer body = ByteBuffer.allocate(SOLICITATION_LENGTH)
                .put((byte) SOLICITATION)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0)
                .put(target);
        body.putShort(2, (short) Announcer.checksum(new byte[16], group, body.array()));
        return Announcer.ethernet(
                        14 + 40 + SOLICITATION_LENGTH,
                        new MacAddress(0x3333_ff00_0000L | tail),
                        mac,
                        Announcer.ETHERTYPE_IPV6)
                .putInt(0x6000_0000)
                .putShort((short) SOLICITATION_LENGTH)
                .put((byte) Announcer.ICMPV6)
                .put((byte) 255)
                .put(new byte[16])
                .put(group)
                .put(body.array())
                .array();
    }
}
