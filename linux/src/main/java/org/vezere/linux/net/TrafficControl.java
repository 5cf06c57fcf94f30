package org.vezere.linux.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.vezere.linux.Errno;

/// Limits of what passes a link (`man 8 tc`, RTM_NEWQDISC and RTM_NEWTFILTER).
public final class TrafficControl {
    private static final int RTM_NEWQDISC = 36;
    private static final int RTM_DELQDISC = 37;
    private static final int RTM_NEWTFILTER = 44;
    private static final int CREATE = 0x400;
    private static final int CREATE_OR_REPLACE = 0x500;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;

    private static final int ROOT = 0xFFFF_FFFF;
    private static final int INGRESS = 0xFFFF_FFF1;
    private static final int INGRESS_HANDLE = 0xFFFF_0000;

    private static final int TCA_TBF_PARMS = 1;
    private static final int TCA_TBF_RATE64 = 4;
    private static final int TCA_TBF_BURST = 6;
    private static final int ETHERNET = 1;
    private static final int TBF_QOPT = 36;
    private static final int LEAST_BURST = 65_536;
    private static final int LEAST_QUEUE = 131_072;
    private static final int BURSTS_PER_SECOND = 100;
    private static final int QUEUES_PER_SECOND = 20;

    private static final int TCA_U32_SEL = 5;
    private static final int TCA_U32_ACT = 7;
    private static final int TERMINAL = 1;
    private static final int TC_U32_SEL = 16;
    private static final int TC_U32_KEY = 16;
    private static final int EVERY_PROTOCOL = 0x0003;
    private static final int TCA_ACT_KIND = 1;
    private static final int TCA_ACT_OPTIONS = 2;
    private static final int TCA_MIRRED_PARMS = 2;
    private static final int TC_MIRRED = 28;
    private static final int STOLEN = 4;
    private static final int REDIRECT_TO_EGRESS = 1;

    private TrafficControl() {}

    /// Limits what a link sends, or changes its limit, by a token bucket at its root (`man 8 tc-tbf`). What is too
    /// much waits, for 50 ms at most.
    ///
    /// @param link index of the link
    /// @param rate bytes per second, above 0
    public static NetlinkRequest limit(int link, long rate) {
        int burst = Math.clamp(rate / BURSTS_PER_SECOND, LEAST_BURST, Integer.MAX_VALUE);
        int queue = Math.clamp(burst + rate / QUEUES_PER_SECOND, LEAST_QUEUE, Integer.MAX_VALUE);
        MessageWriter body = header(link, 0, ROOT, 0).attribute(TCA_KIND, "tbf");
        // struct tc_tbf_qopt: two struct tc_ratespec, the queue's length, and what the other attributes say better.
        byte[] parameters = buffer(TBF_QOPT)
                .put(1, (byte) ETHERNET)
                .putInt(8, (int) Math.min(rate, 0xFFFF_FFFFL))
                .putInt(24, queue)
                .array();
        body.nested(TCA_OPTIONS, options -> {
            options.attribute(TCA_TBF_PARMS, parameters);
            options.attribute(TCA_TBF_BURST, burst);
            options.attribute(TCA_TBF_RATE64, buffer(Long.BYTES).putLong(rate).array());
        });
        return new NetlinkRequest(
                RTM_NEWQDISC, CREATE_OR_REPLACE, body, "limit link " + link + " to " + rate + " bytes per second");
    }

    /// Lifts the limit of what a link sends; one that has none is no failure.
    public static NetlinkRequest unlimited(int link) {
        return new NetlinkRequest(RTM_DELQDISC, 0, header(link, 0, ROOT, 0), "take the limit of link " + link + " away")
                .tolerating(Errno.ENOENT, Errno.EINVAL, Errno.ENODEV);
    }

    /// Leads what a link receives through another link first, whose limit it then is subject to, before it goes its
    /// way as having come by the first (`man 8 tc-mirred`).
    ///
    /// @param link index of the link
    /// @param by index of a link of kind `ifb`
    public static List<NetlinkRequest> receiveBy(int link, int by) {
        MessageWriter ingress = header(link, INGRESS_HANDLE, INGRESS, 0)
                .attribute(TCA_KIND, "ingress")
                .nested(TCA_OPTIONS, none -> {});
        MessageWriter filter = header(link, 0, INGRESS_HANDLE, (1 << 16) | networkOrder(EVERY_PROTOCOL))
                .attribute(TCA_KIND, "u32");
        // struct tc_u32_sel with one key that everything fits.
        byte[] selector = buffer(TC_U32_SEL + TC_U32_KEY)
                .put(0, (byte) TERMINAL)
                .put(2, (byte) 1)
                .array();
        byte[] mirred = buffer(TC_MIRRED)
                .putInt(8, STOLEN)
                .putInt(20, REDIRECT_TO_EGRESS)
                .putInt(24, by)
                .array();
        filter.nested(TCA_OPTIONS, options -> {
            options.attribute(TCA_U32_SEL, selector);
            options.nested(
                    TCA_U32_ACT,
                    actions -> actions.nested(
                            1,
                            action -> action.attribute(TCA_ACT_KIND, "mirred")
                                    .nested(TCA_ACT_OPTIONS, more -> more.attribute(TCA_MIRRED_PARMS, mirred))));
        });
        String words = "lead what link " + link + " receives through link " + by;
        return List.of(
                new NetlinkRequest(RTM_NEWQDISC, CREATE, ingress, words),
                new NetlinkRequest(RTM_NEWTFILTER, CREATE, filter, words));
    }

    /// Takes [#receiveBy] back; a link that knows nothing of it is no failure.
    public static NetlinkRequest receiveDirectly(int link) {
        return new NetlinkRequest(
                        RTM_DELQDISC,
                        0,
                        header(link, INGRESS_HANDLE, INGRESS, 0),
                        "no longer lead what link " + link + " receives through another")
                .tolerating(Errno.ENOENT, Errno.EINVAL, Errno.ENODEV);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    private static int networkOrder(int number) {
        return Short.toUnsignedInt(
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? (short) number : Short.reverseBytes((short) number));
    }

    /// `struct tcmsg`.
    private static MessageWriter header(int link, int handle, int parent, int info) {
        return new MessageWriter()
                .u8(0)
                .u8(0)
                .u16(0)
                .u32(link)
                .u32(handle)
                .u32(parent)
                .u32(info);
    }
}
