package org.vezere.linux.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vezere.linux.Fd;

/// What is to be changed on a link, or what a new one is to have: everything in one message.
///
/// Immutable; each method returns the change with one thing more.
public final class LinkChange {
    /// `man 7 netdevice`.
    private static final int IFF_UP = 1;

    private static final int IFF_NOARP = 0x80;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFLA_INET_CONF = 1;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final int ADDRESS_GENERATION_NONE = 1;
    private static final int NAME_MAXIMUM = 15;

    private final int flags;
    private final int changed;
    private final List<Consumer<MessageWriter>> attributes;
    private final List<Ipv4Setting> ipv4;
    private final boolean generationOff;
    private final String words;

    private LinkChange(
            int flags,
            int changed,
            List<Consumer<MessageWriter>> attributes,
            List<Ipv4Setting> ipv4,
            boolean generationOff,
            String words) {
        this.flags = flags;
        this.changed = changed;
        this.attributes = attributes;
        this.ipv4 = ipv4;
        this.generationOff = generationOff;
        this.words = words;
    }

    /// No change yet.
    public static LinkChange nothing() {
        return new LinkChange(0, 0, List.of(), List.of(), false, "");
    }

    /// Set up.
    public LinkChange up() {
        return flag(IFF_UP, true, "up");
    }

    /// Set down: no packet passes, routes through it are gone.
    public LinkChange down() {
        return flag(IFF_UP, false, "down");
    }

    /// Without neighbour resolution: what is sent carries the link's own hardware address as its destination.
    public LinkChange withoutArp() {
        return flag(IFF_NOARP, true, "without ARP");
    }

    /// A new name.
    ///
    /// @throws IllegalArgumentException for a name that the kernel would refuse
    public LinkChange name(String name) {
        return with(writer -> writer.attribute(IFLA_IFNAME, checkedName(name)), "name " + name);
    }

    /// Largest packet in bytes.
    public LinkChange mtu(int bytes) {
        return with(writer -> writer.attribute(IFLA_MTU, bytes), "MTU " + bytes);
    }

    /// Words for people, which `ip link` shows (`ifalias`). Not for links still to be made: the kernel reads it of
    /// existing ones only.
    public LinkChange alias(String words) {
        return with(writer -> writer.attribute(IFLA_IFALIAS, words), "alias " + words);
    }

    /// Hardware address.
    public LinkChange mac(MacAddress address) {
        return with(writer -> writer.attribute(IFLA_ADDRESS, address.bytes()), "MAC " + address);
    }

    /// Group of links, see [Links#deleteGroup].
    public LinkChange group(int group) {
        return with(writer -> writer.attribute(IFLA_GROUP, group), "group " + group);
    }

    /// Moved into another network namespace, where it is down and without addresses. Takes 16 ms and more.
    ///
    /// @param namespace descriptor of the namespace
    public LinkChange namespace(Fd namespace) {
        return with(writer -> writer.attribute(IFLA_NET_NS_FD, namespace.number()), "into another namespace");
    }

    /// Makes it a port of the bridge or bond with this index; 0 takes it out.
    public LinkChange master(int index) {
        return with(writer -> writer.attribute(IFLA_MASTER, index), index == 0 ? "no master" : "master " + index);
    }

    /// The kernel makes no link-local IPv6 address by itself (`addr_gen_mode` none). Not for links still to be
    /// made: the kernel reads it of existing ones only.
    public LinkChange withoutGeneratedAddresses() {
        return new LinkChange(flags, changed, attributes, ipv4, true, joined("no generated addresses"));
    }

    /// Sets one of `net.ipv4.conf.IF.*` in the same message. Not for links still to be made.
    public LinkChange ipv4(Ipv4Setting... settings) {
        List<Ipv4Setting> all = new ArrayList<>(ipv4);
        all.addAll(List.of(settings));
        return new LinkChange(flags, changed, attributes, List.copyOf(all), generationOff, joined("IPv4 settings"));
    }

    /// `struct ifinfomsg` and the attributes (`man 7 rtnetlink`).
    MessageWriter write(MessageWriter writer, int index) {
        writer.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(changed);
        attributes.forEach(attribute -> attribute.accept(writer));
        if (generationOff || !ipv4.isEmpty()) {
            writer.nested(IFLA_AF_SPEC, this::writeFamilies);
        }
        return writer;
    }

    private void writeFamilies(MessageWriter writer) {
        if (!ipv4.isEmpty()) {
            writer.nested(
                    AF_INET,
                    family -> family.nested(
                            IFLA_INET_CONF,
                            values -> ipv4.forEach(setting -> values.attribute(setting.number(), setting.value()))));
        }
        if (generationOff) {
            writer.nested(AF_INET6, family -> family.byteAttribute(IFLA_INET6_ADDR_GEN_MODE, ADDRESS_GENERATION_NONE));
        }
    }

    /// What is changed, in words.
    @Override
    public String toString() {
        return words;
    }

    /// A name as `dev_valid_name` of the kernel's net/core/dev.c wants it.
    static String checkedName(String name) {
        boolean wrong = name.isEmpty()
                || name.length() > NAME_MAXIMUM
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '/' || c == ':' || c == '%');
        if (wrong) {
            throw new IllegalArgumentException("an interface name has 1 to " + NAME_MAXIMUM
                    + " letters, digits, dots or dashes, unlike \"" + name + "\"");
        }
        return name;
    }

    private LinkChange flag(int flag, boolean on, String word) {
        return new LinkChange(
                on ? flags | flag : flags & ~flag, changed | flag, attributes, ipv4, generationOff, joined(word));
    }

    private LinkChange with(Consumer<MessageWriter> attribute, String word) {
        List<Consumer<MessageWriter>> all = new ArrayList<>(attributes);
        all.add(attribute);
        return new LinkChange(flags, changed, List.copyOf(all), ipv4, generationOff, joined(word));
    }

    private String joined(String word) {
        return words.isEmpty() ? word : words + ", " + word;
    }
}
