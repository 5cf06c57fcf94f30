package org.vezere.linux.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.vezere.linux.Fd;
import org.vezere.linux.ffi.SocketCalls;

/// Tells the neighbours on an Ethernet link that an address is now to be found at this machine: gratuitous ARP (RFC
/// 5227, section 3) and unsolicited neighbour advertisements (RFC 4861, section 7.2.6), as whole frames through an
/// `AF_PACKET` socket (`man 7 packet`). Needs CAP_NET_RAW.
public final class Announcer implements AutoCloseable {
    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int ETHERTYPE_ARP = 0x0806;
    static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final MacAddress EVERYBODY = new MacAddress(0xffff_ffff_ffffL);
    /// Where ff02::1, all nodes, goes on Ethernet (RFC 2464, section 7).
    private static final MacAddress ALL_NODES = new MacAddress(0x3333_0000_0001L);

    static final int ICMPV6 = 58;
    static final int ADVERTISEMENT = 136;
    private static final int OVERRIDE = 0x2000_0000;
    private static final int ADVERTISEMENT_LENGTH = 32;

    private final Fd socket;

    private Announcer(Fd socket) {
        this.socket = socket;
    }

    /// Opens a socket in the network namespace of the calling thread; it receives nothing.
    public static Announcer open() {
        return new Announcer(
                new Fd(Checked.result(SocketCalls.socket(AF_PACKET, SOCK_RAW, 0), "socket", "AF_PACKET, SOCK_RAW")));
    }

    /// Announces addresses on a link, one frame each.
    ///
    /// @param link index of the link
    /// @param mac the link's hardware address
    /// @throws org.vezere.linux.KernelException ENETDOWN when the link is down
    public void announce(int link, MacAddress mac, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            boolean ipv4 = address instanceof Inet4Address;
            byte[] frame = ipv4 ? gratuitousArp(mac, address) : advertisement(mac, address);
            send(link, frame, "announce " + address.getHostAddress());
        }
    }

    /// Sends a whole Ethernet frame, header included, as it is.
    ///
    /// @param link index of the link
    /// @param words what the frame is, for the error message
    /// @throws org.vezere.linux.KernelException ENETDOWN when the link is down
    public void send(int link, byte[] frame, String words) {
        byte[] to = ByteBuffer.allocate(20)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_PACKET)
                .put((byte) 0)
                .put((byte) 0)
                .putInt(link)
                .putLong(0)
                .array();
        Checked.result(SocketCalls.send(socket.number(), frame, to), "sendto", words + " on link " + link);
    }

    /// An ARP request for the address by itself, to everybody.
    static byte[] gratuitousArp(MacAddress mac, InetAddress address) {
        return arpRequest(mac, address.getAddress(), address);
    }

    /// An ARP request to everybody.
    ///
    /// @param sender the address that it comes from, four bytes
    static byte[] arpRequest(MacAddress mac, byte[] sender, InetAddress target) {
        return ethernet(42, EVERYBODY, mac, ETHERTYPE_ARP)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) MacAddress.LENGTH)
                .put((byte) 4)
                .putShort((short) 1)
                .put(mac.bytes())
                .put(sender)
                .put(new byte[MacAddress.LENGTH])
                .put(target.getAddress())
                .array();
    }

    /// A neighbour advertisement with the target's link-layer address, from the address itself to all nodes.
    static byte[] advertisement(MacAddress mac, InetAddress address) {
        byte[] allNodes = InetAddress.ofLiteral("ff02::1").getAddress();
        ByteBuffer body = ByteBuffer.allocate(ADVERTISEMENT_LENGTH)
                .put((byte) ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE)
                .put(address.getAddress())
                .put((byte) 2)
                .put((byte) 1)
                .put(mac.bytes());
        body.putShort(2, (short) checksum(address.getAddress(), allNodes, body.array()));
        return ethernet(14 + 40 + ADVERTISEMENT_LENGTH, ALL_NODES, mac, ETHERTYPE_IPV6)
                .putInt(0x6000_0000)
                .putShort((short) ADVERTISEMENT_LENGTH)
                .put((byte) ICMPV6)
                .put((byte) 255)
                .put(address.getAddress())
                .put(allNodes)
                .put(body.array())
                .array();
    }

    static ByteBuffer ethernet(int length, MacAddress to, MacAddress from, int type) {
        return ByteBuffer.allocate(length).put(to.bytes()).put(from.bytes()).putShort((short) type);
    }

    /// RFC 4443, section 2.3: over the pseudo-header and the message.
    static int checksum(byte[] source, byte[] destination, byte[] message) {
        ByteBuffer all = ByteBuffer.allocate(40 + message.length)
                .put(source)
                .put(destination)
                .putInt(message.length)
                .putInt(ICMPV6)
                .put(message)
                .flip();
        int sum = 0;
        while (all.remaining() >= 2) {
            sum += Short.toUnsignedInt(all.getShort());
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    @Override
    public void close() {
        socket.close();
    }
}
