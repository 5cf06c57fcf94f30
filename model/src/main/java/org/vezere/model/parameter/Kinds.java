package org.vezere.model.parameter;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.Capability;
import org.vezere.model.value.CpuLimit;
import org.vezere.model.value.CpuMask;
import org.vezere.model.value.DeviceNode;
import org.vezere.model.value.DeviceRule;
import org.vezere.model.value.Feature;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.LayoutName;
import org.vezere.model.value.MacAddress;
import org.vezere.model.value.Meminfo;
import org.vezere.model.value.NetifDraft;
import org.vezere.model.value.PciAddress;
import org.vezere.model.value.Rate;
import org.vezere.model.value.Switches;
import org.vezere.model.value.Texts;
import org.vezere.model.value.Unit;
import org.vezere.model.value.VlanId;

/// The kinds of value that the table of parameters uses, typed for those who read values of them.
public final class Kinds {
    /// Takes everything out of a list.
    public static final String ALL = "all";

    /// Take what VE0 has.
    public static final String INHERIT = "inherit";

    public static final ValueKind<Boolean> FLAG = new ValueKind.Flag();
    public static final ValueKind<Boolean> YES_NO = new ValueKind.Choice("yes", "no");
    public static final ValueKind<Boolean> ON_OFF = new ValueKind.Choice("on", "off");
    public static final ValueKind<String> TEXT = new ValueKind.Text();
    public static final ValueKind<String> PATH = text("PATH", Texts::path);
    public static final ValueKind<String> FILE_NAME = text("NAME", Texts::fileName);
    public static final ValueKind<String> VE_NAME = text("NAME", Texts::veName);
    public static final ValueKind<String> HOST_NAME = text("NAME", Texts::hostName);
    public static final ValueKind<String> INTERFACE = text("IFNAME", Texts::interfaceName);
    public static final ValueKind<String> INTERFACE_OR_NONE =
            text("IFNAME", name -> name.isEmpty() ? name : Texts.interfaceName(name));
    public static final ValueKind<String> GATEWAY = text("A.B.C.D", text -> gateway(text, false));
    public static final ValueKind<String> GATEWAY6 = text("X:X::X", text -> gateway(text, true));
    public static final ValueKind<String> VLAN_OR_NONE = text(
            "ID",
            text -> text.isEmpty() || text.equals("0") ? "" : VlanId.parse(text).toString());
    public static final ValueKind<String> INTERFACE_OR_ALL = wordOr(ALL, INTERFACE);
    public static final ValueKind<String> USER_PASSWORD =
            new ValueKind.Special<>("USER:PASSWORD", List.of(), true, Texts::userPassword, text -> text);

    public static final ValueKind<Long> COUNT = new ValueKind.Whole(0, Long.MAX_VALUE);
    public static final ValueKind<Long> SECONDS = new ValueKind.Whole(0, Integer.MAX_VALUE);
    /// A user or group id; 2^32-1 is none (`chown(2)` takes it for "leave it").
    public static final ValueKind<Long> ID = new ValueKind.Whole(0, 0xFFFF_FFFEL);

    public static final ValueKind.Ubc BYTES = new ValueKind.Ubc(Unit.BYTES);
    public static final ValueKind.Ubc PAGES = new ValueKind.Ubc(Unit.PAGES);
    public static final ValueKind.Ubc ITEMS = new ValueKind.Ubc(Unit.ITEMS);
    public static final ValueKind.Memory MEMORY = new ValueKind.Memory();
    public static final ValueKind.Disk DISK_SPACE = new ValueKind.Disk(Unit.KIBIBYTES);
    public static final ValueKind.Disk DISK_INODES = new ValueKind.Disk(Unit.INODES);

    public static final ValueKind<CpuLimit> CPU_LIMIT =
            special("PERCENT[%]", List.of(), CpuLimit::parse, CpuLimit::toString);
    public static final ValueKind<CpuMask> CPU_MASK =
            special("LIST|all|auto", List.of("all", "auto"), CpuMask::parse, CpuMask::toString);
    public static final ValueKind<CpuMask> NODE_MASK =
            special("LIST|all", List.of("all"), Kinds::nodeMask, CpuMask::toString);
    public static final ValueKind<Meminfo> MEMINFO = special(
            "none|pages:N|privvmpages:N", List.of("none", "pages:", "privvmpages:"), Meminfo::parse, Meminfo::toString);
    public static final ValueKind<LayoutName> LAYOUT =
            special(String.join("|", LayoutName.NAMES), LayoutName.NAMES, LayoutName::parse, LayoutName::toString);

    public static final ValueKind<List<IpAddress>> ADDRESSES =
            several(special("ADDRESS[/PREFIX]", List.of(), IpAddress::parse, IpAddress::toString));
    /// Addresses as texts, or `all`.
    public static final ValueKind<List<String>> ADDRESSES_OR_ALL = several(
            wordOr(ALL, text("ADDRESS", address -> IpAddress.parse(address).toString())));
    public static final ValueKind<List<String>> NAME_SERVERS = several(wordOr(INHERIT, text("ADDRESS", Kinds::server)));
    public static final ValueKind<List<String>> DOMAINS = several(wordOr(INHERIT, text("DOMAIN", Texts::domain)));
    public static final ValueKind<List<String>> NET_DEVICES = several(text("DEVICE", Kinds::netDevice));
    public static final ValueKind<List<Rate>> RATES =
            several(special("DEVICE:CLASS:KBIT[:KBIT_IN]", List.of(), Rate::parse, Rate::toString));
    public static final ValueKind<List<String>> WORDS = several(text("NAME", Texts::fileName));
    public static final ValueKind<MacAddress> MAC = special("MAC", List.of(), MacAddress::parse, MacAddress::toString);
    public static final ValueKind<NetifDraft> NETIF_OPTION =
            special("IFNAME[,MAC,HOST_IFNAME,HOST_MAC,BRIDGE]", List.of(), NetifDraft::parseOption, Kinds::draftText);
    /// Saved by `Netif.text`, which knows the VE; a draft alone is saved as it was written.
    public static final ValueKind<List<NetifDraft>> NETIFS =
            special("ifname=IFNAME,...[;ifname=...]", List.of(), NetifDraft::parseConfig, Kinds::draftTexts);

    public static final ValueKind<Switches<Capability>> CAPABILITIES =
            new ValueKind.SwitchList<>(Capability.class, true);
    public static final ValueKind<Switches<Feature>> FEATURES = new ValueKind.SwitchList<>(Feature.class, false);
    public static final ValueKind<List<DeviceRule>> DEVICES = new ValueKind.Several<>(
            special("b|c:MAJOR:MINOR|all:[r][w][q]|none", List.of(), DeviceRule::parse, DeviceRule::toString), " ");
    public static final ValueKind<List<DeviceNode>> DEVICE_NODES = new ValueKind.Several<>(
            special("DEVICE:[r][w][q]|none", List.of(), DeviceNode::parse, DeviceNode::toString), " ");
    public static final ValueKind<List<PciAddress>> PCI =
            several(special("[DOMAIN:]BUS:SLOT.FUNCTION", List.of(), PciAddress::parse, PciAddress::toString));

    private Kinds() {}

    /// One of a few words.
    static ValueKind<String> oneOf(String... words) {
        return new ValueKind.OneOf(List.of(words));
    }

    private static ValueKind<String> text(String syntax, Function<String, String> check) {
        return special(syntax, List.of(), check, text -> text);
    }

    private static ValueKind<String> wordOr(String word, ValueKind<String> other) {
        return special(
                other.syntax() + "|" + word,
                List.of(word),
                text -> text.equals(word) ? text : other.parse(text),
                text -> text);
    }

    private static <T> ValueKind<T> special(
            String syntax, List<String> words, Function<String, T> reader, Function<T, String> writer) {
        return new ValueKind.Special<>(syntax, words, false, reader, writer);
    }

    private static <T> ValueKind<List<T>> several(ValueKind<T> element) {
        return new ValueKind.Several<>(element, "");
    }

    private static CpuMask nodeMask(String text) {
        CpuMask mask = CpuMask.parse(text);
        if (mask instanceof CpuMask.Auto) {
            throw new BadValueException("numbers and ranges such as 0-2,7, or all");
        }
        return mask;
    }

    private static String server(String text) {
        IpAddress address = IpAddress.parse(text);
        if (address.prefix().isPresent()) {
            throw new BadValueException("an address without a prefix, or " + INHERIT);
        }
        return address.toString();
    }

    /// Devices that belong to the kernel or to every VE can't be given to one.
    private static String netDevice(String text) {
        for (String reserved : List.of("venet", "tun", "tap", "lo")) {
            if (text.startsWith(reserved)) {
                throw new BadValueException("an interface of the node that is no " + reserved + " device");
            }
        }
        return Texts.interfaceName(text);
    }

    private static String gateway(String text, boolean v6) {
        if (!text.isEmpty()) {
            IpAddress address = IpAddress.parse(text);
            if (address.v6() != v6 || address.prefix().isPresent()) {
                throw new BadValueException(v6 ? "an IPv6 address without prefix" : "an IPv4 address without prefix");
            }
        }
        return text;
    }

    private static String draftText(NetifDraft draft) {
        return draftTexts(List.of(draft));
    }

    private static String draftTexts(List<NetifDraft> drafts) {
        return drafts.stream().map(NetifDraft::toString).collect(Collectors.joining(";"));
    }
}
