package org.vezere.linux.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The VLANs of a bridge that tells them apart (`vlan_filtering` of `man 8 ip-link`, `man 8 bridge`): each port is in
/// some, and frames pass between ports that share theirs. A port that joins is in the bridge's default VLAN only, 1
/// unless somebody changed it, and so is the bridge itself, VE0's own interface in it.
public final class BridgeVlans {
    static final int IFLA_BR_VLAN_FILTERING = 7;

    private static final int AF_BRIDGE = 7;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_EXT_MASK = 29;
    private static final int RTEXT_FILTER_BRVLAN_COMPRESSED = 4;
    private static final int HEADER = 16;

    /// `struct bridge_vlan_info` of linux/if_bridge.h: flags and number, 16 bits each.
    private static final int IFLA_BRIDGE_VLAN_INFO = 2;

    private static final int PVID = 2;
    private static final int UNTAGGED = 4;
    private static final int RANGE_BEGIN = 8;
    private static final int RANGE_END = 16;
    private static final int FIRST = 1;
    private static final int LAST = 4094;

    private BridgeVlans() {}

    /// VLANs that a port is in.
    ///
    /// @param untagged whether frames of theirs leave by the port without a tag
    public record Range(int first, int last, boolean untagged) {
        /// `12`, `2-4094 tagged`.
        @Override
        public String toString() {
            return first + (last == first ? "" : "-" + last) + (untagged ? "" : " tagged");
        }
    }

    static MessageWriter writeFiltering(MessageWriter body, boolean on) {
        return body.nested(
                Links.IFLA_LINKINFO,
                info -> info.attribute(Links.IFLA_INFO_KIND, "bridge")
                        .nested(Links.IFLA_INFO_DATA, data -> data.byteAttribute(IFLA_BR_VLAN_FILTERING, on ? 1 : 0)));
    }

    /// Lets a bridge tell VLANs apart, or all its ports be one segment. EOPNOTSUPP where the kernel can't.
    public static NetlinkRequest filtering(int bridge, boolean on) {
        MessageWriter body = writeFiltering(LinkChange.nothing().write(new MessageWriter(), bridge), on);
        return new NetlinkRequest(
                Links.RTM_NEWLINK, 0, body, "VLANs of bridge " + bridge + (on ? " told apart" : " all one"));
    }

    /// Makes a port one of this VLAN and of no other, whose frames bear no tag there. What it had is taken first; a
    /// port
    /// that is in this VLAN already loses no frame.
    public static List<NetlinkRequest> only(int port, int vlan) {
        return List.of(
                vlans(Links.RTM_DELLINK, port, "take link " + port + " from all VLANs but " + vlan, spec -> {
                    range(spec, FIRST, vlan - 1);
                    range(spec, vlan + 1, LAST);
                }),
                vlans(
                        Links.RTM_SETLINK,
                        port,
                        "put link " + port + " into VLAN " + vlan,
                        spec -> info(spec, PVID | UNTAGGED, vlan)));
    }

    /// Lets all VLANs pass by a port with their tags, but the first, which stays as it is.
    public static NetlinkRequest trunk(int port) {
        return vlans(
                Links.RTM_SETLINK, port, "let all VLANs pass by link " + port, spec -> range(spec, FIRST + 1, LAST));
    }

    /// Takes back what [#trunk] does.
    public static NetlinkRequest withoutTrunk(int port) {
        return vlans(
                Links.RTM_DELLINK, port, "let no VLANs pass by link " + port, spec -> range(spec, FIRST + 1, LAST));
    }

    private static NetlinkRequest vlans(int type, int port, String words, Consumer<MessageWriter> spec) {
        return new NetlinkRequest(type, 0, header(port).nested(IFLA_AF_SPEC, spec), words);
    }

    /// `struct ifinfomsg` of the bridge's family.
    private static MessageWriter header(int index) {
        return new MessageWriter().u8(AF_BRIDGE).u8(0).u16(0).u32(index).u32(0).u32(0);
    }

    private static void range(MessageWriter spec, int first, int last) {
        if (first == last) {
            info(spec, 0, first);
        } else if (first < last) {
            info(spec, RANGE_BEGIN, first);
            info(spec, RANGE_END, last);
        }
    }

    private static void info(MessageWriter spec, int flags, int vlan) {
        spec.nested(IFLA_BRIDGE_VLAN_INFO, info -> info.u16(flags).u16(vlan));
    }

    /// The VLANs of all bridges and of their ports, by the links' indexes; of a bridge that doesn't tell them apart
    /// they mean nothing. Links without any are left out.
    public static Map<Integer, List<Range>> all(NetlinkSocket socket) {
        MessageWriter body = header(0).attribute(IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN_COMPRESSED);
        Map<Integer, List<Range>> all = new HashMap<>();
        for (NetlinkMessage message :
                socket.dump(new NetlinkRequest(Links.RTM_GETLINK, 0, body, "list VLANs of bridges"))) {
            List<Range> ranges = ranges(message.attributes(HEADER).nested(IFLA_AF_SPEC));
            if (!ranges.isEmpty()) {
                all.put(message.i32(4), ranges);
            }
        }
        return all;
    }

    /// Reads what the kernel says of a port: a VLAN, or the first and the last of several.
    static List<Range> ranges(Attributes spec) {
        List<Range> ranges = new ArrayList<>();
        int begin = 0;
        for (byte[] info : spec.all(IFLA_BRIDGE_VLAN_INFO)) {
            if (info.length != 4) {
                throw Attributes.malformed("a VLAN of " + info.length + " bytes");
            }
            ByteBuffer fields = ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
            int flags = Short.toUnsignedInt(fields.getShort(0));
            int vlan = Short.toUnsignedInt(fields.getShort(2));
            if ((flags & RANGE_BEGIN) != 0) {
                begin = vlan;
            } else {
                ranges.add(new Range((flags & RANGE_END) == 0 ? vlan : begin, vlan, (flags & UNTAGGED) != 0));
            }
        }
        return List.copyOf(ranges);
    }
}
