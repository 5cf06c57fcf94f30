package org.vezere.model.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

class ParameterTest {
    /// Every option of `set` in section 1.6 of the compatibility reference, `--cpuweight` and obsolete ones included.
    private static final List<String> SET_OPTIONS = List.of("""
            save force setmode reset_ub onboot bootorder root private mount_opts userpasswd disabled name description
            ostemplate stop-timeout ipadd ip ipdel skip_arpdetect hostname nameserver searchdomain netif_add netif_del
            ifname mac host_mac host_ifname bridge mac_filter netdev_add netdev_del ram swap vm_overcommit kmemsize
            lockedpages privvmpages shmpages numproc physpages vmguarpages oomguarpages numtcpsock numflock numpty
            numsiginfo tcpsndbuf tcprcvbuf othersockbuf dgramrcvbuf numothersock numfile dcachesize numiptent avnumproc
            swappages cpuunits cpuweight cpulimit cpus cpumask nodemask meminfo diskquota diskspace offline-resize
            offline diskinodes quotatime quotaugidlimit netfilter iptables capability devices devnodes pci_add pci_del
            features ioprio iolimit iopslimit applyconfig applyconfig_map""".split("\\s+"));

    private static final List<String> CREATE_OPTIONS = List.of("""
            ostemplate config layout ve_layout velayout private root ipadd hostname name description diskspace
            diskinodes local_uid local_gid""".split("\\s+"));

    @Test
    void hasEveryOptionOfSet() {
        assertThat(SET_OPTIONS)
                .allSatisfy(name -> assertThat(Parameters.option(name))
                        .as(name)
                        .hasValueSatisfying(
                                option -> assertThat(option.commands()).contains(Command.SET)));
    }

    @Test
    void hasEveryOptionOfCreate() {
        assertThat(CREATE_OPTIONS)
                .allSatisfy(name -> assertThat(Parameters.option(name))
                        .as(name)
                        .hasValueSatisfying(
                                option -> assertThat(option.commands()).contains(Command.CREATE)));
    }

    @ParameterizedTest
    @CsvSource({
        "k,kmemsize",
        "l,lockedpages",
        "p,numproc",
        "f,numflock",
        "t,numpty",
        "i,numsiginfo",
        "b,tcprcvbuf",
        "n,numfile",
        "x,dcachesize",
        "e,numiptent",
    })
    void hasTheShortOptions(char letter, String name) {
        assertThat(Parameters.option(letter)).isEqualTo(Parameters.option(name));
    }

    @Test
    void findsKeysByOlderNames() {
        assertThat(Parameters.key("DCACHE")).contains(Parameter.DCACHESIZE);
        assertThat(Parameters.key("IPTENTRIES")).contains(Parameter.NUMIPTENT);
        assertThat(Parameters.key("CPUUWEIGHT")).contains(Parameter.CPUUWEIGHT);
        assertThat(Parameters.key("USERPASSWD")).isEmpty();
        assertThat(Parameters.key("cpus")).isEmpty();
    }

    @Test
    void countsTheBeancounters() {
        assertThat(Parameters.beancounters()).hasSize(22);
    }

    @ParameterizedTest
    @EnumSource
    void describesItself(Parameter parameter) {
        assertThat(parameter.help()).isNotBlank().doesNotEndWith(".");
        assertThat(parameter.options()).allSatisfy(option -> {
            assertThat(option.help()).isNotBlank().doesNotEndWith(".");
            assertThat(option.takesValue())
                    .isEqualTo(!option.argument().syntax().isEmpty());
        });
        parameter
                .defaultText()
                .ifPresent(text -> assertThat(parameter.kind().canonical(text)).isEqualTo(text));
    }

    @Test
    void helpIsOneOfAKind() {
        List<String> helps = Arrays.stream(Parameter.values())
                .flatMap(parameter -> parameter.options().stream())
                .map(Option::help)
                .toList();

        assertThat(helps).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kmemsize|14372700:14790164|14372700:14790164",
                "numproc|240:240|240",
                "privvmpages|unlimited|unlimited",
                "ram|512M|0:131072",
                "ram|4097|0:2",
                "swap|1G|0:262144",
                "physpages|0:256M|0:65536",
                "diskspace|10G:11G|10485760:11534336",
                "diskinodes|200000|200000:200000",
                "iolimit|10|10485760",
                "iolimit|1M|1048576",
                "iolimit|unlimited|0",
                "iolimit|4G|2147483647",
                "iolimit|99999|2147483647",
                "vm_overcommit|1.50|1.5",
                "vm_overcommit|0.3333333333|0.333333",
                "vm_overcommit|0|0",
                "cpumask|0,1,2,7|0-2,7",
                "capability|sys_time:on,net_admin:off|NET_ADMIN:off SYS_TIME:on",
                "features|ppp:on,nfs:on|nfs:on ppp:on",
                "pci_add|1:0.0|0000:01:00.0",
                "ipadd|2001:DB8::1 198.51.100.1/24|2001:db8::1 198.51.100.1/24",
                "nameserver|inherit|inherit",
                "netfilter|full|full",
                "bridge||",
            })
    void savesValuesInOneForm(String option, String text, String saved) {
        ValueKind<?> kind = Parameters.option(option).orElseThrow().argument();

        assertThat(kind.canonical(text == null ? "" : text)).isEqualTo(saved == null ? "" : saved);
    }

    @Test
    void devicesAreSavedWithABlankBehind() {
        assertThat(Kinds.DEVICES.canonical("c:10:200:rw b:8:all:r")).isEqualTo("c:10:200:rw b:8:all:r ");
        assertThat(Kinds.DEVICE_NODES.canonical("net/tun:rw")).isEqualTo("net/tun:rw ");
        assertThat(Kinds.DEVICES.canonical("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\0b", "a\u001bb"})
    void everyOptionRefusesControlCharactersByName(String bad) {
        for (Option option : Parameters.options(Command.SET)) {
            assertThatThrownBy(() -> option.parse(bad))
                    .as(option.name())
                    .isInstanceOf(VezereException.class)
                    .hasMessageStartingWith("Bad parameter for --" + option.name() + ": ")
                    .message()
                    .matches(message -> message.chars().noneMatch(Character::isISOControl));
        }
    }

    @Test
    void everyOptionRefusesTooLongValuesByName() {
        for (Option option : Parameters.options(Command.SET)) {
            assertThatThrownBy(() -> option.parse("x".repeat(65_536)))
                    .isInstanceOf(VezereException.class)
                    .hasMessageStartingWith("Bad parameter for --" + option.name() + ": ")
                    .message()
                    .hasSizeLessThan(1000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ram,5X",
        "ram,-1",
        "onboot,maybe",
        "onboot,YES",
        "cpuunits,7",
        "cpuunits,500001",
        "ioprio,8",
        "iolimit,1.5M",
        "hostname,-x",
        "hostname,../x",
        "ostemplate,../x",
        "ostemplate,-x",
        "name,../x",
        "name,-x",
        "root,../x",
        "root,/vz/../x",
        "netdev_add,lo",
        "netdev_add,venet0",
        "netdev_add,tun0",
        "ipadd,host",
        "nameserver,1.1.1.1/8",
        "nodemask,auto",
        "vm_overcommit,-1",
        "vm_overcommit,1e9",
        "diskspace,unlimited",
        "setmode,x",
        "bootorder,0x1",
        "applyconfig,../x",
        "config,../x",
        "bridge,../x",
        "local_uid,4294967295",
        "numproc,10K",
    })
    void refusesBadValuesWithAHint(String name, String value) {
        Option option = Parameters.option(name).orElseThrow();

        assertThatThrownBy(() -> option.parse(value))
                .isInstanceOf(VezereException.class)
                .hasMessageMatching("Bad parameter for --" + option.name() + ": " + java.util.regex.Pattern.quote(value)
                        + " \\(.+\\)")
                .extracting(thrown -> ((VezereException) thrown).kind())
                .isEqualTo(FailureKind.BAD_PARAMETER);
    }

    @Test
    void secretsAreNotShown() {
        Option option = Parameters.option("userpasswd").orElseThrow();

        assertThatThrownBy(() -> option.parse("no password"))
                .hasMessageContaining("***")
                .message()
                .doesNotContain("no p");
    }

    @Test
    void beancountersHaveOptionsOfTheirName() {
        String names = Parameters.beancounters().stream()
                .map(parameter -> parameter.options().getLast().name().toUpperCase(Locale.ROOT))
                .collect(Collectors.joining(" "));

        assertThat(names.split(" "))
                .containsExactlyInAnyOrder(
                        Parameters.beancounters().stream().map(Parameter::name).toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyTellsTheFormOfItsValue(Parameter parameter) {
        parameter.key().ifPresent(key -> assertThat(parameter.kind().syntax()).isNotEmpty());
    }
}
