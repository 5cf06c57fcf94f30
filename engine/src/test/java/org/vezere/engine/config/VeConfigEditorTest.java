package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vezere.model.ParameterChange;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.Netif;

class VeConfigEditorTest {
    private static final String NODE = "02:00:00:00:00:01";

    @TempDir
    Path directory;

    private Box box;

    @BeforeEach
    void box() {
        box = new Box(directory);
    }

    /// Options and values in turn.
    private EditedConfig edit(String config, String... words) {
        return VeConfigEditor.ofVe(Box.CTID, Box.text(config), box.samples(), NODE, 4)
                .edit(changes(words));
    }

    private static List<ParameterChange> changes(String... words) {
        List<ParameterChange> changes = new ArrayList<>();
        for (int i = 0; i < words.length; i += 2) {
            changes.add(new ParameterChange(words[i], words[i + 1]));
        }
        return changes;
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "onboot,yes,ONBOOT,yes",
        "ram,512M,PHYSPAGES,0:131072",
        "swap,1G,SWAPPAGES,0:262144",
        "physpages,unlimited,PHYSPAGES,unlimited",
        "kmemsize,1M:2M,KMEMSIZE,1048576:2097152",
        "numproc,240:240,NUMPROC,240",
        "cpulimit,50%,CPULIMIT,200",
        "cpulimit,50,CPULIMIT,50",
        "iolimit,10,IOLIMIT,10485760",
        "diskspace,10G:11G,DISKSPACE,10485760:11534336",
        "stop-timeout,60,STOP_TIMEOUT,60",
        "name,web,NAME,web",
        "layout,ploop:raw,VE_LAYOUT,ploop",
        "private,/srv/$VEID,VE_PRIVATE,/srv/$VEID",
    })
    void singleValuesAreReplaced(String option, String value, Parameter parameter, String saved) {
        EditedConfig edited = edit("", option, value);

        assertThat(edited.saved()).containsOnly(java.util.Map.entry(parameter, saved));
        assertThat(edited.changes()).containsExactly(new ConfigChange.Replaced(parameter, saved));
        assertThat(edited.text().get(parameter)).contains(saved);
    }

    @Test
    void theLastOfSingleValuesWins() {
        assertThat(edit("", "cpus", "1", "cpus", "2").saved()).containsEntry(Parameter.CPUS, "2");
        assertThat(edit("", "ram", "1G", "physpages", "7").saved()).containsEntry(Parameter.PHYSPAGES, "7");
    }

    @Test
    void typedValuesAreAtHand() {
        ConfigChange.Replaced change =
                edit("", "ram", "512M").change(ConfigChange.Replaced.class).orElseThrow();

        assertThat(change.value(Kinds.PAGES).limit()).isEqualTo(131072);
    }

    @Test
    void listsGivenAnewReplaceTheOldOnes() {
        EditedConfig edited = edit(
                "NAMESERVER=\"198.51.100.1\"\n",
                "nameserver",
                "203.0.113.1",
                "searchdomain",
                "a.example",
                "nameserver",
                "203.0.113.2",
                "searchdomain",
                "b.example");

        assertThat(edited.saved())
                .containsEntry(Parameter.NAMESERVER, "203.0.113.1 203.0.113.2")
                .containsEntry(Parameter.SEARCHDOMAIN, "a.example b.example");
    }

    @Test
    void addressesAccumulate() {
        EditedConfig edited =
                edit("IP_ADDRESS=\"198.51.100.1 198.51.100.2/24\"\n", "ipadd", "198.51.100.3", "ip", "2001:DB8::1/64");

        assertThat(edited.saved())
                .containsEntry(Parameter.IP_ADDRESS, "198.51.100.1 198.51.100.2/24 198.51.100.3 2001:db8::1/64");
        ConfigChange.Addresses change =
                edited.change(ConfigChange.Addresses.class).orElseThrow();
        assertThat(texts(change.added())).containsExactly("198.51.100.3", "2001:db8::1/64");
        assertThat(change.removed()).isEmpty();
        assertThat(change.all()).isFalse();
    }

    @Test
    void anAddressAddedAgainIsTakenAwayFirst() {
        EditedConfig edited = edit("IP_ADDRESS=\"198.51.100.1 198.51.100.2\"\n", "ipadd", "198.51.100.1/24");

        assertThat(edited.saved()).containsEntry(Parameter.IP_ADDRESS, "198.51.100.2 198.51.100.1/24");
        assertThat(texts(edited.change(ConfigChange.Addresses.class)
                        .orElseThrow()
                        .removed()))
                .containsExactly("198.51.100.1");
    }

    @Test
    void allAddressesAreReplacedInEitherOrder() {
        String config = "IP_ADDRESS=\"198.51.100.1 198.51.100.2\"\n";
        EditedConfig first = edit(config, "ipdel", "all", "ipadd", "198.51.100.3");
        EditedConfig second = edit(config, "ipadd", "198.51.100.3", "ipdel", "all");

        assertThat(first).isEqualTo(second);
        assertThat(first.saved()).containsEntry(Parameter.IP_ADDRESS, "198.51.100.3");
        ConfigChange.Addresses change =
                first.change(ConfigChange.Addresses.class).orElseThrow();
        assertThat(texts(change.removed())).containsExactly("198.51.100.1", "198.51.100.2");
        assertThat(change.all()).isTrue();
    }

    @Test
    void addressesAreDeletedWhateverTheirPrefix() {
        EditedConfig edited =
                edit("IP_ADDRESS=\"198.51.100.1/24 198.51.100.2\"\n", "ipdel", "198.51.100.1", "ipdel", "203.0.113.9");

        assertThat(edited.saved()).containsEntry(Parameter.IP_ADDRESS, "198.51.100.2");
        assertThat(texts(edited.change(ConfigChange.Addresses.class)
                        .orElseThrow()
                        .removed()))
                .containsExactly("198.51.100.1", "203.0.113.9");
        assertThat(edit("IP_ADDRESS=\"198.51.100.1\"\n", "ipdel", "all").text()).hasToString("IP_ADDRESS=\"\"\n");
    }

    @Test
    void addressesThatMeanNoneAreNotAdded() {
        assertThat(edit("", "ipadd", "0.0.0.0").changes()).isEmpty();
    }

    @Test
    void interfacesAreAddedAlteredAndRemoved() {
        String eth0 = "ifname=eth0,mac=00:18:51:00:00:01,host_ifname=veth101.0,host_mac=00:18:51:00:00:02";
        String eth1 = "ifname=eth1,mac=00:18:51:00:00:03,host_ifname=veth101.1,host_mac=00:18:51:00:00:04";
        EditedConfig edited = edit(
                "NETIF=\"" + eth0 + ";" + eth1 + "\"\n",
                "netif_add",
                "eth2,00:18:51:00:00:05",
                "netif_del",
                "eth1",
                "netif_del",
                "eth9",
                "ifname",
                "eth0",
                "bridge",
                "br0",
                "mac_filter",
                "off");

        assertThat(edited.saved())
                .containsEntry(
                        Parameter.NETIF,
                        "ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=veth101.0,host_mac=FE:FF:FF:FF:FF:FF,"
                                + "mac_filter=off;ifname=eth2,mac=00:18:51:00:00:05,host_ifname=veth101.2,"
                                + "host_mac=00:18:51:00:00:05");
        ConfigChange.Netifs change = edited.change(ConfigChange.Netifs.class).orElseThrow();
        assertThat(change.removed()).extracting(Netif::ifname).containsExactly("eth1");
        assertThat(change.added()).extracting(Netif::ifname).containsExactly("eth2");
        assertThat(change.altered()).hasSize(1);
        assertThat(change.altered().getFirst().before()).hasToString(eth0);
        assertThat(change.altered().getFirst().after().bridge()).contains("br0");
    }

    @Test
    void anInterfaceOfTheSameNameIsReplaced() {
        EditedConfig edited =
                edit("NETIF=\"ifname=eth0,mac=00:18:51:00:00:01\"\n", "netif_add", "eth0,00:18:51:00:00:09");

        assertThat(edited.change(ConfigChange.Netifs.class).orElseThrow().altered())
                .hasSize(1);
        assertThat(edited.saved().get(Parameter.NETIF))
                .contains("mac=00:18:51:00:00:09")
                .doesNotContain(";");
        assertThat(edit("NETIF=\"ifname=eth0\"\n", "netif_del", "all").text()).hasToString("NETIF=\"\"\n");
    }

    @Test
    void everySettingOfAnInterfaceCanBeChanged() {
        EditedConfig edited = edit(
                "NETIF=\"ifname=eth0,bridge=br0\"\n",
                "mac",
                "00:18:51:00:00:01",
                "ifname",
                "eth0",
                "host_ifname",
                "x0",
                "host_mac",
                "00:18:51:00:00:02",
                "bridge",
                "",
                "mac_filter",
                "on");

        assertThat(edited.saved())
                .containsEntry(
                        Parameter.NETIF,
                        "ifname=eth0,mac=00:18:51:00:00:01,host_ifname=x0,host_mac=00:18:51:00:00:02,mac_filter=on");
    }

    @Test
    void addressesWithAnInterfaceAreItsOwn() {
        String eth0 = "ifname=eth0,mac=00:18:51:00:00:01,host_ifname=veth101.0,host_mac=00:18:51:00:00:02";
        EditedConfig edited = edit(
                "IP_ADDRESS=\"203.0.113.1\"\nNETIF=\"" + eth0 + ",ip=198.51.100.4/24,ip=198.51.100.5/24\"\n",
                "ifname",
                "eth0",
                "ipadd",
                "198.51.100.6/24",
                "ipdel",
                "198.51.100.4",
                "gw",
                "198.51.100.1",
                "bridge",
                "br0");

        assertThat(edited.saved())
                .doesNotContainKey(Parameter.IP_ADDRESS)
                .containsEntry(
                        Parameter.NETIF,
                        "ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=veth101.0,"
                                + "host_mac=FE:FF:FF:FF:FF:FF,ip=198.51.100.5/24,gw=198.51.100.1,ip=198.51.100.6/24");
        assertThatThrownBy(() -> edit("NETIF=\"" + eth0 + "\"\n", "ifname", "eth0", "gw", "fe80::1"))
                .hasMessageStartingWith("Bad parameter for --gw: fe80::1");
    }

    @Test
    void anInterfaceInABridgeIsGivenAVlan() {
        String eth0 = "ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=veth101.0,host_mac=FE:FF:FF:FF:FF:FF";
        String tagged = "NETIF=\"" + eth0 + ",ip=198.51.100.5/24,vlan=12\"\n";

        assertThat(edit("NETIF=\"" + eth0 + "\"\n", "ifname", "eth0", "vlan", "12")
                        .saved())
                .containsEntry(Parameter.NETIF, eth0 + ",vlan=12");
        assertThat(edit(tagged, "ifname", "eth0", "vlan", "13").saved())
                .containsEntry(Parameter.NETIF, eth0 + ",ip=198.51.100.5/24,vlan=13");
        for (String none : List.of("", "0")) {
            assertThat(edit(tagged, "ifname", "eth0", "vlan", none).saved())
                    .containsEntry(Parameter.NETIF, eth0 + ",ip=198.51.100.5/24");
        }
        for (String bad : List.of("4095", "-1", "x", "12 13")) {
            assertThatThrownBy(() -> edit(tagged, "ifname", "eth0", "vlan", bad))
                    .hasMessage("Bad parameter for --vlan: " + bad + " (a VLAN from 1 to 4094)");
        }
    }

    @Test
    void aRoutedInterfaceIsInNoVlan() {
        String routed = "NETIF=\"ifname=eth0\"\n";

        assertThatThrownBy(() -> edit(routed, "ifname", "eth0", "vlan", "12"))
                .hasMessage("veth device eth0: VLAN 12 needs a bridge (--bridge), and it is routed");
        assertThatThrownBy(() -> edit("NETIF=\"ifname=eth0,bridge=br0,vlan=12\"\n", "ifname", "eth0", "bridge", ""))
                .hasMessageContaining("needs a bridge");
        assertThat(edit(routed, "ifname", "eth0", "vlan", "12", "bridge", "br0")
                        .saved()
                        .get(Parameter.NETIF))
                .contains("bridge=br0", "vlan=12");
        assertThat(edit("NETIF=\"ifname=eth0,vlan=12\"\n", "netif_add", "eth1").saved())
                .containsKey(Parameter.NETIF);
    }

    @Test
    void settingsOfInterfacesNeedOne() {
        assertThatThrownBy(() -> edit("", "mac", "00:18:51:00:00:01"))
                .hasMessage("Bad parameter for --mac: 00:18:51:00:00:01 (needs --ifname)");
        assertThatThrownBy(() -> edit("", "vlan", "12")).hasMessage("Bad parameter for --vlan: 12 (needs --ifname)");
        assertThatThrownBy(() -> edit("", "ifname", "eth0", "bridge", "br0"))
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(130);
        assertThatThrownBy(() -> edit("NETIF=\"ifname=eth0\"\n", "ifname", "eth0", "ifname", "eth1"))
                .hasMessageStartingWith("Bad parameter for --ifname: eth1");
    }

    @Test
    void devicesOfTheNodeComeAndGo() {
        EditedConfig edited = edit(
                "NETDEV=\"eth1 eth2\"\nPCI=\"0000:01:00.0\"\n",
                "netdev_add",
                "eth3",
                "netdev_del",
                "eth1",
                "pci_del",
                "1:0.0",
                "pci_add",
                "2:0.0");

        assertThat(edited.saved())
                .containsEntry(Parameter.NETDEV, "eth2 eth3")
                .containsEntry(Parameter.PCI, "0000:02:00.0");
        assertThat(edited.changes()).contains(new ConfigChange.NetDevices(List.of("eth1"), List.of("eth3")));
    }

    @Test
    void rulesForTheSameDeviceReplaceEachOther() {
        EditedConfig edited = edit(
                "DEVICES=\"c:10:200:rw b:8:all:r \"\n",
                "devices",
                "b:8:all:rw",
                "devices",
                "c:1:9:r",
                "devices",
                "c:10:200:none");

        assertThat(edited.saved()).containsEntry(Parameter.DEVICES, "b:8:all:rw c:1:9:r ");
        assertThat(texts(edited.change(ConfigChange.Devices.class).orElseThrow().rules()))
                .containsExactly("b:8:all:rw", "c:1:9:r", "c:10:200:none");
    }

    @Test
    void theLastDeviceLeavesAnEmptyValue() {
        assertThat(edit("DEVNODES=\"net/tun:rw \"\n", "devnodes", "net/tun:none")
                        .text())
                .hasToString("DEVNODES=\"\"\n");
        assertThat(edit("", "devnodes", "net/tun:none").saved()).isEmpty();
        assertThat(edit("DEVNODES=\"fuse:r \"\n", "devnodes", "net/tun:rw").text())
                .hasToString("DEVNODES=\"fuse:r net/tun:rw \"\n");
    }

    @Test
    void switchesAreMergedIntoThoseOfTheConfig() {
        EditedConfig edited = edit(
                "CAPABILITY=\"SYS_TIME:on\"\nFEATURES=\"nfs:on\"\n",
                "capability",
                "net_admin:on",
                "capability",
                "sys_time:off",
                "features",
                "ppp:on");

        assertThat(edited.saved())
                .containsEntry(Parameter.CAPABILITY, "NET_ADMIN:on SYS_TIME:off")
                .containsEntry(Parameter.FEATURES, "nfs:on ppp:on");
    }

    @Test
    void masksNeedEachOther() {
        assertThatThrownBy(() -> edit("", "cpumask", "auto"))
                .hasMessage("Bad parameter for --cpumask: auto (needs --nodemask)");
        assertThatThrownBy(() -> edit("", "nodemask", "0"))
                .hasMessage("Bad parameter for --nodemask: 0 (needs --cpumask)");
        assertThat(edit("", "cpumask", "auto", "nodemask", "0,1").saved()).containsEntry(Parameter.NODEMASK, "0-1");
        assertThat(edit("CPUMASK=\"0\"\n", "nodemask", "0").saved()).hasSize(1);
    }

    @Test
    void aSampleIsAppliedUnderTheOptions() {
        EditedConfig edited =
                edit("HOSTNAME=\"h\"\nCPUUNITS=\"5000\"\n", "cpuunits", "2000", "applyconfig", "vswap-1g");

        assertThat(edited.saved())
                .containsEntry(Parameter.CPUUNITS, "2000")
                .containsEntry(Parameter.PHYSPAGES, "0:1G")
                .containsEntry(Parameter.ORIGIN_SAMPLE, "vswap-1g")
                .doesNotContainKey(Parameter.HOSTNAME);
        assertThat(edited.changes())
                .filteredOn(change -> change.parameter() == Parameter.CPUUNITS)
                .containsExactly(new ConfigChange.Replaced(Parameter.CPUUNITS, "2000"));
        assertThatThrownBy(() -> edit("", "applyconfig", "none"))
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(109);
    }

    @Test
    void passwordsAreNeverSavedNorShown() {
        EditedConfig edited = edit("", "userpasswd", "root:secret", "userpasswd", "u:secret");

        assertThat(edited.saved()).isEmpty();
        assertThat(edited.text()).isEqualTo(ConfigText.EMPTY);
        assertThat(edited.toString()).doesNotContain("secret");
        assertThat(edited.change(ConfigChange.Passwords.class).orElseThrow().userPasswords())
                .containsExactly("root:secret", "u:secret");
    }

    @Test
    void optionsThatSteerAreHandedOn() {
        EditedConfig edited = edit("", "skip_arpdetect", "", "applyconfig_map", "name", "offline", "");

        assertThat(edited.isSteered("skip_arpdetect")).isTrue();
        assertThat(edited.steering()).containsEntry("applyconfig_map", "name").containsKey("offline-resize");
        assertThat(edited.saved()).isEmpty();
        assertThat(edited.isSteered("reset_ub")).isFalse();
    }

    @Test
    void everyValueIsCheckedAlsoWhenAnotherWins() {
        assertThatThrownBy(() -> edit("", "cpus", "x", "cpus", "2"))
                .hasMessageStartingWith("Bad parameter for --cpus: x");
        assertThatThrownBy(() -> edit("", "netif_del", "../x"))
                .hasMessageStartingWith("Bad parameter for --netif_del: ../x");
        assertThatThrownBy(() -> edit("", "nonsense", "1"))
                .hasMessage("Unknown option --nonsense")
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(21);
    }

    @Test
    void aListThatCannotBeReadIsNotLost() {
        assertThatThrownBy(() -> edit("IP_ADDRESS=\"198.51.100.1 oops\"\n", "ipadd", "198.51.100.2"))
                .hasMessageContaining("IP_ADDRESS")
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(85);
    }

    @Test
    void theNodeItselfHasCpuUnitsAndBeancounters() {
        VeConfigEditor editor = VeConfigEditor.ofNode(ConfigText.EMPTY, box.samples(), 4);

        assertThat(editor.edit(changes("cpuunits", "2000", "numproc", "unlimited"))
                        .text())
                .hasToString("NUMPROC=\"unlimited\"\nCPUUNITS=\"2000\"\n");
        assertThatThrownBy(() -> editor.edit(changes("hostname", "x"))).hasMessageContaining("--hostname");
        assertThatThrownBy(() -> editor.edit(changes("netif_add", "eth0"))).hasMessageContaining("--netif_add");
    }

    @Test
    void changesComeInTheOrderOfTheTable() {
        EditedConfig edited = edit("", "cpus", "2", "ipadd", "198.51.100.1", "ram", "1G", "onboot", "yes");

        assertThat(edited.changes())
                .extracting(ConfigChange::parameter)
                .containsExactly(Parameter.ONBOOT, Parameter.IP_ADDRESS, Parameter.PHYSPAGES, Parameter.CPUS);
    }
}
